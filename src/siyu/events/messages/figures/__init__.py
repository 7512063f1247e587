"""Figures: money, quantity and business number of an event, from its properties."""
