"""Choosing customer groups for a mass message; sending and results are outreach's own."""
