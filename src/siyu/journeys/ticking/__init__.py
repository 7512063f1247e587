"""The tick: everybody who is due takes a step, set by set."""
