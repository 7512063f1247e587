"""Scripts that build, check and lock this repository; nothing here ships with the product."""
