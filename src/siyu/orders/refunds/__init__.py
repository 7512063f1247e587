"""Refunds: counted once, parked while their order has not come, never above what was paid."""
