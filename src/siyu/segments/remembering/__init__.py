"""Remembering what was worked out, within a number of bytes."""
