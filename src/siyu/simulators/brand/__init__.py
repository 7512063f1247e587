"""A believable Chinese food-and-oil (粮油) brand: organisation, goods, customers, orders and behaviour.

Everything follows from a `BrandSpec`. Customers are made in blocks of 8,192; a block depends only on the seed, the
window and the block's number, so any size streams in the memory of one block, and a larger brand starts with exactly
the customers of a smaller one. The public functions are in `world` and `files`; the words are in `contracts`.
"""
