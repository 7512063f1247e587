"""The kernel of wait nodes."""
