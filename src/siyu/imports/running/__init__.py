"""Running an import: batch by batch, each batch one transaction that also moves the checkpoint."""
