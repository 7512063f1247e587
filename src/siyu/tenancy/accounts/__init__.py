"""Accounts: people who sign in, their sessions, and the keys programs use."""
