"""Siyu (私域): the open, self-hosted private-domain operations platform for retail brands."""
