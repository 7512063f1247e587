"""Tests of choosing groups for a mass message."""
