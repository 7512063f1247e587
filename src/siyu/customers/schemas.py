"""Shapes of the customers' API."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.customers.contracts import AttributeKind


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class CustomerOut(BaseModel):
    """A customer as lists show them. `phone` is masked, e.g. 138****8000."""

    id: int
    name: str
    phone: str
    org_unit: str | None
    advisor: str | None
    attributes: dict[str, Any]
    tags: list[str]
    created_at_ms: int


class IdentityOut(BaseModel):
    """An identity; phones are masked."""

    kind: str
    value: str
    at_ms: int


class ConsentOut(BaseModel):
    """An entry of the consent ledger."""

    channel: str
    granted: bool
    evidence: str
    at_ms: int


class TagRef(BaseModel):
    """A tag on a customer."""

    id: int
    name: str
    group: str


class CustomerDetailOut(CustomerOut):
    """A customer's own page."""

    identities: list[IdentityOut]
    consents: list[ConsentOut]
    tag_list: list[TagRef]


class AttributesBody(Body):
    """Attributes to set; null removes one."""

    attributes: Annotated[dict[str, Any], Field(min_length=1, max_length=100)]


class RevealBody(Body):
    """Why a phone number is to be shown whole; it is written to the audit log."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class PhoneOut(BaseModel):
    """A phone number, whole."""

    phone: str


class ConsentBody(Body):
    """What a customer allows or refuses. `channel` "all" is every channel."""

    channel: Annotated[str, Field(pattern=r"^[a-z_]{2,20}$")]
    granted: bool
    evidence: Annotated[str, Field(min_length=1, max_length=200)]


class AttributeOut(BaseModel):
    """An entry of the attribute registry; only `indexed` ones can be used in segments."""

    key: str
    kind: AttributeKind
    label: str
    indexed: bool


class AttributeBody(Body):
    """An attribute to register."""

    key: str
    kind: AttributeKind
    label: Annotated[str, Field(max_length=60)] = ""


class TagGroupOut(BaseModel):
    """A tag group."""

    id: int
    name: str


class TagGroupBody(Body):
    """A tag group to create."""

    name: str


class TagOut(BaseModel):
    """A tag and how many visible customers carry it."""

    id: int
    name: str
    group_id: int
    group: str
    source: str
    customers: int


class TagBody(Body):
    """A tag to create or change."""

    name: str
    group_id: int


class DeletedOut(BaseModel):
    """How many customers a deletion touched."""

    customers: int
