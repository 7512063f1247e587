"""The vendor's figures of groups, by owner and local day: what was said, and by how many."""
