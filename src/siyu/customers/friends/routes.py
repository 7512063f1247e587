"""HTTP of friends: whom a customer knows, whom the brand has lost and through whom."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.friends import queries, schemas
from siyu.customers.friends.contracts import Friend, LostBy
from siyu.kit.clock import DAY_MS
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.queries import staff_by_wecom

router = APIRouter(tags=["friends"])
Read = Annotated[Access, Depends(allow("customers.read"))]
DAYS_MAX = 366


class BadFriendCursor(Invalid):
    """A page's cursor was not given out by this list."""

    zh = "翻页位置「{value}」无效"
    en = "{value!r} is no place in this list"
    fix_zh = "请从第一页重新打开"
    fix_en = "Open the list from its beginning"


@router.get("/brands/{brand}/friends/lost")
def lost(
    access: Read,
    by: LostBy | None = None,
    staff: str = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[schemas.FriendOut]:
    """Friendships that ended and did not begin again, newest loss first; filtered by who ended them and by staff."""
    with access.platform.stores.core.reading() as conn:
        found, total = queries.lost_page(conn, access.scope, by=by, staff=staff, before=_place(cursor), limit=limit)
        items = _shown(access, conn, found)
    last = found[-1] if len(found) == limit else None
    after = f"{last.lost_at_ms}/{last.staff}/{last.external_userid}" if last else None
    return Page(items=items, next_cursor=after, total=total)


@router.get("/brands/{brand}/friends/lost/summary")
def lost_summary(access: Read, days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = 7) -> schemas.LostSummaryOut:
    """How many friendships ended in the last `days` days, by who ended them; for the whole brand."""
    from_ms = access.platform.clock.now_ms() - days * DAY_MS
    with access.platform.stores.core.reading() as conn:
        counts = queries.lost_counts(conn, access.scope, from_ms=from_ms)
    return schemas.LostSummaryOut(
        from_ms=from_ms,
        by_customer=counts.get(LostBy.CUSTOMER, 0),
        by_staff=counts.get(LostBy.STAFF, 0),
        by_transfer=counts.get(LostBy.TRANSFER, 0),
        by_sync=counts.get(LostBy.SYNC, 0) + counts.get(LostBy.UNKNOWN, 0),
    )


@router.get("/brands/{brand}/customers/{customer_id}/friends")
def friends_of_customer(access: Read, customer_id: int) -> list[schemas.FriendOut]:
    """Every friendship of a customer, ended ones too, newest first."""
    with access.platform.stores.core.reading() as conn:
        customers.card(access.platform, conn, access.scope, customer_id)
        return _shown(access, conn, queries.friends_of_customer(conn, access.scope, customer_id))


def _shown(access: Access, conn: Connection, found: Sequence[Friend]) -> list[schemas.FriendOut]:
    """This function will render friendships with names, in two queries for all."""
    cards = customers.cards(access.platform, conn, access.scope, list({one.customer_id for one in found}))
    names = {one.id: one.name for one in cards}
    staff = staff_by_wecom(conn, access.scope, {one.staff for one in found})
    return [
        schemas.FriendOut(
            **asdict(one),
            customer=names.get(one.customer_id, ""),
            staff_name=staff[one.staff].name if one.staff in staff else "",
        )
        for one in found
    ]


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    at_ms, _, mark = cursor.partition("/")
    if not at_ms.isdigit() or not mark:
        raise BadFriendCursor(field="cursor", value=cursor)
    return int(at_ms), mark
