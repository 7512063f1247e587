"""Messages handed to a receiver of the brand's own by signed HTTP calls (Standard Webhooks 1.0)."""
