"""`make lint`: the general linters, the import contracts and the house rules, in one run that reports everything."""
