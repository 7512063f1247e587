"""Names for the people of conversations: members, customers, and those nobody knows."""
