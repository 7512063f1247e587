"""The weekly figures as people read them: by week, by member, and what they mean in a sentence."""
