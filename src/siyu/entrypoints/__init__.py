"""Where processes start: the API, the worker and the command line. Nothing else lives here."""
