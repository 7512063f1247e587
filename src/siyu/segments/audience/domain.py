"""A whole rule: what it rests on, its words, and the algebra over packed bits."""

from collections.abc import Iterable

import numpy as np

from siyu.kit.words import WORDS_PER_SHARD, Words
from siyu.segments.rules.contracts import AllOf, AnyOf, Leaf, Not, Rule
from siyu.segments.rules.domain import Algebra

EVERYONE = {"zh": "全部客户", "en": "everyone"}
NOBODY = {"zh": "没有人", "en": "nobody"}
JOINS = {("zh", True): ",且", ("zh", False): ",或", ("en", True): " and ", ("en", False): " or "}


def every(parts: list[Words]) -> Words:
    """This function will intersect bit sets uint64[16384]; no sets at all: everybody."""
    result = np.full(WORDS_PER_SHARD, np.iinfo(np.uint64).max, dtype=np.uint64) if not parts else parts[0].copy()
    for words in parts[1:]:
        np.bitwise_and(result, words, out=result)
    return result


def some(parts: list[Words]) -> Words:
    """This function will unite bit sets uint64[16384]; no sets at all: nobody."""
    result = np.zeros(WORDS_PER_SHARD, dtype=np.uint64) if not parts else parts[0].copy()
    for words in parts[1:]:
        np.bitwise_or(result, words, out=result)
    return result


def complement(words: Words) -> Words:
    """This function will return the bits not set; ids that no customer has are masked off at the end, once."""
    return np.invert(words)


BITS: Algebra[Words] = Algebra(every, some, complement)


def by_kind(leaves: Iterable[Leaf]) -> dict[type, list[Leaf]]:
    """This function will sort leaves by their kind."""
    sorted_leaves: dict[type, list[Leaf]] = {}
    for leaf in leaves:
        sorted_leaves.setdefault(type(leaf), []).append(leaf)
    return sorted_leaves


def join_words(rule: AllOf | AnyOf, said: list[str], lang: str) -> str:
    """This function will join the words of a group's parts; parts that are groups themselves stand in brackets."""
    is_all = isinstance(rule, AllOf)
    if not said:
        return (EVERYONE if is_all else NOBODY)[lang]
    if len(said) == 1:
        return said[0]
    shown = [f"({text})" if _is_group(part) else text for part, text in zip(rule.parts, said, strict=True)]
    return JOINS[lang, is_all].join(shown)


def _is_group(rule: Rule) -> bool:
    """This function will say whether a part reads as several conditions joined."""
    return isinstance(rule, AllOf | AnyOf) and len(rule.parts) > 1


def inside_of(rule: Rule) -> Rule:
    """This function will look through double negation: not (not x) is x."""
    if isinstance(rule, Not) and isinstance(rule.part, Not):
        return inside_of(rule.part.part)
    return rule
