"""What the vendor pushes: events as XML, encrypted, signed, posted and retried."""
