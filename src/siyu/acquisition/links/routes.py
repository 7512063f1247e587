"""HTTP of acquisition links: list, create, change, close; figures, lost people, quota and alerts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.acquisition.leaving.contracts import LostOf
from siyu.acquisition.leaving.queries import lost_people
from siyu.acquisition.leaving.schemas import LostPersonOut
from siyu.acquisition.links import operations, queries, schemas
from siyu.acquisition.links.contracts import AcquisitionLink, LinkDay, LinkPlace
from siyu.acquisition.links.domain import deep_link, place_url
from siyu.acquisition.links.settings import LinkPageSettings
from siyu.acquisition.links.visits.queries import NOTHING, link_figures, link_totals, lost_visits
from siyu.acquisition.live_codes.contracts import CodeStatus
from siyu.acquisition.spans.queries import days_between, first_recent_day
from siyu.kit.calendar import day_date
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id, units_by_id

router = APIRouter(prefix="/brands/{brand}/acquisition-links", tags=["acquisition links"])
Read = Annotated[Access, Depends(allow("acquisition.read"))]
Write = Annotated[Access, Depends(allow("acquisition.write"))]


@router.get("")
def acquisition_links(
    access: Read,
    search: str = "",
    status: CodeStatus | None = None,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[schemas.AcquisitionLinkOut]:
    """Acquisition links, newest first; `search` in names."""
    with access.platform.stores.core.reading() as conn:
        found, total = queries.links(
            conn, access.scope, search=search.strip(), status=status, offset=cursor, limit=limit
        )
        items = _shown(access, conn, found)
    after = cursor + limit
    return Page(items=items, next_cursor=str(after) if after < total else None, total=total)


@router.get("/quota")
def link_quota(access: Read) -> schemas.LinkQuotaOut:
    """How many additions are left as last read from WeCom, and the warnings nobody has ticked off."""
    with access.platform.stores.core.reading() as conn:
        held, alerts = queries.quota(conn, access.scope), queries.alerts(conn, access.scope)
    return schemas.LinkQuotaOut(
        total=held.total if held else 0,
        balance=held.balance if held else 0,
        low=held is not None and held.balance < LinkPageSettings().balance_low,
        lots=[schemas.QuotaLotOut(expires_at_ms=one.expires_at_ms, balance=one.balance) for one in held.lots]
        if held
        else [],
        read_at_ms=held.read_at_ms if held else 0,
        alerts=[
            schemas.LinkAlertOut(
                id=one.id,
                kind=one.kind,
                link_id=one.link_id,
                link_name=one.link_name,
                count=one.count,
                until_ms=one.until_ms,
                at_ms=one.at_ms,
            )
            for one in alerts
        ],
    )


@router.post("/alerts/{alert_id}/seen", status_code=204)
def tick_link_alert(alert_id: int, access: Write) -> None:
    """Tick a warning off."""
    access.platform.stores.core.write(lambda conn: operations.tick_off(conn, access.scope, alert_id))


@router.post("/read", status_code=202)
def read_links_now(access: Write) -> None:
    """Read quota, customers and figures from WeCom now instead of tonight; a worker does it."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(lambda conn: operations.ask_for_reading(conn, access.scope, at_ms=at_ms))


@router.post("", status_code=201)
def create_link(body: schemas.NewLinkBody, access: Write) -> schemas.AcquisitionLinkOut:
    """Make a link; its address follows within seconds."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.AcquisitionLinkOut:
        settings = body.settings.settings()
        places = [one.placement() for one in body.places]
        made = operations.create_link(conn, access.scope, settings, places, at_ms=at_ms)
        record_audit(conn, access.scope, "link.create", str(made), {"name": settings.name}, at_ms=at_ms)
        return _one(access, conn, made)

    return access.platform.stores.core.write(work)


@router.get("/{link_id}")
def acquisition_link(link_id: int, access: Read) -> schemas.AcquisitionLinkOut:
    """One link."""
    with access.platform.stores.core.reading() as conn:
        return _one(access, conn, link_id)


@router.put("/{link_id}")
def change_link(link_id: int, body: schemas.LinkChangeBody, access: Write) -> schemas.AcquisitionLinkOut:
    """Change a link."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.AcquisitionLinkOut:
        settings = body.settings.settings()
        operations.change_link(conn, access.scope, link_id, settings, version=body.version, at_ms=at_ms)
        record_audit(conn, access.scope, "link.change", str(link_id), {"name": settings.name}, at_ms=at_ms)
        return _one(access, conn, link_id)

    return access.platform.stores.core.write(work)


@router.post("/{link_id}/places", status_code=201)
def add_link_place(link_id: int, body: schemas.LinkPlaceBody, access: Write) -> schemas.AcquisitionLinkOut:
    """Add a place, with an address and figures of its own."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.AcquisitionLinkOut:
        operations.add_link_places(conn, access.scope, link_id, [body.placement()])
        record_audit(conn, access.scope, "link.place", str(link_id), {"name": body.name}, at_ms=at_ms)
        return _one(access, conn, link_id)

    return access.platform.stores.core.write(work)


@router.post("/{link_id}/close", status_code=204)
def close_link(link_id: int, access: Write) -> None:
    """Close a link for good: it leads nowhere from now on; its figures stay."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> None:
        operations.close_link(conn, access.scope, link_id, at_ms=at_ms)
        record_audit(conn, access.scope, "link.close", str(link_id), {}, at_ms=at_ms)

    access.platform.stores.core.write(work)


