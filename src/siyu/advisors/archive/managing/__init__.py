"""What the brand sets up: sensitive words, rules and keys."""
