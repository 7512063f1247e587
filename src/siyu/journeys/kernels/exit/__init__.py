"""The kernel of exit nodes."""
