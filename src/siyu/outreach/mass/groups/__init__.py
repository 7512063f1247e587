"""Mass messages to customer groups: each owner gets one task for their groups."""
