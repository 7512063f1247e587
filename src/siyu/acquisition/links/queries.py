"""Reads of acquisition links: lists, one link, what a channel belongs to, quota and alerts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.links.contracts import (
    AcquisitionLink,
    AlertKind,
    LinkAlert,
    LinkPlace,
    LinkQuota,
    LinkSettings,
    Lot,
    VendorLink,
)
from siyu.acquisition.links.domain import place_url, wanted_link
from siyu.acquisition.links.models import (
    acquisition_alert,
    acquisition_link,
    acquisition_link_place,
    acquisition_quota,
)
from siyu.acquisition.live_codes.contracts import CodeStatus, PlacementKind, SyncState, Welcome
from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.tenancy import queries as tenancy

LIST_MAX = 200
IN_MAX = 500
ALERTS_MAX = 50


class UnknownLink(NotFound):
    """There is no such acquisition link in the brand, or it belongs to another part of the organisation."""

    zh = "没有找到获客链接 {value}"
    en = "There is no acquisition link {value}"
    fix_zh = "在「获客链接」列表中查看"
    fix_en = "Look it up in the list of acquisition links"


def links(
    conn: Connection,
    scope: Scope,
    *,
    search: str = "",
    status: CodeStatus | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[list[AcquisitionLink], int]:
    """This function will list links the scope may see, newest first, and count them; `search` in names."""
    terms = [_visible(conn, scope)]
    if search:
        terms.append(acquisition_link.c.name.contains(search, autoescape=True))
    if status is not None:
        terms.append(acquisition_link.c.status == status.value)
    total = conn.execute(scoped.select(scope, sa.func.count(acquisition_link.c.id)).where(*terms)).scalar_one()
    statement = scoped.select(scope, acquisition_link).where(*terms).order_by(acquisition_link.c.id.desc())
    rows = conn.execute(statement.offset(offset).limit(min(limit, LIST_MAX))).all()
    return _links(conn, scope, rows), int(total)


def link_by_id(conn: Connection, scope: Scope, link_id: int) -> AcquisitionLink:
    """This function will return one link with its places. Raises UnknownLink."""
    statement = scoped.select(scope, acquisition_link).where(acquisition_link.c.id == link_id, _visible(conn, scope))
    rows = conn.execute(statement).all()
    if not rows:
        raise UnknownLink(field="link", value=link_id)
    return _links(conn, scope, rows)[0]


def links_by_id(conn: Connection, scope: Scope, ids: Sequence[int]) -> list[AcquisitionLink]:
    """This function will return these links (at most 500), oldest first."""
    statement = scoped.select(scope, acquisition_link).where(acquisition_link.c.id.in_(list(ids)[:IN_MAX]))
    return _links(conn, scope, conn.execute(statement.order_by(acquisition_link.c.id)).all())


def links_by_vendor(conn: Connection, scope: Scope, vendor_ids: Iterable[str]) -> dict[str, int]:
    """This function will return the links behind these ids of the vendor."""
    found: dict[str, int] = {}
    table = acquisition_link.c
    for part in scoped.batches(sorted(set(vendor_ids) - {""}), IN_MAX):
        rows = conn.execute(scoped.select(scope, table.vendor_id, table.id).where(table.vendor_id.in_(part)))
        found |= {str(row.vendor_id): int(row.id) for row in rows}
    return found


def vendor_ids(conn: Connection, scope: Scope) -> frozenset[str]:
    """This function will return the vendor's ids of all links of the brand."""
    rows = conn.execute(scoped.select(scope, acquisition_link.c.vendor_id).where(acquisition_link.c.vendor_id != ""))
    return frozenset(rows.scalars())


def places_by_channel(conn: Connection, scope: Scope, channels: Iterable[str]) -> dict[str, LinkPlace]:
    """This function will return the places behind these channels; unknown ones are left out."""
    found: dict[str, LinkPlace] = {}
    for part in scoped.batches(sorted(set(channels) - {""}), IN_MAX):
        table = acquisition_link_place
        for row in conn.execute(scoped.select(scope, table).where(table.c.channel.in_(part))):
            found[row.channel] = _place(row)
    return found


