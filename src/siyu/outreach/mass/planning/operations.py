"""Foretelling a campaign, and planning it: the audience is kept as it is when the campaign begins, then run by run."""

import zlib
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.kit.clock import DEFAULT_ZONE
from siyu.kit.codec import encode
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.ids import Ids
from siyu.kit.jobs import Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.kit.words import count, shard_ids
from siyu.outreach.contracts import MASS, IntentState
from siyu.outreach.dispatching.queries import announce
from siyu.outreach.domain import REASONS, Verdicts, quiet_until
from siyu.outreach.gating.queries import zone_offset_ms
from siyu.outreach.mass.contracts import AdvisorShare, Campaign, CampaignState, MassForecast, Plan
from siyu.outreach.mass.domain import outcome_of, task_count
from siyu.outreach.mass.groups.operations import plan_groups
from siyu.outreach.mass.groups.queries import foretell_groups
from siyu.outreach.mass.models import mass_audience
from siyu.outreach.mass.operations import set_state
from siyu.outreach.mass.planning.queries import CHANNEL, RUN_MAX, Run, audience_shards, look, verdicts
from siyu.outreach.mass.queries import OPEN, in_states, planned_before
from siyu.outreach.models import outreach_intent
from siyu.outreach.queries import gate_settings, outreach_settings
from siyu.outreach.quota.operations import reserve

SHARES_SHOWN = 50
# Messages wait here until the whole campaign is planned, so that each advisor's are handed over together.
HELD_MS = 1 << 62


def foretell(
    platform: Platform, scope: Scope, plan: Plan, *, zone: str = DEFAULT_ZONE, campaign_id: int = 0
) -> MassForecast:
    """This function will tell what a campaign would do at its time, writing nothing.

    Raises what `audience_shards` raises.
    """
    now_ms = platform.clock.now_ms()
    asked_ms = max(plan.start_at_ms, now_ms)
    with platform.stores.flow.reading() as conn:
        settings = gate_settings(conn, scope)
    quiet_ms = quiet_until(settings, asked_ms, zone_offset_ms(zone, asked_ms))
    starts_ms = quiet_ms or asked_ms
    if plan.audience.groups:
        with platform.stores.flow.reading() as conn:
            told = foretell_groups(conn, scope, plan.audience.groups, starts_ms)
        return replace(told, quiet=bool(quiet_ms), counted_at_ms=now_ms)
    expire_after_ms = outreach_settings().expire_after_ms
    dropped, shares, people, later = Counter[str](), Counter[str](), 0, 0
    for shard, words in audience_shards(platform, scope, plan.audience):
        ids = shard_ids(words, shard)
        for start in range(0, len(ids), RUN_MAX):
            run = look(platform, scope, ids[start : start + RUN_MAX], plan.branches)
            with platform.stores.flow.reading() as conn:
                said = verdicts(conn, scope, run, settings, starts_ms, expire_after_ms=expire_after_ms)
            people += len(run.ids)
            later += int(np.count_nonzero(said.states == IntentState.DEFERRED))
            dropped.update(_reasons(said))
            shares.update(run.advisors[said.states == IntentState.QUEUED].tolist())
    with platform.stores.flow.reading() as conn:
        before = planned_before(conn, scope, starts_ms, own_id=campaign_id)
    return MassForecast(
        people=people,
        sent=sum(shares.values()),
        dropped=_outcomes(dropped),
        advisors=len(shares),
        tasks=task_count(shares.values()),
        shares=tuple(AdvisorShare(name, number) for name, number in shares.most_common(SHARES_SHOWN)),
        starts_at_ms=starts_ms,
        quiet=bool(quiet_ms),
        planned_before=before,
        counted_at_ms=now_ms,
        later=later,
    )


