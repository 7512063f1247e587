"""Looking up the groups of people who hand over, and sharing them out."""
