"""Finding sensitive words: all words at once, one pass over a text (Aho-Corasick)."""

from collections.abc import Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from siyu.advisors.archive.contracts import HitState, Side, Watched, Word
from siyu.kit.letters import fold

LISTS_HELD = 64


def found(words: Sequence[Word], texts: Sequence[tuple[str, Side]]) -> list[tuple[int, Word]]:
    """This function will return which word is in which text (its place in `texts`), each once, in that order.

    Width and case make no difference; words that overlap are all found.
    """
    if not words:
        return []
    finder = _finder(tuple(fold(one.word) for one in words))
    hits: list[tuple[int, Word]] = []
    for place, (text, side) in enumerate(texts):
        seen = dict.fromkeys(number for number, _, _ in finder.find_matches_as_indexes(fold(text), overlapping=True))
        hits.extend((place, words[number]) for number in seen if _is_watched(words[number].watched, side))
    return hits


def hit_rows(
    messages: Sequence[tuple[int, int]], hits: Sequence[tuple[int, Word]], *, told_at_ms: int | None
) -> list[dict[str, object]]:
    """This function will make the rows of hits in messages (id, conversation); None: somebody is still to be told."""
    return [
        {
            "message_id": messages[place][0],
            "talk_id": messages[place][1],
            "word": word.word,
            "level": word.level,
            "state": HitState.OPEN,
            "note": "",
            "settled_by": "",
            "told_at_ms": told_at_ms,
        }
        for place, word in hits
    ]


def has_grown(held: Sequence[Word], words: Sequence[str], watched: Watched) -> bool:
    """This function will say whether these words find more than the list did: a word is new, or looked for elsewhere."""
    sides = {one.word: one.watched for one in held}
    return any(sides.get(word) not in (watched, Watched.BOTH) for word in words)


def _is_watched(watched: Watched, side: Side) -> bool:
    return watched is Watched.BOTH or watched.value == side.value


@lru_cache(maxsize=LISTS_HELD)
def _finder(patterns: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick(patterns)
