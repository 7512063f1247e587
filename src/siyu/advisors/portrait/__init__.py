"""The portrait of one customer, as an advisor needs it before speaking."""
