"""Segment: the HTTP tracking API that every Segment SDK speaks; only the host has to be changed."""
