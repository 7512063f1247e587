"""People who have left: who they are, and how many customers and groups wait for a new advisor."""
