"""The house rules: one module each, with `check(source)` yielding problems."""
