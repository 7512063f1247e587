"""The algebra: a rule in, the set of customers out; also counted, explained and dated."""
