"""Keeping segments up to date: what has become stale, working it out again, and telling who came and went."""
