"""Insights (洞察): figures about customers and sales, each with its definition and the people behind it.

Reads the lake and published queries only. Words: figure (指标), people behind (背后的人), as of (截至).
"""
