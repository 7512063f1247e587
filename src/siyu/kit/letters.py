"""Texts as letters: what is left when width, case and punctuation make no difference."""

import unicodedata
from itertools import pairwise


def fold(text: str) -> str:
    """This function will return a text without differences of width and case (Unicode NFKC, casefold)."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str) -> list[str]:
    """This function will return the pairs of neighbouring letters or digits, in order; what stands between is skipped."""
    letters = [letter for letter in fold(text) if letter.isalnum()]
    return [first + second for first, second in pairwise(letters)]
