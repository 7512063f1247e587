"""Writes of the book: notes, follow-ups, what was sent. The edge has made sure that the customer is the advisor's."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.advisors.book import queries
from siyu.advisors.contracts import Advisor, FollowUp, FollowUpState, Note, Sent
from siyu.advisors.models import follow_up, note
from siyu.content import queries as content
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.platform import Platform

NOTE_LENGTH_MAX = 1_000
FOLLOW_UP_LENGTH_MAX = 200
DUE_WITHIN_MS = 2 * 366 * DAY_MS
OPEN_MAX = 2_000
SENT = "Material Sent"


class BadNote(Invalid):
    """A note or follow-up is empty or too long."""

    zh = "内容为空或过长"
    en = "The text is empty or too long"
    fix_zh = "跟进记录 1–1000 字,提醒 1–200 字"
    fix_en = "A note has 1-1,000 characters, a reminder 1-200"


class NothingSent(Invalid):
    """A tap names neither a script nor a material, or both."""

    zh = "要写明发的是哪条话术或哪个素材"
    en = "Say which script or which material was sent"
    fix_zh = "script_id 与 material_id 填其中一个"
    fix_en = "Give either script_id or material_id"


class BadDueTime(Invalid):
    """A follow-up's time is past or too far away."""

    zh = "提醒时间要在现在之后、两年之内"
    en = "The time must be in the future, within two years"
    fix_zh = "请换一个时间"
    fix_en = "Choose another time"


class TooManyFollowUps(Conflict):
    """The advisor has more open follow-ups than anybody can work off."""

    zh = "未完成的提醒已有 {value} 条"
    en = "There are {value} open follow-ups already"
    fix_zh = "请先处理一部分"
    fix_en = "Settle some of them first"


def add_note(conn: Connection, scope: Scope, *, customer_id: int, staff_id: int, text: str, at_ms: int) -> Note:
    """This function will write down a note on a customer. Raises BadNote."""
    text = _checked(text, NOTE_LENGTH_MAX)
    row = {"customer_id": customer_id, "staff_id": staff_id, "text": text, "at_ms": at_ms}
    return Note(scoped.insert(conn, scope, note, row), customer_id, staff_id, text, at_ms)


def plan_follow_up(
    conn: Connection, scope: Scope, *, customer_id: int, staff_id: int, text: str, due_at_ms: int, at_ms: int
) -> FollowUp:
    """This function will plan something to do for a customer. Raises BadNote, BadDueTime or TooManyFollowUps."""
    text = _checked(text, FOLLOW_UP_LENGTH_MAX)
    if not at_ms < due_at_ms <= at_ms + DUE_WITHIN_MS:
        raise BadDueTime(field="due_at_ms", value=due_at_ms)
    held = queries.count_due(conn, scope, staff_id, before_ms=at_ms + DUE_WITHIN_MS + 1)
    if held >= OPEN_MAX:
        raise TooManyFollowUps(field="follow_up", value=held)
    row = {"customer_id": customer_id, "staff_id": staff_id, "text": text, "due_at_ms": due_at_ms}
    made = scoped.insert(conn, scope, follow_up, row | {"state": FollowUpState.OPEN, "created_at_ms": at_ms})
    return queries.follow_up_by_id(conn, scope, staff_id, made)


def settle_follow_up(
    conn: Connection, scope: Scope, *, staff_id: int, follow_up_id: int, state: FollowUpState, at_ms: int
) -> FollowUp:
    """This function will mark an advisor's follow-up done or cancelled, or open it again. Raises UnknownFollowUp."""
    held = queries.follow_up_by_id(conn, scope, staff_id, follow_up_id)
    if held.state != state:
        settled = None if state is FollowUpState.OPEN else at_ms
        own = scoped.update(scope, follow_up).where(follow_up.c.id == follow_up_id)
        conn.execute(own.values(state=state, settled_at_ms=settled))
    return queries.follow_up_by_id(conn, scope, staff_id, follow_up_id)


def note_sent(
    platform: Platform, conn: Connection, scope: Scope, *, who: Advisor, customer_id: int, sent: Sent
) -> None:
    """This function will log what an advisor put into a customer's chat, once a tap.

    Raises NothingSent, UnknownScript, UnknownMaterial.
    """
    if sent.script_id is not None and sent.material_id is None:
        title, kind = content.script_by_id(conn, scope, sent.script_id).title, "script"
    elif sent.material_id is not None and sent.script_id is None:
        material = content.material_by_id(conn, scope, sent.material_id)
        title, kind = material.title, material.kind.value
    else:
        raise NothingSent(field="material_id", value=sent.material_id)
    told = {"title": title, "kind": kind, "advisor": who.staff.wecom_userid or who.staff.name}
    key = f"sent:{who.staff.id}:{customer_id}:{sent.tap}"
    event = NewEvent(key, customer_id, platform.clock.now_ms(), SENT, properties=told)
    events.record(platform, conn, scope, [event])


def mark_reminded(conn: Connection, scope: Scope, ids: Sequence[int], *, at_ms: int) -> None:
    """This function will remember that these follow-ups have been reminded of."""
    conn.execute(scoped.update(scope, follow_up).where(follow_up.c.id.in_(list(ids))).values(reminded_at_ms=at_ms))


def _checked(text: str, length_max: int) -> str:
    text = text.strip()
    if not 0 < len(text) <= length_max:
        raise BadNote(field="text", value=text)
    return text
