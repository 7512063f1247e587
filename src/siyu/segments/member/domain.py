"""The membership condition: its check, its words, and the search for circles."""

from collections.abc import Callable, Iterator

from siyu.kit.errors import Invalid
from siyu.segments.compare.domain import wrong
from siyu.segments.rules.contracts import Rule, SegmentLeaf
from siyu.segments.rules.domain import RuleInvalid, leaves
from siyu.segments.vocabulary.contracts import Vocabulary

NESTING_MAX = 10
BEHIND_MAX = 200


class SegmentsGoInCircles(Invalid):
    """A segment would rest on itself."""

    zh = "人群互相引用成了环:{value}"
    en = "The segments rest on each other in a circle: {value}"
    fix_zh = "去掉其中一处对人群的引用"
    fix_en = "Remove one of these references"


class SegmentsTooDeep(Invalid):
    """Segments rest on segments for too many levels."""

    zh = f"人群嵌套太深或太多(最多 {NESTING_MAX} 层、{BEHIND_MAX} 个),停在人群「{{value}}」"
    en = f"Segments rest on more than {NESTING_MAX} levels or {BEHIND_MAX} others, at segment {{value}}"
    fix_zh = "把内层人群的条件直接写进来"
    fix_en = "Write the inner conditions out instead"


def check(leaf: SegmentLeaf, path: str, vocabulary: Vocabulary) -> Iterator[RuleInvalid]:
    """This function will yield an error when there is no such segment."""
    if leaf.segment not in vocabulary.segments:
        yield wrong(
            f"{path}.segment",
            leaf.segment,
            ("没有这个人群", "there is no such segment"),
            ("从人群列表里选择一个", "choose one from the list of segments"),
        )


def words(leaf: SegmentLeaf, vocabulary: Vocabulary, lang: str, *, negated: bool = False) -> str:
    """This function will say the condition in Chinese or English."""
    word = vocabulary.segments.get(leaf.segment)
    name = word.name if word else str(leaf.segment)
    if lang == "zh":
        return f"{'不属于' if negated else '属于'}人群「{name}」"
    return f"{'not ' if negated else ''}in the segment “{name}”"


def moves(leaf: SegmentLeaf) -> bool:
    """This function will say whether the set changes by the calendar alone; what stands behind it is asked by itself."""
    return False


def members_named(rule: Rule) -> list[int]:
    """This function will list the segments a rule names directly."""
    return [leaf.segment for leaf in leaves(rule) if isinstance(leaf, SegmentLeaf)]


def rules_behind(
    rule: Rule, rule_of: Callable[[int], Rule | None], own_id: int | None = None
) -> list[tuple[int, Rule]]:
    """This function will list the segments that `rule` rests on, directly or not, each after those it rests on itself.

    Lists of people have no rule and are left out. Raises SegmentsGoInCircles when one rests on itself or on `own_id`,
    and SegmentsTooDeep beyond 10 levels or 200 segments.
    """
    done: dict[int, Rule] = {}

    def visit(here: Rule, way: tuple[int, ...]) -> None:
        for inner in members_named(here):
            if inner in way or inner == own_id:
                raise SegmentsGoInCircles(field="rule.segment", value=" → ".join(map(str, (*way, inner))))
            behind = None if inner in done else rule_of(inner)
            if behind is None:
                continue
            if len(way) >= NESTING_MAX or len(done) >= BEHIND_MAX:
                raise SegmentsTooDeep(field="rule.segment", value=inner)
            visit(behind, (*way, inner))
            done[inner] = behind

    visit(rule, () if own_id is None else (own_id,))
    return list(done.items())
