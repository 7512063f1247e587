"""Writing campaigns: draft, change, send, stop, remind. All take a flow connection and never commit."""

from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.kit.codec import encode
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.outreach.contracts import MASS, IntentState, Reason
from siyu.outreach.dispatching.queries import announce
from siyu.outreach.mass.contracts import Campaign, CampaignState, MassForecast, Plan
from siyu.outreach.mass.models import mass_audience, mass_campaign
from siyu.outreach.mass.queries import advisor_tasks, campaign
from siyu.outreach.models import outreach_intent, staff_task
from siyu.outreach.operations import save_content
from siyu.outreach.quota import operations as quota

CHANNEL = "wecom"
NAME_LENGTH_MAX = 60
TEXT_BYTES_MAX = 4_000
ATTACHMENTS_MAX = 9
LIST_MAX = 100_000
GROUPS_MAX = 5_000
TITLE_BYTES_MAX = 128
SUMMARY_BYTES_MAX = 512
URL_BYTES_MAX = 2_048
REMIND_HOURS_MAX = 168
REMIND_TIMES_MAX = 3
STOP_BATCH_MAX = 20_000
NO_VARIABLES: frozenset[str] = frozenset()


class BadMassPlan(Invalid):
    """A part of a mass message is missing or too long."""

    zh = "「{field}」不正确：{reason_zh}"
    en = "{field}: {reason_en}"


class CampaignMovedOn(Conflict):
    """The campaign's state does not allow this any more."""

    zh = "群发「{value}」当前为{state},不能这样操作"
    en = "The mass message {value!r} is {state} and cannot be changed in this way"
    fix_zh = "刷新页面查看最新状态"
    fix_en = "Reload the page to see where it stands"


class RemindedTooOften(Conflict):
    """WeCom allows three reminders of a task in 24 hours."""

    zh = "24 小时内最多提醒 3 次，现在没有可以提醒的导购"
    en = "WeCom allows three reminders in 24 hours; there is nobody to remind now"
    fix_zh = "请稍后再试"
    fix_en = "Try again later"


def create_campaign(conn: Connection, scope: Scope, *, name: str, plan: Plan, at_ms: int) -> Campaign:
    """This function will draft a campaign. Raises BadMassPlan, or BadTemplate for a text with variables."""
    _check(name, plan)
    paths = encode(list(scope.org_paths)).decode() if scope.org_paths is not None else ""
    row: dict[str, Any] = {"name": name.strip(), "state": str(CampaignState.DRAFT), "plan": encode(plan).decode()}
    row |= {"org_paths": paths, "forecast": "", "content_id": 0, "people": 0, "due_at_ms": 0, "problem": ""}
    row |= {"created_by": scope.actor, "created_at_ms": at_ms, "updated_at_ms": at_ms}
    row |= {"started_at_ms": 0, "finished_at_ms": 0}
    return campaign(conn, scope, scoped.insert(conn, scope, mass_campaign, row))


def change_campaign(conn: Connection, scope: Scope, campaign_id: int, *, name: str, plan: Plan, at_ms: int) -> Campaign:
    """This function will change a draft. Raises CampaignMovedOn once it was sent, and as `create_campaign`."""
    _check(name, plan)
    values = {"name": name.strip(), "plan": encode(plan).decode()}
    return _move(conn, scope, campaign_id, (CampaignState.DRAFT,), {**values, "updated_at_ms": at_ms})


def delete_campaign(conn: Connection, scope: Scope, campaign_id: int) -> None:
    """This function will delete a draft. Raises UnknownCampaign and CampaignMovedOn."""
    found = campaign(conn, scope, campaign_id)
    drop = scoped.delete(scope, mass_campaign).where(mass_campaign.c.id == campaign_id)
    if not conn.execute(drop.where(mass_campaign.c.state == str(CampaignState.DRAFT))).rowcount:
        raise CampaignMovedOn(field="campaign", value=found.name, state=found.state)


