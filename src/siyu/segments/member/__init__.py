"""The condition on membership of another segment."""
