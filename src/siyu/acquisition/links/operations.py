"""Writes of acquisition links: create, change, close, add places; tick alerts off."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from siyu.acquisition.links import queries
from siyu.acquisition.links.contracts import PEOPLE_MAX, AcquisitionLink, LinkSettings
from siyu.acquisition.links.domain import VENDOR_NAME_CHARS_MAX, department_of
from siyu.acquisition.links.models import acquisition_alert, acquisition_link, acquisition_link_place
from siyu.acquisition.live_codes.contracts import CodeStatus, NewPlacement, SyncState
from siyu.acquisition.live_codes.domain import REMARK_LENGTH_MAX
from siyu.customers import queries as customers
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.jobs import enqueue
from siyu.outreach.attaching.queries import attached_to_welcome
from siyu.tenancy.queries import staff_by_id, units_by_id

LINKS_MAX = 1_000
PLACES_MAX = 50
PLACE_NAME_LENGTH_MAX = 60
TAGS_PER_LINK_MAX = 20
WELCOME_BYTES_MAX = 4_000
ATTACHMENTS_MAX = 9
CHANNEL_BYTES = 7
READ_JOB = "acquisition.links.read"


class BadLink(Invalid):
    """Something about an acquisition link's settings is not usable."""

    zh = "获客链接的「{field}」不正确：{reason_zh}"
    en = "Acquisition link, {field}: {reason_en}"
    fix_zh = "修改后重新保存，原有链接未受影响"
    fix_en = "Correct it and save again; the link is as it was"


class LinkMovedOn(Conflict):
    """Somebody else changed the link since it was read."""

    zh = "这个获客链接刚被别人修改过(现在是第 {value} 版)"
    en = "Somebody has changed this acquisition link meanwhile; it is now at version {value}"
    fix_zh = "刷新页面，在新版本上重新修改"
    fix_en = "Reload it and make the change again"


class LinkClosed(Conflict):
    """A closed link cannot be changed."""

    zh = "获客链接「{value}」已停用，不能修改"
    en = "The acquisition link {value!r} is closed and cannot be changed"
    fix_zh = "新建一个获客链接"
    fix_en = "Create a new one"


def create_link(
    conn: Connection, scope: Scope, settings: LinkSettings, places: Sequence[NewPlacement], *, at_ms: int
) -> int:
    """This function will store a link and return its id; the lane makes it at the vendor. Raises BadLink."""
    held = conn.execute(
        scoped.select(scope, sa.func.count(acquisition_link.c.id)).where(
            acquisition_link.c.status == CodeStatus.OPEN.value
        )
    ).scalar_one()
    _need(held < LINKS_MAX, "links", f"最多 {LINKS_MAX} 个", f"{LINKS_MAX} at most")
    _check(conn, scope, settings)
    row = _row(settings) | {"status": CodeStatus.OPEN.value, "version": 1, "created_by": scope.actor}
    row |= {"vendor_id": "", "url": "", "sync": SyncState.NEW.value, "applied": "", "error": "", "error_en": ""}
    row |= dict.fromkeys(("tried_at_ms", "due_at_ms", "attempts", "synced_at_ms", "read_at_ms"), 0)
    made = scoped.insert(conn, scope, acquisition_link, row | {"created_at_ms": at_ms, "updated_at_ms": at_ms})
    _insert_places(conn, scope, made, places or [NewPlacement("默认")], held=0)
    return made


def change_link(
    conn: Connection, scope: Scope, link_id: int, settings: LinkSettings, *, version: int | None, at_ms: int
) -> AcquisitionLink:
    """This function will replace a link's settings. Raises UnknownLink, LinkClosed, LinkMovedOn, BadLink."""
    held = _open(conn, scope, link_id)
    if version is not None and version != held.version:
        raise LinkMovedOn(field="version", value=held.version)
    _check(conn, scope, settings)
    row = _row(settings) | {"version": held.version + 1, "updated_at_ms": at_ms, "due_at_ms": 0}
    conn.execute(scoped.update(scope, acquisition_link).where(acquisition_link.c.id == link_id).values(**row))
    return queries.link_by_id(conn, scope, link_id)


def add_link_places(conn: Connection, scope: Scope, link_id: int, new: Sequence[NewPlacement]) -> None:
    """This function will make further places for a link. Raises UnknownLink, LinkClosed, BadLink."""
    held = _open(conn, scope, link_id)
    _insert_places(conn, scope, link_id, new, held=len(held.places))


def close_link(conn: Connection, scope: Scope, link_id: int, *, at_ms: int) -> None:
    """This function will close a link for good; the lane deletes it at the vendor. Raises UnknownLink."""
    queries.link_by_id(conn, scope, link_id)
    change = scoped.update(scope, acquisition_link).where(acquisition_link.c.id == link_id)
    conn.execute(change.values(status=CodeStatus.CLOSED.value, updated_at_ms=at_ms, due_at_ms=0))


def look_again(conn: Connection, scope: Scope) -> None:
    """This function will have every open link compared with the staff there are now, and with the vendor's answer."""
    open_ones = scoped.update(scope, acquisition_link).where(acquisition_link.c.status == CodeStatus.OPEN.value)
    conn.execute(open_ones.where(acquisition_link.c.due_at_ms.is_(None)).values(due_at_ms=0))


