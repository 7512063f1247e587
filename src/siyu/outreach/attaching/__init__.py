"""Materials of the library as attachments of messages, welcomes and moments: found, checked, named."""
