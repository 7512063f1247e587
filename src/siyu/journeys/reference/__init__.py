"""The slow way, one person at a time: the oracle of the property tests and the baseline of the benchmark."""
