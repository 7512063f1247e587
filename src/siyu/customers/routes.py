"""HTTP of customers: lists and pages (masked), attributes, tags, consent, revealing a phone."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.customers import operations, queries, schemas
from siyu.customers.attributes import operations as attribute_operations
from siyu.customers.contracts import EVERYONE_LEAF, CustomerCard, Tag
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id, units_by_id

router = APIRouter(tags=["customers"])
Read = Annotated[Access, Depends(allow("customers.read"))]
Write = Annotated[Access, Depends(allow("customers.write"))]
# The list of tags is the whole brand's, so an advisor may use tags but not change which there are.
Manage = Annotated[Access, Depends(allow("segments.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
SEARCH_ROUNDS_MAX = 20


class BadAttributeValue(Invalid):
    """A value does not fit the attribute's kind."""

    zh = "属性「{field}」的值「{value}」不是{kind}"
    en = "{field}: {value!r} is not a {kind}"
    fix_zh = "请按属性类型填写"
    fix_en = "Write a value of the attribute's kind"


class NoPhone(NotFound):
    """The customer has no phone number."""

    zh = "客户 {value} 没有手机号"
    en = "Customer {value} has no phone number"


@router.get("/brands/{brand}/customers")
def customers(
    access: Read,
    search: str = "",
    tag: int | None = None,
    segment: int | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.CustomerOut]:
    """Customers, newest first; `search` by phone, its last four digits, an exact identity or part of the name."""
    on, scope = access.platform, access.scope
    leaves = [queries.tag_leaf(tag)] if tag is not None else []
    leaves += [f"segment:{segment}"] if segment is not None else []
    with on.stores.core.reading() as conn:
        ids, total, following = _ids(access, conn, search.strip(), leaves, cursor=cursor, limit=limit)
        items = _shown(conn, scope, queries.cards(on, conn, scope, ids))
    return Page(items=items, next_cursor=None if following is None else str(following), total=total)


def _ids(
    access: Access, conn: Connection, search: str, leaves: list[str], *, cursor: int | None, limit: int
) -> tuple[list[int], int | None, int | None]:
    """This function will return a page's ids, their total where it is cheap, and the cursor of the next page."""
    on, scope = access.platform, access.scope
    if not search and len(leaves) <= 1:
        leaf = leaves[0] if leaves else EVERYONE_LEAF
        ids, total = queries.page_of_set(on, conn, scope, leaf, below_id=cursor, limit=limit)
        return ids, total, ids[-1] if len(ids) == limit else None
    found: list[int] = []
    for _ in range(SEARCH_ROUNDS_MAX):
        if search:
            batch = queries.search_ids(on, conn, scope, search, below_id=cursor, limit=limit)
        else:
            batch, _total = queries.page_of_set(on, conn, scope, leaves[0], below_id=cursor, limit=limit)
        found += queries.within_set(on, conn, scope, leaves, batch)
        if len(found) >= limit:
            return found[:limit], None, found[limit - 1]
        if len(batch) < limit:
            return found, None, None
        cursor = batch[-1]
    return found, None, cursor  # a short page: the next one goes on looking where this one stopped


@router.get("/brands/{brand}/customers/{customer_id}")
def customer(customer_id: int, access: Read) -> schemas.CustomerDetailOut:
    """A customer's own page."""
    with access.platform.stores.core.reading() as conn:
        return _detail(access, conn, customer_id)


@router.patch("/brands/{brand}/customers/{customer_id}")
def change_customer(customer_id: int, body: schemas.AttributesBody, access: Write) -> schemas.CustomerDetailOut:
    """Set attributes by hand; unregistered keys are refused."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> schemas.CustomerDetailOut:
        queries.card(on, conn, scope, customer_id)
        at_ms = on.clock.now_ms()
        ids = np.array([customer_id], dtype=np.int64)
        result = attribute_operations.set_attributes(
            on, conn, scope, ids, [body.attributes], at_ms=at_ms, source=access.principal.actor
        )
        for bad in result.problems:
            raise BadAttributeValue(field=bad.key, value=bad.value, kind=bad.kind)
        record_audit(conn, scope, "customer.change", str(customer_id), {"keys": list(body.attributes)}, at_ms=at_ms)
        return _detail(access, conn, customer_id)

    return on.stores.core.write(work)


@router.post("/brands/{brand}/customers/{customer_id}/reveal-phone")
def reveal_phone(
    customer_id: int, body: schemas.RevealBody, access: Annotated[Access, Depends(allow("customers.reveal"))]
) -> schemas.PhoneOut:
    """Show a phone number whole; who, when and why goes to the audit log."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> schemas.PhoneOut:
        queries.card(on, conn, scope, customer_id)
        phone = queries.contact_points(on, conn, scope, [customer_id], "phone").get(customer_id)
        if phone is None:
            raise NoPhone(field="customer", value=customer_id)
        detail = {"reason": body.reason}
        record_audit(conn, scope, "customer.reveal_phone", str(customer_id), detail, at_ms=on.clock.now_ms())
        return schemas.PhoneOut(phone=phone)

    return on.stores.core.write(work)


