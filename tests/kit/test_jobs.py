from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from siyu.kit import jobs
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS, from_datetime, to_datetime
from siyu.kit.db.schema import kit_table
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.jobs import LEASE_MS, LeaseLost, claim, enqueue, fail, finish, hold_lane, run_one
from siyu.kit.worker import Lane, Schedule, Worker, sweep

BRAND = Scope(1)
table = kit_table("core", "job")


@dataclass
class Down(Exception):
    pass


def put(platform, kind: str = "work", *, run_at_ms: int | None = None, key: str | None = None, scope=BRAND) -> bool:
    at_ms = platform.clock.now_ms() if run_at_ms is None else run_at_ms
    write = platform.stores.core.write
    return write(lambda conn: enqueue(conn, scope, kind, {"n": 1}, run_at_ms=at_ms, key=key))


def take(platform, kinds: tuple[str, ...] = ("work",)):
    return claim(platform.stores.core, list(kinds), platform.clock.now_ms(), platform.clock)


def states(platform) -> list[int]:
    with platform.stores.core.reading() as conn:
        return list(conn.execute(sa.select(table.c.state).order_by(table.c.id)).scalars())


def test_a_job_goes_to_one_worker_only(platform):
    put(platform)
    job = take(platform)
    assert (job.payload, job.scope, job.attempts) == ({"n": 1}, BRAND, 1)
    assert take(platform) is None
    finish(platform.stores.core, job, platform.clock.now_ms())
    platform.clock.advance(HOUR_MS)
    assert take(platform) is None and states(platform) == [jobs.DONE]


def test_a_job_waits_for_its_time_and_its_kind(platform):
    put(platform, run_at_ms=platform.clock.now_ms() + 1)
    assert take(platform) is None
    platform.clock.advance(1)
    assert take(platform, ("other",)) is None
    assert take(platform) is not None


def test_a_key_is_used_once_per_brand_and_kind(platform):
    assert [put(platform, key="k"), put(platform, key="k")] == [True, False]
    assert put(platform, key="k", scope=Scope(2)) and put(platform, "other", key="k")
    assert [put(platform), put(platform)] == [True, True]


def test_a_lost_worker_loses_its_job_and_can_no_longer_settle_it(platform):
    put(platform)
    lost = take(platform)
    platform.clock.advance(LEASE_MS)
    assert take(platform) is None
    platform.clock.advance(1)
    again = take(platform)
    assert (again.id, again.attempts) == (lost.id, 2) and again.token > lost.token
    finish(platform.stores.core, lost, 0)
    fail(platform.stores.core, lost, Down(), 0)
    assert states(platform) == [jobs.RUNNING]
    with pytest.raises(LeaseLost):
        lost.renew()
    again.renew()


def test_a_job_carries_on_where_it_came_to_with_all_its_attempts_unless_it_was_lost(platform):
    write = platform.stores.core.write
    put(platform)
    lost = take(platform)
    platform.clock.advance(LEASE_MS + 1)
    job, now_ms = take(platform), platform.clock.now_ms()
    with pytest.raises(LeaseLost):
        write(lambda conn: jobs.carry_on(conn, lost, {"n": 7}, again_at_ms=now_ms))
    write(lambda conn: jobs.carry_on(conn, job, {"n": 2}, again_at_ms=now_ms))
    finish(platform.stores.core, job, now_ms)
    assert states(platform) == [jobs.READY]
    again = take(platform)
    assert (again.id, again.payload, again.attempts) == (job.id, {"n": 2}, 1)
    write(lambda conn: jobs.carry_on(conn, again, {"n": 3}, again_at_ms=None))
    finish(platform.stores.core, again, now_ms)
    with platform.stores.core.reading() as conn:
        at, other = jobs.newest(conn, BRAND, "work"), jobs.newest(conn, Scope(2), "work")
    assert (at.state, at.payload, at.finished_at_ms, other) == (jobs.DONE, {"n": 3}, now_ms, None)


def test_renewing_keeps_a_long_job_and_never_adds_up(platform):
    put(platform)
    job = take(platform)
    for _ in range(100):
        job.renew()
    platform.clock.advance(LEASE_MS)
    job.renew()
    platform.clock.advance(LEASE_MS)
    assert take(platform) is None
    platform.clock.advance(1)
    assert take(platform).id == job.id


def test_failures_wait_longer_and_longer_and_end(platform):
    put(platform)
    waits = []
    for _ in range(jobs.ATTEMPTS_MAX):
        job = take(platform)
        fail(platform.stores.core, job, Down(), platform.clock.now_ms())
        with platform.stores.core.reading() as conn:
            due = conn.execute(sa.select(table.c.run_at_ms)).scalar_one()
        waits.append(due - platform.clock.now_ms())
        platform.clock.advance(HOUR_MS)
    assert waits[:4] == [2_000, 4_000, 8_000, 16_000] and max(waits) <= HOUR_MS
    assert states(platform) == [jobs.FAILED] and take(platform) is None
    assert jobs.failed(platform.stores.core) == [("work", "Down: ")]


def test_a_permanent_failure_is_not_tried_again(platform):
    put(platform)
    fail(platform.stores.core, take(platform), Unavailable(permanent=True, value="gone"), 0)
    assert states(platform) == [jobs.FAILED]


