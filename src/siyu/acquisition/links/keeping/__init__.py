"""Keeping the vendor's links equal to what is wanted: a call only when something differs, never blindly."""
