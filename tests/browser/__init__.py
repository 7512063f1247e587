"""The console as people use it: the real product, started by its command line, in a headless Chromium."""
