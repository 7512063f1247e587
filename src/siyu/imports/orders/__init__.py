"""Files of orders: one row is one order, with what was given back for it if the file says so."""