@router.post("/brands/{brand}/customers/{customer_id}/consents", status_code=201)
def record_consent(customer_id: int, body: schemas.ConsentBody, access: Write) -> schemas.CustomerDetailOut:
    """Write down that the customer allows or refuses messages on a channel."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> schemas.CustomerDetailOut:
        queries.card(on, conn, scope, customer_id)
        ids = np.array([customer_id], dtype=np.int64)
        operations.record_consent(on, conn, scope, ids, **body.model_dump(), at_ms=on.clock.now_ms())
        return _detail(access, conn, customer_id)

    return on.stores.core.write(work)


@router.put("/brands/{brand}/customers/{customer_id}/tags/{tag_id}", status_code=204)
def add_tag(customer_id: int, tag_id: int, access: Write) -> None:
    """Put a tag on a customer by hand."""
    _change_tag(access, customer_id, tag_id, operations.add_tags)


@router.delete("/brands/{brand}/customers/{customer_id}/tags/{tag_id}", status_code=204)
def remove_tag(customer_id: int, tag_id: int, access: Write) -> None:
    """Take a tag off a customer by hand."""
    _change_tag(access, customer_id, tag_id, operations.remove_tags)


def _change_tag(access: Access, customer_id: int, tag_id: int, change: Any) -> None:
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> None:
        queries.card(on, conn, scope, customer_id)
        ids = np.array([customer_id], dtype=np.int64)
        change(on, conn, scope, tag_id, ids, source=access.principal.actor, at_ms=on.clock.now_ms())

    on.stores.core.write(work)


@router.get("/brands/{brand}/attributes")
def attributes(access: Read) -> list[schemas.AttributeOut]:
    """The attribute registry."""
    with access.platform.stores.core.reading() as conn:
        registry = queries.attributes(conn, access.scope)
    return [
        schemas.AttributeOut(key=held.key, kind=held.kind, label=held.label, indexed=held.indexed)
        for held in registry.values()
    ]


@router.post("/brands/{brand}/attributes", status_code=201)
def define_attribute(
    body: schemas.AttributeBody, access: Annotated[Access, Depends(allow("settings.write"))]
) -> schemas.AttributeOut:
    """Register an attribute, or give it another label."""
    at_ms = access.platform.clock.now_ms()
    held = access.platform.stores.core.write(
        lambda conn: attribute_operations.define_attribute(
            conn, access.scope, body.key, body.kind, body.label, at_ms=at_ms
        )
    )
    return schemas.AttributeOut(key=held.key, kind=held.kind, label=held.label, indexed=held.indexed)


@router.get("/brands/{brand}/tag-groups")
def tag_groups(access: Read) -> list[schemas.TagGroupOut]:
    """The tag groups."""
    with access.platform.stores.core.reading() as conn:
        return [schemas.TagGroupOut(id=one.id, name=one.name) for one in queries.tag_groups(conn, access.scope)]


@router.post("/brands/{brand}/tag-groups", status_code=201)
def create_tag_group(body: schemas.TagGroupBody, access: Manage) -> schemas.TagGroupOut:
    """Create a tag group; an existing one of this name is returned."""
    group_id = access.platform.stores.core.write(
        lambda conn: operations.ensure_tag_group(conn, access.scope, body.name)
    )
    return schemas.TagGroupOut(id=group_id, name=body.name)


@router.get("/brands/{brand}/tags")
def tags(access: Read) -> list[schemas.TagOut]:
    """Every tag with the number of visible customers who carry it."""
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        known = queries.tags(conn, scope)
        counts = queries.tag_counts(on, conn, scope, [one.id for one in known])
    return [_tag_out(one, counts[one.id]) for one in known]


@router.post("/brands/{brand}/tags", status_code=201)
def create_tag(body: schemas.TagBody, access: Manage) -> schemas.TagOut:
    """Create a tag in a group; an existing one of this name is returned."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> schemas.TagOut:
        groups = {group.id: group.name for group in queries.tag_groups(conn, scope)}
        if body.group_id not in groups:
            raise NotFound(field="group_id", value=body.group_id)
        at_ms = on.clock.now_ms()
        made = operations.ensure_tags(conn, scope, [body.name], at_ms=at_ms, group=groups[body.group_id])
        return _tag_out(queries.tag_by_id(conn, scope, made[body.name]), 0)

    return on.stores.core.write(work)


