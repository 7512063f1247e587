"""The kernel of branch nodes."""
