"""The buckets of the grid: days since the last order, and number of orders. Chosen to match the calendar of a shop:

a month, two, a quarter, half a year, a year, longer; once, twice, a few times, regularly, very often.
"""

RECENCY = ((0, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None))
FREQUENCY = ((1, 1), (2, 2), (3, 5), (6, 10), (11, None))