def make_links_again(conn: Connection, scope: Scope) -> None:
    """This function will have every link made again, for a corp that does not know them: another one, or reset."""
    blank = {"vendor_id": "", "url": "", "applied": "", "sync": SyncState.NEW.value, "due_at_ms": 0, "attempts": 0}
    open_ones = scoped.update(scope, acquisition_link).where(acquisition_link.c.status == CodeStatus.OPEN.value)
    conn.execute(open_ones.values(**blank))


def ask_for_reading(conn: Connection, scope: Scope, *, at_ms: int) -> None:
    """This function will have quota, customers and figures read from the vendor now."""
    enqueue(conn, scope, READ_JOB, {}, run_at_ms=at_ms)


def tick_off(conn: Connection, scope: Scope, alert_id: int) -> None:
    """This function will note who has seen a warning; it is not shown any more."""
    own = scoped.update(scope, acquisition_alert).where(acquisition_alert.c.id == alert_id)
    conn.execute(own.values(seen_by=scope.actor or "system"))


def _open(conn: Connection, scope: Scope, link_id: int) -> AcquisitionLink:
    held = queries.link_by_id(conn, scope, link_id)
    if held.status is CodeStatus.CLOSED:
        raise LinkClosed(field="link", value=held.settings.name)
    return held


def _row(settings: LinkSettings) -> dict[str, object]:
    return {"name": settings.name, "org_unit_id": settings.org_unit_id, "settings": encode(settings)}


def _insert_places(conn: Connection, scope: Scope, link_id: int, new: Sequence[NewPlacement], *, held: int) -> None:
    _need(held + len(new) <= PLACES_MAX, "places", f"最多 {PLACES_MAX} 个", f"{PLACES_MAX} at most")
    for one in new:
        fine = 0 < len(one.name.strip()) <= PLACE_NAME_LENGTH_MAX
        _need(fine, "place", f"名称 1–{PLACE_NAME_LENGTH_MAX} 字", f"a name of 1-{PLACE_NAME_LENGTH_MAX} characters")
    rows = [
        {"link_id": link_id, "name": one.name.strip(), "kind": one.kind.value, "channel": _channel()} for one in new
    ]
    scoped.insert_many(conn, scope, acquisition_link_place, rows)


def _channel() -> str:
    """This function will draw a channel: short (the vendor cuts after 64 bytes), and nobody else's."""
    return f"al{secrets.token_hex(CHANNEL_BYTES)}"


def _check(conn: Connection, scope: Scope, settings: LinkSettings) -> None:
    welcome = settings.welcome
    attached_to_welcome(conn, scope, welcome.attachments)
    name = settings.name.strip()
    most = VENDOR_NAME_CHARS_MAX
    _need(0 < len(name) <= most, "name", f"1–{most} 字", f"1 to {most} characters")
    _need(len(welcome.text.encode()) <= WELCOME_BYTES_MAX, "welcome", "欢迎语太长", "the welcome is too long")
    _need(len(welcome.attachments) <= ATTACHMENTS_MAX, "attachments", "附件最多 9 个", "9 attachments at most")
    _need(len(settings.remark) <= REMARK_LENGTH_MAX, "remark", *_longer(REMARK_LENGTH_MAX))
    _need(len(settings.tag_ids) <= TAGS_PER_LINK_MAX, "tag_ids", "标签太多", "too many tags")
    known = {tag.id for tag in customers.tags(conn, scope)} if settings.tag_ids else set()
    _need(set(settings.tag_ids) <= known, "tag_ids", "有的标签已不存在", "some of the tags do not exist any more")
    _check_people(conn, scope, settings)


def _check_people(conn: Connection, scope: Scope, settings: LinkSettings) -> None:
    _need(len(settings.staff_ids) <= PEOPLE_MAX, "staff_ids", f"最多 {PEOPLE_MAX} 位", f"{PEOPLE_MAX} at most")
    staff: dict[int, str] = {}
    for part in scoped.batches(sorted(set(settings.staff_ids)), queries.IN_MAX):
        people = staff_by_id(conn, scope, part).values()
        staff |= {one.id: one.wecom_userid for one in people if one.active and one.wecom_userid}
    fine = set(settings.staff_ids) <= staff.keys()
    _need(fine, "staff_ids", "员工须在职且已绑定企业微信", "everybody must be active and have a WeCom account")
    units = units_by_id(conn, scope, settings.unit_ids)
    departments = [one for one in units.values() if department_of(one.code) is not None]
    fine = len(departments) == len(set(settings.unit_ids))
    _need(fine, "unit_ids", "只能选择从企业微信同步来的部门", "only departments read from WeCom can be chosen")
    somebody = bool(settings.staff_ids or settings.unit_ids)
    _need(somebody, "staff_ids", "至少选择一位员工或一个部门", "choose somebody, or a department")


def _longer(most: int) -> tuple[str, str]:
    return f"最多 {most} 个字", f"{most} characters at most"


def _need(fine: bool, field: str, zh: str, en: str) -> None:
    if not fine:
        raise BadLink(field=field, value="", reason_zh=zh, reason_en=en)
