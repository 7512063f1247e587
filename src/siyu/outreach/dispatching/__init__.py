"""Handing messages to channels under leases, settling what became of them, never sending blindly twice."""
