"""A month of mass messages in each mode of WeCom's quota: what the ledger foretells against what the corp reports.

Every campaign is created in the simulated corp for all of its people, also for those the ledger says have no room, so
that the corp itself refuses them. Advisors send to many by themselves in between, which uses the same quota.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.benchmarks.scratch import scratch
from siyu.connectors.wecom.channel import PEOPLE_PER_TASK_MAX, WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import HOUR_MS, MINUTE_MS, VirtualClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.contracts import (
    MASS,
    ChannelSettings,
    GateSettings,
    IntentState,
    Message,
    OpenTask,
    Origin,
    Reason,
    Result,
)
from siyu.outreach.mass.contracts import Audience, Plan
from siyu.outreach.mass.planning.operations import foretell
from siyu.outreach.mass.planning.queries import RUN_MAX, Run, verdicts
from siyu.outreach.operations import save_channel, save_gate_settings
from siyu.outreach.quota import operations as quota
from siyu.outreach.quota.contracts import OwnSend, QuotaMode, Subject
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World

MONTH_DAYS = 31
# 2026-10-01 08:00 in Shanghai: a month of 31 days, whatever the day of the measurement.
FIRST_OF_MONTH_MS = 1_790_812_800_000
NO_CAP = GateSettings(cap_count=0)
# One advisor in ten writes to half of their friends by themselves, this often in the month: more than it has days.
OWN_SENDS = 40
BUSY_EVERY = 10
FRIENDS_PER_WRITE = 5_000
SMALL = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """How large the month is."""

    people: int = 200_000
    campaigns: int = 30
    advisors: int = 100


@dataclass(frozen=True, slots=True)
class Round:
    """One campaign: its people, how many drops were foretold and reported, and whether they were the same people."""

    people: int
    foretold: int
    reported: int
    same_people: bool


@dataclass(slots=True)
class _Corp:
    platform: Platform
    scope: Scope
    clock: VirtualClock
    world: World
    channel: WecomChannel
    desk: WecomDesk
    ids: Ids
    advisors: list[str]
    id_of: dict[str, int]
    chance: np.random.Generator


def rows() -> list[dict[str, Any]]:
    """This function will print the month of each mode: drops foretold and reported, and for how many people both agree."""
    return [_row(mode) for mode in QuotaMode]


def month(platform: Platform, scope: Scope, clock: VirtualClock, mode: QuotaMode, size: Size) -> list[Round]:
    """This function will live through a month and return its campaigns."""
    with _corp(platform, scope, clock, mode, size) as corp:
        moments = sorted(corp.chance.integers(0, MONTH_DAYS * 24 - 14, size.campaigns).tolist())
        start_ms = clock.now_ms()
        done = []
        for number, hour in enumerate(moments):
            clock.set_ms(max(clock.now_ms(), start_ms + hour * HOUR_MS))
            _own_sends(corp, size, OWN_SENDS * (number + 1) // size.campaigns - OWN_SENDS * number // size.campaigns)
            done.append(_campaign(corp, number, size))
            clock.advance(MINUTE_MS)
        return done


def _row(mode: QuotaMode) -> dict[str, Any]:
    size = Size()
    with scratch() as (platform, scope):
        clock = VirtualClock(FIRST_OF_MONTH_MS)
        rounds = month(replace(platform, clock=clock), scope, clock, mode, size)
    foretold, reported = sum(one.foretold for one in rounds), sum(one.reported for one in rounds)
    if foretold != reported or not all(one.same_people for one in rounds):
        raise RuntimeError(f"{mode}: {foretold} drops foretold, {reported} reported")
    people = f"{size.campaigns} campaigns, {size.people:,} customers, {sum(one.people for one in rounds):,} messages"
    return {
        "name": f"wecom_quota by the {mode}: drops foretold ({people})",
        "ours": foretold,
        "baseline": reported,
        "baseline_name": "drops the simulated corp reported, the same people",
        "ratio": round(foretold / reported, 6) if reported else 1.0,
    }


@contextmanager
def _corp(platform: Platform, scope: Scope, clock: VirtualClock, mode: QuotaMode, size: Size) -> Any:
    world = World(clock.now_ms, limits=Limits(mass_quota_mode=mode.value, sent_log_max=1))
    app = world.add_app()
    addresses = [f"wm{number}" for number in range(size.people)]
    advisors = [f"advisor{number % size.advisors}" for number in range(size.people)]
    for number in range(size.advisors):
        world.add_member(f"advisor{number}")
        world.seed_friends(f"advisor{number}", addresses[number :: size.advisors])
    ids = _people(platform, scope, addresses, advisors)
    with serve_in_thread(world) as serving:
        world.stop()
        config = {"corpid": world.corpid, "base_url": serving.url}
        settings = ChannelSettings("wecom", True, config, {"secret": app.secret})
        flow = platform.stores.flow
        flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        flow.write(lambda conn: save_gate_settings(conn, scope, NO_CAP))
        flow.write(lambda conn: quota.save_quota_mode(conn, scope, mode, at_ms=1))
        client = WecomClient(clock)
        channel, desk = WecomChannel(platform, client), WecomDesk(platform, client)
        id_of = dict(zip(addresses, ids.tolist(), strict=True))
        yield _Corp(platform, scope, clock, world, channel, desk, ids, advisors, id_of, np.random.default_rng(7))


def _people(platform: Platform, scope: Scope, addresses: list[str], advisors: list[str]) -> Ids:
    def work(conn: Connection, *, part: Sequence[tuple[str, str]]) -> Ids:
        people = [[Identity("external_userid", address)] for address, _ in part]
        ids: Ids = customers.resolve(platform, conn, scope, people, source="bench", at_ms=1)
        pairs = zip(ids.tolist(), part, strict=True)
        news = [FriendNews(advisor, address, one, added=Added(1)) for one, (address, advisor) in pairs]
        record_friends(platform, conn, scope, news, source="bench")
        return ids

    made = list(zip(addresses, advisors, strict=True))
    parts = scoped.batches(made, FRIENDS_PER_WRITE)
    return np.concatenate([platform.stores.core.write(partial(work, part=part)) for part in parts])


def _own_sends(corp: _Corp, size: Size, times: int) -> None:
    """This function will let the busy advisors write to half of their friends, and learn of it as the lane would."""
    for _ in range(times):
        corp.clock.advance(MINUTE_MS)
        for number in range(0, size.advisors, BUSY_EVERY):
            mine = [f"wm{one}" for one in range(number, size.people, size.advisors)]
            corp.world.send_own_mass(f"advisor{number}", mine[: len(mine) // 2], text="自己写的")
    since_ms = corp.clock.now_ms() - HOUR_MS
    for send in corp.desk.own_sends(corp.scope, Subject.CUSTOMER, since_ms=since_ms, known=frozenset()):
        reached = {corp.id_of[address]: at_ms for address, at_ms in send.reached}
        _write_own(corp, send, reached)


def _write_own(corp: _Corp, send: OwnSend, reached: dict[int, int]) -> None:
    channel = corp.desk.channel
    corp.platform.stores.flow.write(lambda conn: quota.count_own_send(conn, corp.scope, channel, send, reached))


def _campaign(corp: _Corp, number: int, size: Size) -> Round:
    """This function will foretell one campaign to a random part of the people, have the corp carry it out, and compare."""
    share = corp.chance.uniform(0.4, 1.0)
    chosen = np.flatnonzero(corp.chance.random(size.people) < share)
    foretold = _foretell(corp, chosen, size)
    corp.clock.advance(MINUTE_MS)
    reported = _carry_out(corp, number, chosen)
    foretold_ids = set(corp.ids[chosen][foretold].tolist())
    sent = corp.ids[chosen][~foretold]
    at_ms = corp.clock.now_ms()
    corp.platform.stores.flow.write(lambda conn: quota.reserve(conn, corp.scope, sent, at_ms=at_ms, channel="wecom"))
    corp.world.state.tasks.clear()
    corp.world.set_confirm_habit(None)
    return Round(len(chosen), len(foretold_ids), len(reported), foretold_ids == reported)


def _foretell(corp: _Corp, chosen: Ids, size: Size) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """This function will flag those of the chosen that the gate would drop for want of quota."""
    ids, at_ms = corp.ids[chosen], corp.clock.now_ms() + MINUTE_MS
    names = np.array(corp.advisors, dtype=object)[chosen]
    flags = []
    with corp.platform.stores.flow.reading() as conn:
        for start in range(0, len(ids), RUN_MAX):
            part = ids[start : start + RUN_MAX]
            nobody = np.zeros(len(part), dtype=bool)
            run = Run(part, nobody, ~nobody, names[start : start + RUN_MAX])
            flags.append(verdicts(conn, corp.scope, run, NO_CAP, at_ms).states == IntentState.DROPPED)
    dropped = np.concatenate(flags)
    if size.people <= SMALL:  # the whole forecast, as people see it, must say the same
        plan = Plan(Audience(customer_ids=tuple(ids.tolist())), "x", start_at_ms=at_ms)
        told = foretell(corp.platform, corp.scope, plan)
        if dict(told.dropped) != ({"quota": int(dropped.sum())} if dropped.any() else {}):
            raise RuntimeError(f"the forecast says {told.dropped}, the gate {int(dropped.sum())}")
    return dropped


def _carry_out(corp: _Corp, number: int, chosen: Ids) -> set[int]:
    """This function will create the campaign for all, let every advisor confirm, and return who met the quota."""
    messages = sorted((_message(corp, number, int(one)) for one in chosen), key=lambda one: one.advisor)
    tasks = []
    for part in scoped.batches(messages, PEOPLE_PER_TASK_MAX):
        outcomes = corp.channel.send(corp.scope, part)
        tasks += [*{(one.vendor_id, one.advisor) for one in outcomes if one.result is Result.ACCEPTED}]
    for vendor_id, advisor in tasks:
        corp.world.confirm_mass(vendor_id, advisor)
    met: set[int] = set()
    for task in tasks:
        for report in corp.channel.collect(corp.scope, [OpenTask(*task)]):
            met |= {corp.id_of[one.address] for one in report.recipients if one.reason == Reason.QUOTA}
    return met


def _message(corp: _Corp, number: int, one: int) -> Message:
    now_ms = corp.clock.now_ms()
    return Message(
        intent_id=one,
        key=f"{number}:{one}",
        customer_id=int(corp.ids[one]),
        address=f"wm{one}",
        text=f"第{number}次活动",
        content_id=1,
        origin=Origin(MASS, number),
        dispatched_at_ms=now_ms,
        advisor=corp.advisors[one],
    )
