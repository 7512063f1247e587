"""The kernel of send nodes."""
