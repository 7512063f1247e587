"""Folding: deliveries of the inbox become customers, attributes and log entries, exactly once, many at a time."""
