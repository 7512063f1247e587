"""What every report reads: orders of the visible customers, shard by shard."""
