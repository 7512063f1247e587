"""What is kept equal at the vendor: rows that wait to be written there, and how each call ended."""
