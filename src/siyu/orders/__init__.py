"""Orders: what customers bought and gave back, one canonical order for every source.

An order is one (source, order number); its state only moves forward; its paid amount never changes once it is in the
log, where "Order Paid" and "Order Returned" are written exactly once. A refund that arrives before its order waits.
"""
