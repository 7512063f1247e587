"""Sweeping: uploaded files that no import needs any more are deleted."""