@router.get("/{link_id}/statistics")
def link_statistics(
    link_id: int,
    access: Read,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    until_day: Annotated[date | None, Query(alias="until")] = None,
) -> schemas.LinkStatisticsOut:
    """Clicks, additions and friends by day, place and member of staff; by default the last 30 days."""
    with access.platform.stores.core.reading() as conn:
        link = queries.link_by_id(conn, access.scope, link_id)
        first, last = days_between(access, conn, from_day, until_day)
        found = link_figures(conn, access.scope, link_id, from_day=first, until_day=last)
        names = {one.id: one.name for one in staff_by_id(conn, access.scope, list(found.by_staff)).values()}
        held = queries.quota(conn, access.scope)
    span = {"from": str(day_date(first)), "to": str(day_date(last))}
    nobody, nowhere = _unknown(access.lang)
    places = {one.id: one.name for one in link.places}
    return schemas.LinkStatisticsOut(
        from_day=span["from"],
        until_day=span["to"],
        total=_tally(found.total),
        days=[schemas.LinkDayOut(day=str(day_date(one.day)), **_numbers(one)) for one in found.by_day],
        places=_named(found.by_place, places, nowhere),
        staff=_named(found.by_staff, names, nobody),
        rule=_rule(span, [one.channel for one in link.places]),
        read_at_ms=held.read_at_ms if held else 0,
    )


@router.get("/{link_id}/lost")
def lost_by_link(
    link_id: int,
    access: Read,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    until_day: Annotated[date | None, Query(alias="until")] = None,
    place: int | None = None,
    staff: int | None = None,
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[LostPersonOut]:
    """Who came through a link in a span and has left again: the people behind the figure."""
    with access.platform.stores.core.reading() as conn:
        queries.link_by_id(conn, access.scope, link_id)
        first, last = days_between(access, conn, from_day, until_day)
        rows, total = lost_visits(
            conn,
            access.scope,
            link_id,
            LostOf(first, last, place, staff),
            before_id=cursor,
            limit=limit,
        )
        items = lost_people(access, conn, rows)
    return Page(items=items, next_cursor=str(rows[-1].id) if len(rows) == limit else None, total=total)


def _one(access: Access, conn: Connection, link_id: int) -> schemas.AcquisitionLinkOut:
    return _shown(access, conn, [queries.link_by_id(conn, access.scope, link_id)])[0]


def _shown(access: Access, conn: Connection, found: Sequence[AcquisitionLink]) -> list[schemas.AcquisitionLinkOut]:
    staff = staff_by_id(conn, access.scope, {one for link in found for one in link.settings.staff_ids})
    units = units_by_id(conn, access.scope, {one for link in found for one in link.settings.unit_ids})
    since = first_recent_day(access, conn)
    recent = link_totals(conn, access.scope, [one.id for one in found], from_day=since)
    return [
        schemas.AcquisitionLinkOut(
            id=one.id,
            name=one.settings.name,
            status=one.status,
            version=one.version,
            settings=_settings(one),
            url=one.url,
            sync=one.sync,
            error=one.error if access.lang == "zh" else one.error_en,
            places=[_place(one.url, place) for place in one.places],
            people=[
                schemas.LinkPersonOut(
                    id=who, name=staff[who].name, able=bool(staff[who].active and staff[who].wecom_userid)
                )
                for who in one.settings.staff_ids
                if who in staff
            ],
            units=[units[unit].name for unit in one.settings.unit_ids if unit in units],
            recent=_tally(recent.get(one.id, NOTHING)),
            created_at_ms=one.created_at_ms,
            updated_at_ms=one.updated_at_ms,
        )
        for one in found
    ]


def _settings(one: AcquisitionLink) -> schemas.LinkSettingsBody:
    held = one.settings
    welcome = schemas.LinkWelcomeBody(
        text=held.welcome.text,
        attachments=[dict(each) for each in held.welcome.attachments],
        journey_id=held.welcome.journey_id,
    )
    return schemas.LinkSettingsBody(
        name=held.name,
        staff_ids=list(held.staff_ids),
        unit_ids=list(held.unit_ids),
        skip_verify=held.skip_verify,
        tag_ids=list(held.tag_ids),
        remark=held.remark,
        welcome=welcome,
        org_unit_id=held.org_unit_id,
    )


def _place(url: str, one: LinkPlace) -> schemas.LinkPlaceOut:
    address = place_url(url, one.channel)
    return schemas.LinkPlaceOut(
        id=one.id, name=one.name, kind=one.kind, channel=one.channel, url=address, deep_link=deep_link(address)
    )


def _numbers(one: LinkDay) -> dict[str, int]:
    return {name: getattr(one, name) for name in ("clicks", "added", "came", "lost", "spoke")}


def _tally(one: LinkDay) -> schemas.LinkTallyOut:
    return schemas.LinkTallyOut(**_numbers(one))


def _named(found: Mapping[int, LinkDay], names: Mapping[int, str], unknown: str) -> list[schemas.NamedLinkTallyOut]:
    ordered = sorted(found.items(), key=lambda pair: -pair[1].came)
    return [schemas.NamedLinkTallyOut(id=one, name=names.get(one, unknown), **_numbers(day)) for one, day in ordered]


def _unknown(lang: str) -> tuple[str, str]:
    return ("其他员工", "未带渠道") if lang == "zh" else ("Somebody else", "Without a channel")


def _rule(span: dict[str, str], channels: Sequence[str]) -> dict[str, Any]:
    """This function will write the segment rule of who came by these channels."""
    where = [{"property": "state", "op": "in", "value": list(channels)}]
    return {"event": "Friend Added", "measure": "count", "op": ">=", "value": 1, "window": span, "where": where}