@router.patch("/brands/{brand}/tags/{tag_id}", status_code=204)
def change_tag(tag_id: int, body: schemas.TagBody, access: Manage) -> None:
    """Rename a tag or move it to another group."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> None:
        at_ms = on.clock.now_ms()
        operations.change_tag(conn, scope, tag_id, name=body.name, group_id=body.group_id, at_ms=at_ms)
        record_audit(conn, scope, "tag.change", str(tag_id), body.model_dump(), at_ms=at_ms)

    on.stores.core.write(work)


@router.delete("/brands/{brand}/tags/{tag_id}")
def delete_tag(tag_id: int, access: Manage) -> schemas.DeletedOut:
    """Take a tag off everybody and delete it."""
    on, scope = access.platform, access.scope

    def work(conn: Connection) -> schemas.DeletedOut:
        name = queries.tag_by_id(conn, scope, tag_id).name
        at_ms = on.clock.now_ms()
        touched = operations.delete_tag(on, conn, scope, tag_id, at_ms=at_ms)
        record_audit(conn, scope, "tag.delete", name, {"customers": touched}, at_ms=at_ms)
        return schemas.DeletedOut(customers=touched)

    return on.stores.core.write(work)


def _tag_out(one: Tag, customers: int) -> schemas.TagOut:
    named = {"name": one.name, "group": one.group, "source": one.source}
    return schemas.TagOut(id=one.id, group_id=one.group_id, customers=customers, **named)


def _detail(access: Access, conn: Connection, customer_id: int) -> schemas.CustomerDetailOut:
    on, scope = access.platform, access.scope
    card = queries.card(on, conn, scope, customer_id)
    (shown,) = _shown(conn, scope, [card])
    by_name = {one.name: one for one in queries.tags(conn, scope)}
    carried = [by_name[name] for name in card.tags]
    return schemas.CustomerDetailOut(
        **shown.model_dump(),
        identities=[
            schemas.IdentityOut(kind=one.kind, value=one.shown, at_ms=one.at_ms)
            for one in queries.identities(conn, scope, customer_id)
        ],
        consents=[
            schemas.ConsentOut(channel=one.channel, granted=one.granted, evidence=one.evidence, at_ms=one.at_ms)
            for one in queries.consents(conn, scope, customer_id)
        ],
        tag_list=[schemas.TagRef(id=one.id, name=one.name, group=one.group) for one in carried],
    )


def _shown(conn: Connection, scope: Scope, cards: Sequence[CustomerCard]) -> list[schemas.CustomerOut]:
    """This function will render cards with the names of their unit and advisor, in two queries for all."""
    whole_brand = Scope(scope.brand_id)
    units = units_by_id(conn, whole_brand, {card.org_unit_id for card in cards if card.org_unit_id})
    staff = staff_by_id(conn, whole_brand, {card.advisor_id for card in cards if card.advisor_id})
    return [
        schemas.CustomerOut(
            id=card.id,
            name=card.name,
            phone=card.phone_masked,
            org_unit=units[card.org_unit_id].name if card.org_unit_id in units else None,
            advisor=staff[card.advisor_id].name if card.advisor_id in staff else None,
            attributes=dict(card.attributes),
            tags=list(card.tags),
            created_at_ms=card.created_at_ms,
        )
        for card in cards
    ]
