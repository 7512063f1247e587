"""Orders told as events with Segment's e-commerce names."""