def send_campaign(conn: Connection, scope: Scope, campaign_id: int, told: MassForecast, *, at_ms: int) -> Campaign:
    """This function will send a draft off: it begins at its time, and keeps what was foretold.

    Raises UnknownCampaign and CampaignMovedOn.
    """
    found = campaign(conn, scope, campaign_id)
    words = found.plan
    content = save_content(
        conn, scope, channel=CHANNEL, text=words.text, known=NO_VARIABLES, attachments=words.attachments
    )
    due_at_ms = max(words.start_at_ms, at_ms)
    values = {"state": str(CampaignState.SCHEDULED), "due_at_ms": due_at_ms, "content_id": content.id}
    values |= {"forecast": encode(told).decode(), "updated_at_ms": at_ms}
    return _move(conn, scope, campaign_id, (CampaignState.DRAFT,), values)


def cancel_campaign(conn: Connection, scope: Scope, campaign_id: int, *, at_ms: int) -> Campaign:
    """This function will stop a campaign: nothing new is created, and tasks not confirmed yet are taken back.

    What advisors have sent stays sent. Raises UnknownCampaign and CampaignMovedOn.
    """
    active = (CampaignState.SCHEDULED, CampaignState.PLANNING, CampaignState.RUNNING)
    stopped = _move(conn, scope, campaign_id, active, {"state": str(CampaignState.CANCELLING), "updated_at_ms": at_ms})
    conn.execute(scoped.delete(scope, mass_audience).where(mass_audience.c.campaign_id == campaign_id))
    return stopped


def drop_waiting(conn: Connection, scope: Scope, campaign_id: int, *, at_ms: int) -> int:
    """This function will drop up to 20,000 messages of a cancelled campaign that no task was made for yet."""
    table = outreach_intent.c
    waiting = [int(state) for state in (IntentState.PLANNED, IntentState.DEFERRED, IntentState.QUEUED)]
    chosen = scoped.select(scope, table.id).where(
        table.origin == MASS, table.origin_id == campaign_id, table.state.in_(waiting)
    )
    found = conn.execute(chosen.limit(STOP_BATCH_MAX).with_for_update(skip_locked=True)).scalars().all()
    ids = np.array(found, dtype=np.int64)
    end(conn, scope, ids, IntentState.DROPPED, Reason.CANCELLED, at_ms=at_ms)
    return len(ids)


def end(
    conn: Connection, scope: Scope, ids: "np.ndarray[Any, np.dtype[np.int64]]", state: IntentState, reason: Reason,
    *, at_ms: int,
) -> None:  # fmt: skip
    """This function will end messages that were not sent, free their room in the quota and tell it upwards."""
    if not len(ids):
        return
    change = scoped.update(scope, outreach_intent).where(sets.among(conn, outreach_intent.c.id, ids))
    conn.execute(change.values(state=int(state), reason=str(reason), updated_at_ms=at_ms))
    quota.settle(conn, scope, ids, sent_at_ms=None)
    announce(conn, scope, ids, (state,), at_ms)


def ask_reminders(conn: Connection, scope: Scope, campaign_id: int, task_ids: list[int] | None, *, at_ms: int) -> int:
    """This function will ask for a reminder of these tasks (None: of all) that wait, and return how many.

    Raises RemindedTooOften when WeCom would refuse every one of them.
    """
    campaign(conn, scope, campaign_id)
    waiting = advisor_tasks(conn, scope, campaign_id, now_ms=at_ms, limit=LIST_MAX, only="waiting")
    wanted = [one for one in waiting if task_ids is None or one.id in task_ids]
    free = [one.id for one in wanted if not one.remind_after_ms and not one.settled]
    if wanted and not free:
        raise RemindedTooOften(field="tasks", value=len(wanted))
    ids = np.array(free, dtype=np.int64)
    change = scoped.update(scope, staff_task).where(sets.among(conn, staff_task.c.id, ids))
    conn.execute(change.values(remind_asked_at_ms=at_ms))
    return len(free)


