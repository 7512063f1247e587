"""What a moment needs from the vendor, from its making to its last like."""
