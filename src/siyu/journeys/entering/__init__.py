"""Letting people into a journey, once for each cause."""
