"""Showing hand-overs: names behind numbers."""
