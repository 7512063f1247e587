"""The vocabulary as a builder shows it: labels, comparisons, and values where there are few."""

from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.events import queries as events
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.segments.attribute.domain import OPS
from siyu.segments.phrase.contracts import DEEDS, deed
from siyu.segments.phrase.domain import PROPERTIES_EN, PROPERTIES_ZH
from siyu.segments.schemas import (
    AttributeWordOut,
    ChoiceOut,
    EventWordOut,
    SegmentWordOut,
    TagWordOut,
    VocabularyOut,
)
from siyu.segments.vocabulary.contracts import AttributeType, AttributeWord
from siyu.segments.vocabulary.queries import read_vocabulary
from siyu.tenancy import queries as tenancy

CHOICES_MAX = 500


def known_words(platform: Platform, conn: Connection, scope: Scope, lang: str) -> VocabularyOut:
    """This function will list everything a rule of the brand may name, in the caller's language."""
    known = read_vocabulary(platform, conn, scope)
    labels = PROPERTIES_ZH if lang == "zh" else PROPERTIES_EN
    own = [ChoiceOut(value=name, label=label) for name, label in labels.items()]
    seen = {event.name: event.properties for event in events.vocabulary(conn, scope)}
    return VocabularyOut(
        tags=[TagWordOut(name=tag.name, group=tag.group) for tag in customers.tags(conn, scope)],
        attributes=[_attribute(conn, scope, word, lang) for word in known.attributes.values()],
        events=[_event(name, list(seen.get(name, {})), own, lang) for name in _ordered(known.events, list(seen))],
        segments=[SegmentWordOut(id=one.id, name=one.name) for one in known.segments.values()],
    )


def _ordered(names: frozenset[str], by_use: list[str]) -> list[str]:
    """This function will put the events seen most first, then the known ones, then the rest by name."""
    familiar = [*by_use, *DEEDS, *sorted(names)]
    return [name for name in dict.fromkeys(familiar) if name in names]


def _event(name: str, properties: list[str], own: list[ChoiceOut], lang: str) -> EventWordOut:
    how = deed(name)
    label = how.zh_noun if lang == "zh" else how.en_noun
    return EventWordOut(
        name=name, label=label.strip("「」“”"), properties=[*own, *(ChoiceOut(value=p, label=p) for p in properties)]
    )


def _attribute(conn: Connection, scope: Scope, word: AttributeWord, lang: str) -> AttributeWordOut:
    label = word.label if lang == "zh" else word.label_en
    choices = _choices(conn, scope, word)[:CHOICES_MAX]
    return AttributeWordOut(key=word.key, label=label, kind=word.kind, ops=sorted(OPS[word.kind]), choices=choices)


def _choices(conn: Connection, scope: Scope, word: AttributeWord) -> list[ChoiceOut]:
    match word.kind:
        case AttributeType.TEXT:
            return [ChoiceOut(value=text, label=text) for text in sorted(customers.text_codes(conn, scope, word.key))]
        case AttributeType.UNIT:
            return [ChoiceOut(value=unit.id, label=unit.name) for unit in tenancy.org_units(conn, scope)]
        case AttributeType.STAFF:
            people = tenancy.staff_page(conn, scope, limit=tenancy.STAFF_PAGE_MAX)
            return [ChoiceOut(value=one.id, label=one.name) for one in people]
        case _:
            return []
