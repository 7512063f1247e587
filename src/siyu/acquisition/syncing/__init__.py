"""Keeping the vendor's contact ways equal to the answers: called only when the answer changes, never blindly."""
