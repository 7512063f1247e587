"""Who came by a code or link and has left again: the people behind the figures."""
