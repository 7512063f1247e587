"""The guess: what the columns of an unknown file mean, from their names in Chinese or English and from their values."""
