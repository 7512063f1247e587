"""Tests of moments against the simulated corp."""
