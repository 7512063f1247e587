"""Retention (留存): of those who first bought in a month, who buys in the months after."""
