"""Advisors 导购: the people who serve customers, what they know of each and what they have to do."""
