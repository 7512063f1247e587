"""Planning a campaign: who is in it now, what would happen, and turning it into messages run by run."""
