"""A brand's rules for its archive: how long, how much, when people work, who is told."""
