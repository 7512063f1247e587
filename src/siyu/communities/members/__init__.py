"""The stays of customers and staff in groups: who is there, how they came, how many there were each day."""
