"""Kernels: what each kind of node does to a whole set of people at once. One folder per kind, one line in operations."""
