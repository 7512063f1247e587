"""The condition on an attribute: compare, between, in, missing, and dates that move with the calendar."""
