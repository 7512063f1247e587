"""Messages an advisor has to confirm: asking the vendor who confirmed and what became of each recipient."""
