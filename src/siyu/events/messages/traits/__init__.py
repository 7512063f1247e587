"""Traits: what a sender knows of a person, as identities and attributes."""
