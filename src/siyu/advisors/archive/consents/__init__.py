"""Who is archived, and which customers agreed to it."""
