"""The key pairs of the archive, by version: the private ones stay sealed in the store."""
