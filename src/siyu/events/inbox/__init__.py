"""Inbox: deliveries as they came in, durable before anyone is told "accepted", numbered in commit order."""
