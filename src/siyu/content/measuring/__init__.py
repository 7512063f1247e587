"""How large pictures are and how long videos run, told from the heads of their files."""