def welcome_of(conn: Connection, scope: Scope, channel: str) -> Welcome | None:
    """This function will return what a friend who came by this channel is greeted with; None: no link's own."""
    joined = acquisition_link_place.join(acquisition_link, acquisition_link_place.c.link_id == acquisition_link.c.id)
    statement = scoped.select(scope, acquisition_link.c.settings, from_=joined)
    body = conn.execute(statement.where(acquisition_link_place.c.channel == channel)).scalar()
    if body is None:
        return None
    welcome = decode(body, LinkSettings).welcome
    return welcome if welcome.text or welcome.attachments or welcome.journey_id else None


def wanted(conn: Connection, scope: Scope, found: Sequence[AcquisitionLink]) -> dict[int, VendorLink]:
    """This function will say how each of these links should be at the vendor, by the staff and units there are now."""
    staff_ids = {one for link in found for one in link.settings.staff_ids}
    userids: dict[int, str] = {}
    for part in scoped.batches(sorted(staff_ids), IN_MAX):
        people = tenancy.staff_by_id(conn, scope, part).values()
        userids |= {one.id: one.wecom_userid for one in people if one.active and one.wecom_userid}
    units = tenancy.units_by_id(conn, scope, {one for link in found for one in link.settings.unit_ids})
    codes = {one.id: one.code for one in units.values()}
    return {
        link.id: wanted_link(link.settings, userids, [codes[one] for one in link.settings.unit_ids if one in codes])
        for link in found
    }


def addresses(link: AcquisitionLink) -> dict[str, str]:
    """This function will return the address of each place by its name; "" until the vendor has made the link."""
    return {place.name: place_url(link.url, place.channel) for place in link.places}


def quota(conn: Connection, scope: Scope) -> LinkQuota | None:
    """This function will return the quota as it was last read, None before the first time."""
    row = conn.execute(scoped.select(scope, acquisition_quota)).first()
    if row is None:
        return None
    return LinkQuota(row.total, row.balance, decode(row.lots, tuple[Lot, ...]), row.read_at_ms)


def alerts(conn: Connection, scope: Scope) -> list[LinkAlert]:
    """This function will list the warnings nobody has ticked off, newest first, at most 50."""
    table = acquisition_alert.c
    statement = scoped.select(scope, acquisition_alert).where(table.seen_by == "")
    rows = conn.execute(statement.order_by(table.at_ms.desc(), table.id.desc()).limit(ALERTS_MAX)).all()
    names = {one.id: one.settings.name for one in links_by_id(conn, scope, [row.link_id for row in rows])}
    return [
        LinkAlert(
            row.id, AlertKind(row.kind), row.link_id, names.get(row.link_id, ""), row.amount, row.until_ms, row.at_ms
        )
        for row in rows
    ]


def _visible(conn: Connection, scope: Scope) -> sa.ColumnElement[bool]:
    units = tenancy.visible_unit_ids(conn, scope)
    return sa.true() if units is None else acquisition_link.c.org_unit_id.in_(units)


def _links(conn: Connection, scope: Scope, rows: Sequence[Any]) -> list[AcquisitionLink]:
    places: dict[int, list[LinkPlace]] = defaultdict(list)
    table = acquisition_link_place
    for part in scoped.batches([row.id for row in rows], IN_MAX):
        for row in conn.execute(scoped.select(scope, table).where(table.c.link_id.in_(part)).order_by(table.c.id)):
            places[row.link_id].append(_place(row))
    return [_link(row, places[row.id]) for row in rows]


def _place(row: Any) -> LinkPlace:
    return LinkPlace(row.id, row.link_id, row.name, PlacementKind(row.kind), row.channel)


def _link(row: Any, places: Sequence[LinkPlace]) -> AcquisitionLink:
    return AcquisitionLink(
        id=row.id,
        settings=decode(row.settings, LinkSettings),
        status=CodeStatus(row.status),
        version=row.version,
        vendor_id=row.vendor_id,
        url=row.url,
        sync=SyncState(row.sync),
        error=row.error,
        error_en=row.error_en,
        synced_at_ms=row.synced_at_ms,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        places=tuple(places),
    )
