"""Adding up: old moves of journeys become one row for each way people went, so that numbers stay quick to read."""
