"""Message templates: text with customer attributes, in a sandbox."""
