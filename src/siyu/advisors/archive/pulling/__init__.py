"""The pull by sequence: position and messages move in one transaction, so nothing is lost and nothing comes twice."""
