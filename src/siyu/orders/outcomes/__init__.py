"""What became of each entry of a call that saves orders or refunds."""