def set_state(conn: Connection, scope: Scope, found: Campaign, state: CampaignState, **values: object) -> bool:
    """This function will move a campaign on from the state it was read in; says whether it was still there."""
    table = mass_campaign.c
    change = scoped.update(scope, mass_campaign).where(table.id == found.id, table.state == str(found.state))
    return bool(conn.execute(change.values(state=str(state), **values)).rowcount)


def _move(
    conn: Connection, scope: Scope, campaign_id: int, states: tuple[CampaignState, ...], values: dict[str, Any]
) -> Campaign:
    found = campaign(conn, scope, campaign_id)
    table = mass_campaign.c
    change = scoped.update(scope, mass_campaign).where(table.id == campaign_id)
    if not conn.execute(change.where(table.state.in_([str(one) for one in states])).values(**values)).rowcount:
        raise CampaignMovedOn(field="campaign", value=found.name, state=found.state)
    return campaign(conn, scope, campaign_id)


def _check(name: str, plan: Plan) -> None:
    who = plan.audience
    given = (who.segment is not None) + (who.rule is not None) + bool(who.customer_ids) + bool(who.groups)
    _must(
        0 < len(name.strip()) <= NAME_LENGTH_MAX, "name", f"1–{NAME_LENGTH_MAX} 个字", f"1-{NAME_LENGTH_MAX} characters"
    )
    _must(given == 1, "audience", "选择一个人群、一条规则或一份名单", "choose one segment, one rule or one list")
    _must(len(who.groups) <= GROUPS_MAX, "groups", f"最多 {GROUPS_MAX:,} 个群", f"at most {GROUPS_MAX:,} groups")
    _must(
        len(who.customer_ids) <= LIST_MAX, "audience", f"名单最多 {LIST_MAX:,} 人", f"a list holds at most {LIST_MAX:,}"
    )
    _must(bool(plan.text.strip() or plan.attachments), "text", "内容和附件至少填一项", "give a text or attachments")
    _must(
        len(plan.text.encode()) <= TEXT_BYTES_MAX,
        "text",
        f"最多 {TEXT_BYTES_MAX} 字节",
        f"at most {TEXT_BYTES_MAX} bytes",
    )
    _must(
        len(plan.attachments) <= ATTACHMENTS_MAX,
        "attachments",
        f"最多 {ATTACHMENTS_MAX} 个",
        f"at most {ATTACHMENTS_MAX}",
    )
    _check_links(plan)
    rule = plan.reminders
    fits = 0 <= rule.after_hours <= REMIND_HOURS_MAX and 0 <= rule.times <= REMIND_TIMES_MAX
    _must(
        fits and bool(rule.after_hours) == bool(rule.times),
        "reminders",
        "1–168 小时后，提醒 1–3 次",
        "after 1-168 hours, 1-3 times",
    )
    _must(plan.start_at_ms >= 0, "start_at_ms", "时间不正确", "not a time")


def _check_links(plan: Plan) -> None:
    """This function will check links typed by hand; materials are looked up where the library can be read."""
    for one in plan.attachments:
        if one.material_id:
            continue
        _must(
            0 < len(one.title.encode()) <= TITLE_BYTES_MAX,
            "title",
            f"1–{TITLE_BYTES_MAX} 字节",
            f"1-{TITLE_BYTES_MAX} bytes",
        )
        web = all(not url or url.startswith(("https://", "http://")) for url in (one.url, one.picture_url))
        fits = len(one.url.encode()) <= URL_BYTES_MAX and len(one.picture_url.encode()) <= URL_BYTES_MAX
        _must(bool(one.url) and web and fits, "url", "请填写 http(s) 网址", "give an http(s) address")
        _must(
            len(one.summary.encode()) <= SUMMARY_BYTES_MAX,
            "summary",
            f"最多 {SUMMARY_BYTES_MAX} 字节",
            f"at most {SUMMARY_BYTES_MAX} bytes",
        )


def _must(right: bool, field: str, reason_zh: str, reason_en: str) -> None:
    if not right:
        raise BadMassPlan(field=field, reason_zh=reason_zh, reason_en=reason_en)
