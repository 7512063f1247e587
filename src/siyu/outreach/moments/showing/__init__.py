"""Moments for the API: senders and tags by name, and what a plan would do."""
