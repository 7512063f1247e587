"""Sources: who may send events to a brand (a shop, an app, a mini-program), each with a write key of its own."""
