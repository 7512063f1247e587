"""The condition on behaviour: how often, how much, on how many days, how long ago."""
