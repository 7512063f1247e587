"""Parked: messages that could not be folded, kept with their reason until somebody corrects or dismisses them."""
