"""Conversations as people read them: the list, the messages, the search; every opening is logged."""
