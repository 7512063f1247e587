"""The tag condition: its check and its words."""

from collections.abc import Iterator
from difflib import get_close_matches

from siyu.segments.compare.domain import wrong
from siyu.segments.rules.contracts import TagLeaf
from siyu.segments.rules.domain import RuleInvalid
from siyu.segments.vocabulary.contracts import Vocabulary


def check(leaf: TagLeaf, path: str, vocabulary: Vocabulary) -> Iterator[RuleInvalid]:
    """This function will yield an error when the brand has no such tag, with the nearest names it has."""
    if leaf.tag not in vocabulary.tags:
        near = get_close_matches(leaf.tag, vocabulary.tags, n=3, cutoff=0.5)
        hint_zh = f"相近的标签:{'、'.join(near)}" if near else "先建立这个标签,或改用已有的标签"
        hint_en = f"near names: {', '.join(near)}" if near else "create the tag first, or use one that exists"
        yield wrong(f"{path}.tag", leaf.tag, ("没有这个标签", "there is no such tag"), (hint_zh, hint_en))


def words(leaf: TagLeaf, vocabulary: Vocabulary, lang: str, *, negated: bool = False) -> str:
    """This function will say the condition in Chinese or English."""
    if lang == "zh":
        return f"{'没有' if negated else '有'}「{leaf.tag}」标签"
    return f"{'without' if negated else 'with'} the tag “{leaf.tag}”"


def moves(leaf: TagLeaf) -> bool:
    """This function will say whether the set changes by the calendar alone: never for a tag."""
    return False
