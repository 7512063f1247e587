"""The garbage collector's pace, once for every process.

Batch work makes hundreds of thousands of short-lived objects and no circles; Python's default looks for circles after
every 700 of them. Measured on folding events: 27 k/s instead of 15 k/s.
"""

import gc

YOUNG_MAX = 50_000
MIDDLE_MAX = 20
OLD_MAX = 100


def pace_collector() -> None:
    """This function will let the collector look for circles after every 50,000 new objects."""
    gc.set_threshold(YOUNG_MAX, MIDDLE_MAX, OLD_MAX)
