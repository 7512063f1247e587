"""The condition on a tag: who carries it."""
