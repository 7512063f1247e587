"""Events: what customers do and receive, from the door to the log.

A *source* holds a write key; a *delivery* is what one request brought; the *inbox* keeps deliveries safe until they are
*folded* into customers and the *log* (the lake); a message that cannot be folded is *parked* with its reason.
"""
