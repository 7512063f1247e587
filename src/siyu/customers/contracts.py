"""What customers tells others: identities, attributes, tags, cards, and the facts it publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from siyu.kit.ids import Ids

# Strongest first: when one record carries identities of several customers, the strongest decides.
IDENTITY_RANK = (
    "phone",
    "member_no",
    "unionid",
    "external_userid",
    "openid",
    "buyer",
    "user_id",
    "email",
    "anonymous_id",
)
NUMBER_SCALE = 10_000
EVERYONE_LEAF = "customers"


@dataclass(frozen=True, slots=True)
class Identity:
    """A way to recognise a person: `kind` (see IDENTITY_RANK; others allowed) and its value."""

    kind: str
    value: str


class AttributeKind(StrEnum):
    """The types of attribute. Numbers keep four decimals; dates are days, datetimes milliseconds UTC."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """An entry of the brand's attribute registry. Only `indexed` attributes can be used in segments."""

    key: str
    kind: AttributeKind
    label: str
    indexed: bool


@dataclass(frozen=True, slots=True)
class AttributeProblem:
    """A value that was not taken: `row` is its place in the caller's batch."""

    row: int
    key: str
    value: object
    kind: AttributeKind


@dataclass(frozen=True, slots=True)
class AttributeResult:
    """Which customers changed (int64, ascending), and which values were not taken."""

    changed: Ids
    problems: tuple[AttributeProblem, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag 标签 and its group 标签组. `source` says who keeps it: manual, rule, import, wecom."""

    id: int
    name: str
    group_id: int
    group: str
    source: str


@dataclass(frozen=True, slots=True)
class TagGroup:
    """A group of tags."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as lists show them: masked, with attributes and tag names."""

    id: int
    name: str
    phone_masked: str
    org_unit_id: int | None
    advisor_id: int | None
    attributes: Mapping[str, object]
    tags: tuple[str, ...]
    created_at_ms: int


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity of a customer as shown: phones masked, other values whole."""

    kind: str
    shown: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """An entry of the consent ledger."""

    channel: str
    granted: bool
    evidence: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class CustomersCreated:
    """Fact: new customers exist."""

    customer_ids: list[int]
    source: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class AttributesChanged:
    """Fact: attributes `keys` of these customers may have changed."""

    customer_ids: list[int]
    keys: list[str]
    source: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class CustomersTagged:
    """Fact: these customers now carry the tag and did not before."""

    tag_id: int
    tag: str
    customer_ids: list[int]
    source: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class CustomersUntagged:
    """Fact: these customers carried the tag and no longer do."""

    tag_id: int
    tag: str
    customer_ids: list[int]
    source: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TagsChanged:
    """Fact: these tags were created, renamed or moved to another group."""

    tag_ids: list[int]
    source: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TagsDeleted:
    """Fact: these tags of one group are gone; everybody lost them with it."""

    tag_ids: list[int]
    group_id: int
    at_ms: int
