"""What rules of a brand may talk about: its tags, attributes, events and segments, by name."""
