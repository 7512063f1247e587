"""Benchmarks: what `siyu bench` measures, each against a named baseline in the same run."""
