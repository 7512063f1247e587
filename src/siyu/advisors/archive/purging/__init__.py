"""Forgetting what is older than the brand keeps."""
