"""Quantiles of a histogram, exact as if every value were listed."""

from collections.abc import Mapping


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """This function will return a quantile of values given as value → how many; None of nothing.

    Between two values it interpolates linearly (Hyndman & Fan 1996, type 7, the default of R and numpy).
    """
    total = sum(counts.values())
    if not total:
        return None
    place = (total - 1) * share
    low, part = int(place), place - int(place)
    first = value_at(counts, low)
    return first + part * (value_at(counts, min(low + 1, total - 1)) - first)


def value_at(counts: Mapping[int, int], place: int) -> int:
    """This function will return the value at a place (from 0) of all values in ascending order."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if place < seen:
            return value
    raise IndexError(place)


def share_within(counts: Mapping[int, int], most: int) -> float | None:
    """This function will return the share of values that are at most `most`; None of nothing."""
    total = sum(counts.values())
    return sum(number for value, number in counts.items() if value <= most) / total if total else None
