"""Showing campaigns to people: names instead of numbers."""
