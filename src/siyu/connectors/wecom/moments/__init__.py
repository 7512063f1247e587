"""Moments in WeCom's words: made by a job, published by members, read back."""
