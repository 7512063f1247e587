"""The demo: a believable brand on the embedded stores, with its WeCom simulator, in one process."""
