"""Tests of the quota of mass messages."""
