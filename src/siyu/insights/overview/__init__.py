"""The overview (经营概览): customers, buyers and revenue over time, new and returning."""
