"""What an app may do: one module per family of vendor endpoints, gathered in `catalogue`."""
