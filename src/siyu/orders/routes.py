"""HTTP of orders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siyu.customers.queries import cards
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.orders import queries, schemas
from siyu.orders.contracts import Order

router = APIRouter(tags=["orders"])
Read = Annotated[Access, Depends(allow("customers.read"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


class BadCursor(Invalid):
    """A cursor that no list has given out."""

    zh = "翻页位置「{value}」无效"
    en = "The cursor {value!r} is not one that a list has given out"
    fix_zh = "请从第一页重新开始"
    fix_en = "Start again from the first page"


@router.get("/brands/{brand}/orders")
def orders(
    access: Read, search: str = "", cursor: str | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.OrderOut]:
    """Orders, newest first; `search` by the beginning of the order number."""
    return _page(access, search.strip(), None, cursor, limit)


@router.get("/brands/{brand}/customers/{customer_id}/orders")
def customer_orders(
    access: Read, customer_id: int, cursor: str | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.OrderOut]:
    """The orders of one customer, newest first."""
    return _page(access, "", customer_id, cursor, limit)


def _page(
    access: Access, search: str, customer_id: int | None, cursor: str | None, limit: int
) -> Page[schemas.OrderOut]:
    on, scope = access.platform, access.scope
    before = _place(cursor)
    with on.stores.core.reading() as conn:
        found = queries.order_page(conn, scope, search=search, customer_id=customer_id, before=before, limit=limit)
        total = None if cursor else queries.order_count(conn, scope, search=search, customer_id=customer_id)
        people = {card.id: card.name for card in cards(on, conn, scope, sorted({one.customer_id for one in found}))}
    items = [_out(one, people.get(one.customer_id, "")) for one in found]
    last = f"{found[-1].created_at_ms}:{found[-1].id}" if len(found) == limit else None
    return Page(items=items, next_cursor=last, total=total)


def _place(cursor: str | None) -> queries.Place | None:
    if not cursor:
        return None
    at_ms, _, number = cursor.partition(":")
    try:
        return int(at_ms), int(number)
    except ValueError:
        raise BadCursor(field="cursor", value=cursor) from None


def _out(one: Order, name: str) -> schemas.OrderOut:
    same = (
        "id", "source", "order_no", "customer_id", "status", "amount_fen", "discount_fen", "refunded_fen", "quantity",
        "channel", "coupon", "created_at_ms", "paid_at_ms",
    )  # fmt: skip
    lines = [
        schemas.OrderLineOut(**{key: getattr(line, key) for key in schemas.OrderLineOut.model_fields})
        for line in one.lines
    ]
    return schemas.OrderOut(
        **{key: getattr(one, key) for key in same},
        customer_name=name,
        org_unit_id=one.org_unit_id or None,
        advisor_id=one.advisor_id or None,
        lines=lines,
    )
