"""Files of events: one row is one thing a customer did."""
