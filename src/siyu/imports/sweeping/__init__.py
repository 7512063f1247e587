"""Sweeping: uploaded files that no import needs any more, and what cancelled imports counted, are deleted."""
