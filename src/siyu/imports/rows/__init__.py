"""Rows of a file on their way in: what every kind of file shares."""
