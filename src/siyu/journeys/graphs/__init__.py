"""The graph of a journey: its nodes as values, how it is read, checked and told in words."""
