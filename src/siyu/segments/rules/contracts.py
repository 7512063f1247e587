"""What a rule may say: a tree of conditions under all / any / not, each with exactly the fields written here."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

DEPTH_MAX = 12
NODES_MAX = 200
BYTES_MAX = 64 * 1024
VALUES_MAX = 1_000
DAYS_MAX = 36_500

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=-(2**53), le=2**53)] | Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, StringConstraints(max_length=500)]
Scalar = bool | Number | Text
Value = Scalar | Annotated[tuple[Scalar, ...], Field(max_length=VALUES_MAX)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Days = Annotated[int, Field(ge=1, le=DAYS_MAX)]

CompareOp = Literal["=", "!=", ">", ">=", "<", "<=", "between"]
AttributeOp = Literal[
    "=",
    "!=",
    "in",
    "not_in",
    ">",
    ">=",
    "<",
    "<=",
    "between",
    "contains",
    "starts_with",
    "missing",
    "present",
    "last_days",
    "next_days",
    "anniversary_days",
    "month",
]
WhereOp = Literal[
    "=", "!=", "in", "not_in", ">", ">=", "<", "<=", "between", "contains", "starts_with", "missing", "present"
]
Measure = Literal["count", "sum", "days", "first", "last"]


class Node(BaseModel):
    """Any part of a rule: immutable, strict about types, no field it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TagLeaf(Node):
    """Customers who carry the tag."""

    tag: Name = Field(description="Name of a tag of the brand.")


class AttributeLeaf(Node):
    """Customers whose attribute compares true. A missing value is true only for the op `missing`."""

    attribute: Name = Field(description="Key of an attribute, or a built-in: $created_at, $org_unit, $advisor.")
    op: AttributeOp
    value: Value | None = Field(None, description="One value; a list for in, not_in; [low, high] for between.")


class Where(Node):
    """A filter on the events that are counted: one property of the event compared with a value."""

    property: Name = Field(description="A property of the event; value_fen and quantity are the event's own columns.")
    op: WhereOp
    value: Value | None = None


class LastDays(Node):
    """The as-of day and the days before it, `last_days` calendar days in all, in the brand's zone."""

    last_days: Days


class FromTo(Node):
    """Calendar days in the brand's zone, both included; an open end is left out."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None


def window_kind(raw: Any) -> str | None:
    """This function will tell which kind of window a raw value is, by its fields."""
    if isinstance(raw, Node):
        return "last_days" if isinstance(raw, LastDays) else "from_to"
    if not isinstance(raw, dict):
        return None
    return "last_days" if "last_days" in raw else "from_to"


Window = Annotated[
    Annotated[LastDays, Tag("last_days")] | Annotated[FromTo, Tag("from_to")], Discriminator(window_kind)
]


class EventLeaf(Node):
    """Customers whose events, measured within a window, compare true.

    count, sum and days of somebody without such events are 0. first and last are days ago (0 = the as-of day) when
    compared with a number, and calendar days when compared with "YYYY-MM-DD"; without such events they match nothing.
    """

    event: Name = Field(description="Name of an event, for example Order Paid.")
    measure: Measure = "count"
    of: Name | None = Field(None, description="What sum adds up: value_fen, quantity or a numeric property.")
    op: CompareOp = ">="
    value: Value = 1
    window: Window | None = Field(None, description="Left out: everything up to the as-of day.")
    where: Annotated[tuple[Where, ...], Field(max_length=20)] = ()


class SegmentLeaf(Node):
    """Customers who belong to a saved segment."""

    segment: Annotated[int, Field(ge=1, le=2**53)]


class AllOf(Node):
    """Customers for whom every part is true; no parts: everyone."""

    parts: tuple["Rule", ...] = Field(alias="all", max_length=NODES_MAX)


class AnyOf(Node):
    """Customers for whom at least one part is true; no parts: nobody."""

    parts: tuple["Rule", ...] = Field(alias="any", max_length=NODES_MAX)


class Not(Node):
    """Customers for whom the part is not true."""

    part: "Rule" = Field(alias="not")


KINDS: dict[str, type[Node]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "tag": TagLeaf,
    "attribute": AttributeLeaf,
    "event": EventLeaf,
    "segment": SegmentLeaf,
}


def rule_kind(raw: Any) -> str | None:
    """This function will tell which kind of node a raw value is: the one of the seven words it uses as a field."""
    if isinstance(raw, Node):
        return next((name for name, kind in KINDS.items() if isinstance(raw, kind)), None)
    if not isinstance(raw, dict):
        return None
    named = [name for name in KINDS if name in raw]
    return named[0] if len(named) == 1 else None


Rule = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[TagLeaf, Tag("tag")]
    | Annotated[AttributeLeaf, Tag("attribute")]
    | Annotated[EventLeaf, Tag("event")]
    | Annotated[SegmentLeaf, Tag("segment")],
    Discriminator(rule_kind),
]
Leaf = TagLeaf | AttributeLeaf | EventLeaf | SegmentLeaf

for _group in (AllOf, AnyOf, Not):
    _group.model_rebuild()
