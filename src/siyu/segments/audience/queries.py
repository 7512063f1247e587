"""Rules at work: checked against the brand's words, said as a sentence, and turned into sets shard by shard.

A kind of condition is four functions; a new kind is a folder of its own and one line in `KINDS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from siyu.customers import queries as customers
from siyu.kit.db.blocks import brand_shards
from siyu.kit.errors import SiyuError
from siyu.kit.words import Words
from siyu.kit.words import count as bit_count
from siyu.segments.attribute import domain as attribute
from siyu.segments.attribute import queries as attribute_bits
from siyu.segments.audience.domain import BITS, by_kind, inside_of, join_words
from siyu.segments.event import domain as event
from siyu.segments.event import queries as event_bits
from siyu.segments.member import domain as member
from siyu.segments.member import queries as member_bits
from siyu.segments.phrase.domain import event_words
from siyu.segments.rules.contracts import AllOf, AnyOf, AttributeLeaf, EventLeaf, Leaf, Not, Rule, SegmentLeaf, TagLeaf
from siyu.segments.rules.domain import fold, leaves, many, placed_leaves, rule_key
from siyu.segments.tag import domain as tag
from siyu.segments.tag import queries as tag_bits
from siyu.segments.vocabulary.contracts import Vocabulary
from siyu.segments.vocabulary.queries import Reading


@dataclass(frozen=True, slots=True)
class LeafKind:
    """What a kind of condition can do.

    check(leaf, path, vocabulary) yields errors; words(leaf, vocabulary, lang, negated=) says it; moves(leaf): does the
    calendar alone change it; fill(reading, leaves, shard) returns bits uint64[16384] by rule key.
    """

    check: Callable[[Any, str, Vocabulary], Iterator[SiyuError]]
    words: Callable[..., str]
    moves: Callable[[Any], bool]
    fill: Callable[[Reading, Any, int], dict[str, Words]]


def _event_words(leaf: EventLeaf, vocabulary: Vocabulary, lang: str, *, negated: bool = False) -> str:
    return event_words(leaf, lang, negated=negated)


KINDS: dict[type, LeafKind] = {
    TagLeaf: LeafKind(tag.check, tag.words, tag.moves, tag_bits.fill),
    AttributeLeaf: LeafKind(attribute.check, attribute.words, attribute.moves, attribute_bits.fill),
    EventLeaf: LeafKind(event.check, _event_words, event.moves, event_bits.fill),
    SegmentLeaf: LeafKind(member.check, member.words, member.moves, member_bits.fill),
}


def check_rule(rule: Rule, vocabulary: Vocabulary, *, own_id: int | None = None) -> None:
    """This function will check a rule against the brand's words, and that no segment rests on itself (or `own_id`).

    Raises RuleInvalid or ManyInvalid, SegmentsGoInCircles, SegmentsTooDeep.
    """
    placed = placed_leaves(rule)
    many(problem for one in placed for problem in KINDS[type(one.leaf)].check(one.leaf, one.path, vocabulary))
    for segment_id, inner in member.rules_behind(rule, vocabulary.rule_of, own_id):
        placed = placed_leaves(inner, f"segment[{segment_id}]")
        many(problem for one in placed for problem in KINDS[type(one.leaf)].check(one.leaf, one.path, vocabulary))


def all_leaves(rule: Rule, vocabulary: Vocabulary) -> list[Leaf]:
    """This function will list every leaf whose bits the rule needs, its own and those of the segments it rests on."""
    behind = member.rules_behind(rule, vocabulary.rule_of)
    found = {rule_key(leaf): leaf for one in (rule, *(inner for _, inner in behind)) for leaf in leaves(one)}
    for segment_id, _ in behind:
        del found[_member_key(segment_id)]
    return list(found.values())


def evaluate(reading: Reading, rule: Rule, shard: int) -> Words:
    """This function will return the customers of `shard`, visible to the scope, for whom the rule is true: uint64[16384].

    The rule must have passed `check_rule`. Segments it rests on are worked out as of the same day.
    """
    sets: dict[str, Words] = {}
    for kind, wanted in by_kind(all_leaves(rule, reading.vocabulary)).items():
        sets |= KINDS[kind].fill(reading, wanted, shard)
    for segment_id, inner in member.rules_behind(rule, reading.vocabulary.rule_of):
        sets[_member_key(segment_id)] = fold(inner, sets, BITS)
    everyone = customers.everyone(reading.platform, reading.conn, reading.scope, shard)
    answer: Words = fold(rule, sets, BITS) & everyone
    return answer


def count(reading: Reading, rule: Rule) -> int:
    """This function will count the visible customers for whom the rule is true, shard by shard."""
    shards = brand_shards(reading.conn, reading.scope)
    return sum(bit_count(evaluate(reading, rule, shard)) for shard in shards)


def next_change_ms(reading: Reading, rule: Rule) -> int | None:
    """This function will return when the calendar alone can next change the answer: the next local midnight, or never."""
    moving = any(KINDS[type(leaf)].moves(leaf) for leaf in all_leaves(rule, reading.vocabulary))
    return reading.moment.end_ms if moving else None


def sentence(rule: Rule, vocabulary: Vocabulary, lang: str) -> str:
    """This function will say a rule in one sentence ("zh" or "en")."""
    said = _words(inside_of(rule), vocabulary, lang)
    if isinstance(rule, AllOf | AnyOf) and not rule.parts:
        return said
    return f"{said}的客户" if lang == "zh" else f"Customers: {said}"


def _words(rule: Rule, vocabulary: Vocabulary, lang: str) -> str:
    rule = inside_of(rule)
    match rule:
        case AllOf() | AnyOf():
            return join_words(rule, [_words(part, vocabulary, lang) for part in rule.parts], lang)
        case Not(part=AllOf() | AnyOf() as group):
            said = _words(group, vocabulary, lang)
            return f"不满足({said})" if lang == "zh" else f"not ({said})"
        case Not(part=leaf):
            return KINDS[type(leaf)].words(leaf, vocabulary, lang, negated=True)
        case leaf:
            return KINDS[type(leaf)].words(leaf, vocabulary, lang)


def _member_key(segment_id: int) -> str:
    return rule_key(SegmentLeaf(segment=segment_id))
