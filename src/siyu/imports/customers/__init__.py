"""Files of customers: identities, attributes, tags, store and advisor."""
