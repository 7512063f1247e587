"""Stand-ins for the outside world, shipped with the product: a brand's data, and the services it talks to."""
