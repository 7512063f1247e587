"""The RFM grid: how recently, how often, how much."""
