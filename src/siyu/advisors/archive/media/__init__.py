"""Pictures, voices and files of messages, fetched piece by piece into the data folder."""
