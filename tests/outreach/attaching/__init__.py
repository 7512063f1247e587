"""Tests of materials attached to messages."""
