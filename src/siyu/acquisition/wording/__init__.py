"""A live code in one sentence, zh and en, made from its rules."""
