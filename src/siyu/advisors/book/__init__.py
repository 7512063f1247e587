"""The advisor's book: notes on customers and follow-ups with a time."""
