"""Sensitive words 敏感词: the list, the hits found while pulling, and who is told."""
