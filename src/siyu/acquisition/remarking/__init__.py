"""Remarking: setting the remarks that staff see on friends who came by a code or link, a few at a time."""
