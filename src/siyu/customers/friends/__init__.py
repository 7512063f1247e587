"""Friends: which customer is a friend of which member of staff, since when, through what, and who ended it."""
