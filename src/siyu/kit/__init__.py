"""The kit: stores, sets, lake, facts, jobs and the other tools every feature stands on. It knows no feature."""
