"""Tests of mass messages against the simulated corp."""