def advance(platform: Platform, scope: Scope, *, zone: str = DEFAULT_ZONE, lease: Lease | None = None) -> int:
    """This function will take the next step of planning: begin one campaign that is due, or plan one run of 20,000.

    Works under the gate's lease: a person's cap and quota are counted before they are used. Returns 0 for nothing to do.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        waiting = in_states(conn, scope, OPEN)
    begun = [one for one in waiting if one.state is CampaignState.PLANNING]
    due = [one for one in waiting if one.state is CampaignState.SCHEDULED and one.due_at_ms <= now_ms]
    if begun:
        return _plan_run(platform, scope, begun[0], lease)
    return _begin(platform, scope, due[0], zone) if due else 0


def _begin(platform: Platform, scope: Scope, found: Campaign, zone: str) -> int:
    """This function will keep the audience as it is now, unless it is quiet: then the campaign waits until that ends."""
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        settings = gate_settings(conn, scope)
    quiet_ms = quiet_until(settings, now_ms, zone_offset_ms(zone, now_ms))
    if quiet_ms:
        later = {"due_at_ms": quiet_ms, "updated_at_ms": now_ms}
        platform.stores.flow.write(lambda conn: set_state(conn, scope, found, CampaignState.SCHEDULED, **later))
        return 1
    if found.plan.audience.groups:
        platform.stores.flow.write(lambda conn: _begin_groups(conn, scope, found, now_ms))
        return 1
    maker = Scope(scope.brand_id, found.org_paths, found.created_by)
    try:
        shards = [
            (shard, words) for shard, words in audience_shards(platform, maker, found.plan.audience) if words.any()
        ]
    except SiyuError as error:
        values = {"problem": encode({"zh": error.detail("zh"), "en": error.detail("en")}).decode()}
        values |= {"finished_at_ms": now_ms, "updated_at_ms": now_ms}  # type: ignore[dict-item]
        platform.stores.flow.write(lambda conn: set_state(conn, scope, found, CampaignState.FAILED, **values))
        return 1
    people = sum(count(words) for _, words in shards)
    rows = [
        {
            "campaign_id": found.id,
            "shard": shard,
            "words": zlib.compress(words.tobytes(), 1),
            "after_id": 0,
            "done": False,
        }
        for shard, words in shards
    ]
    platform.stores.flow.write(lambda conn: _keep(conn, scope, found, rows, people=people, now_ms=now_ms))
    return 1


def _begin_groups(conn: Connection, scope: Scope, found: Campaign, now_ms: int) -> None:
    people = len(found.plan.audience.groups)
    if set_state(conn, scope, found, CampaignState.RUNNING, people=people, started_at_ms=now_ms, updated_at_ms=now_ms):
        plan_groups(conn, scope, found, at_ms=now_ms)


def _keep(
    conn: Connection, scope: Scope, found: Campaign, rows: list[dict[str, Any]], *, people: int, now_ms: int
) -> None:
    if set_state(conn, scope, found, CampaignState.PLANNING, people=people, updated_at_ms=now_ms):
        scoped.insert_new(conn, scope, mass_audience, rows)


def _plan_run(platform: Platform, scope: Scope, found: Campaign, lease: Lease | None) -> int:
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        left = scoped.select(scope, mass_audience).where(
            mass_audience.c.campaign_id == found.id, mass_audience.c.done.is_(False)
        )
        row = conn.execute(left.order_by(mass_audience.c.shard).limit(1)).first()
    if row is None:
        platform.stores.flow.write(lambda conn: _release(conn, scope, found, now_ms))
        return 1
    words = np.frombuffer(zlib.decompress(row.words), dtype=np.uint64)
    ids = shard_ids(words, row.shard)
    mine = ids[ids > row.after_id][:RUN_MAX]
    run = look(platform, scope, mine, found.plan.branches)
    after_id = int(mine[-1]) if len(mine) else int(row.after_id)
    place = (int(row.shard), int(row.after_id), after_id, len(mine) < RUN_MAX)
    work = partial(_write_run, scope=scope, found=found, run=run, place=place, now_ms=now_ms, lease=lease)
    platform.stores.flow.write(work)
    return max(1, len(mine))


def _write_run(
    conn: Connection,
    *,
    scope: Scope,
    found: Campaign,
    run: Run,
    place: tuple[int, int, int, bool],
    now_ms: int,
    lease: Lease | None,
) -> None:
    """This function will judge and plan one run in one transaction with the mark of how far the shard has come."""
    if lease is not None and not lease.holds(conn):
        raise LeaseLost(value=lease.name)
    shard, was_after_id, after_id, done = place
    table = mass_audience.c
    mark = scoped.update(scope, mass_audience).where(
        table.campaign_id == found.id, table.shard == shard, table.after_id == was_after_id, table.done.is_(False)
    )
    if not conn.execute(mark.values(after_id=after_id, done=done)).rowcount:
        return  # cancelled meanwhile, or another worker was first
    expire_after_ms = outreach_settings().expire_after_ms
    said = verdicts(conn, scope, run, gate_settings(conn, scope), now_ms, expire_after_ms=expire_after_ms)
    scoped.insert_new(conn, scope, outreach_intent, _rows(found, run, said, now_ms))
    passed = said.states == IntentState.QUEUED
    reserve(conn, scope, run.ids[passed], at_ms=now_ms, channel=CHANNEL)
    _tell_dropped(conn, scope, found, run.ids[said.states == IntentState.DROPPED], now_ms)


def _rows(found: Campaign, run: Run, said: Verdicts, now_ms: int) -> list[dict[str, Any]]:
    common: dict[str, Any] = {"content_id": found.content_id, "channel": CHANNEL, "origin": MASS, "origin_id": found.id}
    common |= {"origin_node": 0, "created_at_ms": now_ms, "updated_at_ms": now_ms, "dispatched_at_ms": 0}
    common |= {"attempts": 0, "lease_until_ms": 0, "token": 0, "vendor_id": ""}
    # Who waits for room comes before the gate again when there is some; everybody else waits for the whole plan.
    due = np.where(said.states == IntentState.DEFERRED, said.due_at_ms, HELD_MS)
    columns = (run.ids.tolist(), said.states.tolist(), said.reasons.tolist(), run.advisors.tolist(), due.tolist())
    return [
        {
            **common,
            "key": f"{MASS}:{found.id}:{one}",
            "customer_id": one,
            "state": state,
            "reason": str(REASONS[reason] or ""),
            "advisor": advisor,
            "due_at_ms": due_at_ms,
            "passed_at_ms": now_ms if state == IntentState.QUEUED else 0,
        }
        for one, state, reason, advisor, due_at_ms in zip(*columns, strict=True)
    ]


def _tell_dropped(conn: Connection, scope: Scope, found: Campaign, customer_ids: Ids, now_ms: int) -> None:
    table = outreach_intent.c
    chosen = scoped.select(scope, table.id).where(
        table.origin == MASS, table.origin_id == found.id, sets.among(conn, table.customer_id, customer_ids)
    )
    ids = np.array(conn.execute(chosen).scalars().all(), dtype=np.int64)
    announce(conn, scope, ids, (IntentState.DROPPED,), now_ms)


def _release(conn: Connection, scope: Scope, found: Campaign, now_ms: int) -> None:
    """This function will let the planned messages go, all at once."""
    if not set_state(conn, scope, found, CampaignState.RUNNING, started_at_ms=now_ms, updated_at_ms=now_ms):
        return
    table = outreach_intent.c
    held = scoped.update(scope, outreach_intent).where(
        table.origin == MASS, table.origin_id == found.id, table.due_at_ms == HELD_MS
    )
    conn.execute(held.values(due_at_ms=now_ms))
    conn.execute(scoped.delete(scope, mass_audience).where(mass_audience.c.campaign_id == found.id))


def _reasons(said: Verdicts) -> dict[str, int]:
    found = Counter(said.reasons[said.states == IntentState.DROPPED].tolist())
    return {str(REASONS[reason]): number for reason, number in found.items()}


def _outcomes(dropped: Counter[str]) -> dict[str, int]:
    totals = Counter[str]()
    for reason, number in dropped.items():
        totals[str(outcome_of(IntentState.DROPPED, reason))] += number
    return dict(totals)
