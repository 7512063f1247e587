"""Comparing: what an operator asks for, and which of many values satisfy it."""
