"""The gate: consent, reachability, caps and quiet hours, decided over sets."""
