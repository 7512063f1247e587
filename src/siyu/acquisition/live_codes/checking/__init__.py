"""Checking: what a live code has to be like before it is kept."""
