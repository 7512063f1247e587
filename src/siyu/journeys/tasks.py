"""Standing work and fact handlers of journeys. Bootstrap binds them; each is idempotent."""

import numpy as np
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import ArrivedForJourney
from siyu.events.contracts import EventsObserved
from siyu.journeys.adding_up.operations import MOVES_PER_BATCH, add_up_moves, crowded_versions
from siyu.journeys.contracts import Version
from siyu.journeys.entering.operations import cause_of, enter
from siyu.journeys.entering.queries import SegmentBits
from siyu.journeys.operations import ENTER_SEGMENT
from siyu.journeys.queries import find_version, hearing_event, hearing_segment, published
from siyu.journeys.settings import JourneysSettings
from siyu.journeys.ticking.operations import Engine, tick
from siyu.kit.clock import DAY_MS
from siyu.kit.db.blocks import brand_shards
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.jobs import Job, JobHandler, Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.segments import queries as segments
from siyu.segments.contracts import SegmentChanged
from siyu.tenancy import queries as tenancy

# Journeys are shared out over this many lanes, so that as many workers may tick at once.
TICK_LANES = 2
PEOPLE_PER_ENTRY_MAX = 50_000
ADD_UP_ROUNDS_MAX = 1_000
SWEEP_JOB = "journeys.sweep"


def on_segment_changed(platform: Platform, scope: Scope, fact: SegmentChanged) -> None:
    """This function will let those who entered a segment into the journeys that wait for them."""
    people = np.array(fact.entered, dtype=np.int64)
    for version in _hearing_segment(platform, scope, fact.segment_id):
        _enter(platform, scope, version, people, np.full_like(people, fact.at_ms))


def on_events_observed(platform: Platform, scope: Scope, fact: EventsObserved) -> None:
    """This function will let those who caused an event into the journeys that wait for it."""
    people = np.array([event.customer_id for event in fact.events], dtype=np.int64)
    causes = np.array([cause_of(event.message_id) for event in fact.events], dtype=np.int64)
    with platform.stores.flow.reading() as conn:
        versions = hearing_event(conn, scope, fact.name)
    for version in versions:
        _enter(platform, scope, version, people, causes)


def on_arrived(platform: Platform, scope: Scope, fact: ArrivedForJourney) -> None:
    """This function will let those who came by a code or link into the journey that follows, if it is published."""
    people = np.array([one.customer_id for one in fact.arrivals], dtype=np.int64)
    causes = np.array([cause_of(one.key) for one in fact.arrivals], dtype=np.int64)
    with platform.stores.flow.reading() as conn:
        versions = published(conn, scope, fact.journey_id)
    for version in versions:
        _enter(platform, scope, version, people, causes)


def enter_segment(platform: Platform, job: Job) -> None:
    """This function will let everybody who is in the segment now into a version just published."""
    payload = job.payload
    with platform.stores.flow.reading() as conn:
        version = find_version(conn, job.scope, int(payload["journey_id"]), int(payload["version"]))
    with platform.stores.core.reading() as conn:
        shards = brand_shards(conn, job.scope)
    for shard in shards:
        with platform.stores.core.reading() as conn:
            people = segments.member_ids(platform, conn, job.scope, int(payload["segment_id"]), shard)
        for start in range(0, len(people), PEOPLE_PER_ENTRY_MAX):
            part = people[start : start + PEOPLE_PER_ENTRY_MAX]
            _enter(platform, job.scope, version, part, np.full_like(part, int(payload["cause"])))
            job.renew()


def tick_lane(number: int) -> Lane:
    """This function will make the lane that ticks every `TICK_LANES`-th journey."""

    def run(platform: Platform, lease: Lease) -> int:
        engine = Engine(platform, SegmentBits(platform), lease=lease)
        try:
            return sum(tick(engine, scope, (number, TICK_LANES)) for scope in _brands(platform))
        except LeaseLost:
            return 0  # another worker has the lane: nothing of ours was written, nothing is wrong

    return Lane(f"journeys.tick.{number}", lambda platform: platform.stores.flow, run)


def sweep(platform: Platform, _job: Job | None = None) -> None:
    """This function will add up the old moves of every journey (a nightly job, `journeys.sweep`)."""
    before_ms = platform.clock.now_ms() - JourneysSettings().moves_days * DAY_MS
    for scope in _brands(platform):
        with platform.stores.flow.reading() as conn:
            versions = crowded_versions(conn, scope, before_ms)
        for journey_id, version in versions:
            _add_up(platform, scope, journey_id, version, before_ms)


LANES = [tick_lane(number) for number in range(TICK_LANES)]
JOBS: dict[str, JobHandler] = {ENTER_SEGMENT: enter_segment, SWEEP_JOB: sweep}


def _brands(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in tenancy.brands(conn)]


def _hearing_segment(platform: Platform, scope: Scope, segment_id: int) -> list[Version]:
    with platform.stores.flow.reading() as conn:
        return hearing_segment(conn, scope, segment_id)


def _add_up(platform: Platform, scope: Scope, journey_id: int, version: int, before_ms: int) -> None:
    def work(conn: Connection) -> int:
        return add_up_moves(conn, scope, journey_id, version, before_ms=before_ms)

    for _ in range(ADD_UP_ROUNDS_MAX):
        if platform.stores.flow.write(work) < MOVES_PER_BATCH:
            return


def _enter(platform: Platform, scope: Scope, version: Version, people: Ids, causes: Ids) -> int:
    at_ms = platform.clock.now_ms()

    def work(conn: Connection) -> int:
        return enter(conn, scope, version, people, causes, at_ms=at_ms)

    return platform.stores.flow.write(work)
