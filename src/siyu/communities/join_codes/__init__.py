"""Group live codes 群活码: one printed code that leads into up to five groups."""
