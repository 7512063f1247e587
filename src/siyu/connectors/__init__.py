"""Connectors: the outside world, one folder per vendor or format; vendor words stop here."""
