"""Telling people who take over."""