def test_a_job_that_ends_every_worker_is_given_up(platform):
    put(platform)
    for _ in range(jobs.ATTEMPTS_MAX):
        assert take(platform) is not None
        platform.clock.advance(LEASE_MS + 1)
    assert take(platform) is None and states(platform) == [jobs.FAILED]


def test_run_one_finishes_fails_or_leaves_alone(platform):
    store, clock = platform.stores.core, platform.clock

    def broken(_platform, _job) -> None:
        raise Down

    def overtaken(_platform, _job) -> None:
        raise LeaseLost(value="x")

    for kind in ("good", "bad", "lost"):
        put(platform, kind)
    handlers = {"good": lambda _platform, _job: None, "bad": broken, "lost": overtaken}
    assert [run_one(store, handlers, platform, clock) for _ in range(4)] == [True, True, True, False]
    assert states(platform) == [jobs.DONE, jobs.READY, jobs.RUNNING]


def test_a_lane_has_one_holder_until_its_lease_ends(platform):
    store, clock = platform.stores.core, platform.clock
    first = hold_lane(store, "lane", clock, "one")
    assert hold_lane(store, "lane", clock, "two") is None
    assert hold_lane(store, "lane", clock, "one") is not None  # ours already, with a new token
    assert not first.renew()
    clock.advance(jobs.LANE_LEASE_MS + 1)
    second = hold_lane(store, "lane", clock, "two")
    assert second.renew() and store.write(second.holds) and not store.write(first.holds)
    first.release()
    assert hold_lane(store, "lane", clock, "one") is None
    second.release()
    assert hold_lane(store, "lane", clock, "one") is not None


def test_a_worker_runs_until_nothing_is_left(platform):
    left = [3]

    def step(_platform, _lease) -> int:
        left[0] -= left[0] > 0
        return left[0]

    ran = []
    lane = Lane("count", lambda on: on.stores.core, step)
    worker = Worker(platform, [lane], {"work": lambda _on, job: ran.append(job.id)}, [])
    put(platform)
    put(platform, run_at_ms=platform.clock.now_ms() + MINUTE_MS)
    assert worker.run_until_idle() > 0
    assert (left, len(ran)) == ([0], 1)
    platform.clock.advance(MINUTE_MS)
    worker.run_until_idle()
    assert len(ran) == 2


def test_a_slot_of_a_schedule_is_worked_once_by_two_workers(platform):
    schedule = Schedule("nightly", "30 3 * * *")
    ran = []
    handlers = {"nightly": lambda _on, job: ran.append(platform.clock.now_ms())}
    workers = [Worker(platform, [], handlers, [schedule]) for _ in range(2)]
    for _ in range(3):
        for worker in workers * 2:
            worker._enqueue_slot(schedule)
        platform.clock.advance(24 * HOUR_MS)
        for worker in workers:
            worker.run_until_idle()
    assert len(ran) == 3
    with platform.stores.core.reading() as conn:
        slots = conn.execute(sa.select(table.c.run_at_ms)).scalars().all()
    assert {to_datetime(slot).strftime("%H:%M") for slot in slots} == {"03:30"}


def test_a_schedule_keeps_its_wall_clock_through_summer_time(platform):
    platform.clock.set_ms(from_datetime(to_datetime(0).replace(year=2025, month=3, day=30, hour=0), "UTC"))
    schedule = Schedule("nightly", "30 9 * * *", zone="Europe/Berlin")
    for _ in range(2):
        Worker(platform, [], {}, [schedule])._enqueue_slot(schedule)
        platform.clock.advance(24 * HOUR_MS)
    with platform.stores.core.reading() as conn:
        slots = conn.execute(sa.select(table.c.run_at_ms)).scalars().all()
    assert {to_datetime(slot, "Europe/Berlin").strftime("%H:%M") for slot in slots} == {"09:30"}


def test_a_lane_that_fails_harms_no_other(platform, monkeypatch):
    monkeypatch.setattr("siyu.kit.worker.ERROR_PAUSE_S", 0)

    def broken(_platform, _lease) -> int:
        raise Down

    done = []

    def good(_platform, _lease) -> int:
        done.append(1)
        return len(done) < 3

    lanes = [Lane("bad", lambda on: on.stores.core, broken), Lane("good", lambda on: on.stores.core, good)]
    assert Worker(platform, lanes, {}, []).run_until_idle() == 2


def test_the_nightly_sweep_forgets_done_work_of_more_than_a_week_and_keeps_the_rest(platform):
    store = platform.stores.core
    scope = Scope(1)
    for key in ("old", "new"):
        now_ms = platform.clock.now_ms()
        store.write(lambda conn, key=key, at=now_ms: jobs.enqueue(conn, scope, "work", {}, run_at_ms=at, key=key))
        Worker(platform, [], {"work": lambda _on, _job: None}, []).run_until_idle()
        platform.clock.advance(8 * DAY_MS if key == "old" else 0)
    sweep(platform, None)
    again = [
        store.write(lambda conn, key=key: jobs.enqueue(conn, scope, "work", {}, run_at_ms=0, key=key))
        for key in ("old", "new")
    ]
    assert again == [True, False]
