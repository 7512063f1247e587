"""The worker: lanes (standing work one worker at a time holds) and jobs, until told to stop.

Several workers may run; a lane's lease and a job's lease decide who does what, so adding one is always safe.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import structlog
from cronsim import CronSim

from siyu.kit import facts, jobs
from siyu.kit.clock import DAY_MS, DEFAULT_ZONE, from_datetime, to_datetime
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import Job, JobHandler, Lease, enqueue, hold_lane, run_one
from siyu.kit.metrics import lane_errors, lane_work
from siyu.kit.platform import Platform

IDLE_S = 0.1
IDLE_MAX_S = 1.0
ERROR_PAUSE_S = 2.0
BURST_MAX = 50
KEPT_DAYS = 7
log = structlog.get_logger(__name__)

LaneWork = Callable[[Platform, Lease], int]


@dataclass(frozen=True, slots=True)
class Lane:
    """Standing work: `run` does one bounded step and returns how much it did.

    After 0 the lane rests `idle_s`, then twice as long each time up to a second (or `idle_s`, if that is longer).
    """

    name: str
    store: Callable[[Platform], Store]
    run: LaneWork
    idle_s: float = IDLE_S
    # False: every worker runs it at the same time, holding nothing; its work must claim what it does by itself.
    exclusive: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that comes round: `cron` (five fields) read in `zone`; one job per slot whatever the number of workers."""

    kind: str
    cron: str
    zone: str = DEFAULT_ZONE


def sweep(platform: Platform, _job: Job) -> None:
    """This function will delete delivered facts and done jobs older than a week, in every store."""
    before_ms = platform.clock.now_ms() - KEPT_DAYS * DAY_MS
    for store in platform.stores:
        facts.prune(store, before_ms)
        jobs.prune(store, before_ms)


class Worker:
    """Runs lanes and jobs in threads of one process."""

    def __init__(
        self, platform: Platform, lanes: list[Lane], handlers: Mapping[str, JobHandler], schedules: list[Schedule]
    ) -> None:
        self._platform = platform
        self._lanes = lanes
        self._jobs = handlers
        self._schedules = schedules
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._leases: dict[str, tuple[Lease, int]] = {}

    def start(self) -> None:
        """This function will start one thread a lane, one for jobs of each store and one for schedules."""
        work = [partial(self._lane_loop, lane) for lane in self._lanes]
        work += [partial(self._job_loop, store) for store in self._platform.stores]
        work += [partial(self._schedule_loop)]
        self._threads = [threading.Thread(target=target, daemon=True, name="siyu-worker") for target in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """This function will let every thread finish its present step and return when all have."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)
        self._release()

    def run_until_idle(self, rounds_max: int = 10_000) -> int:
        """This function will run every lane and due job in the calling thread until nothing is left; for tests and CLI.

        Returns the number of steps that did something.
        """
        steps = 0
        for _ in range(rounds_max):
            done = sum(self._lane_step(lane) for lane in self._lanes)
            done += sum(self._job_step(store) for store in self._platform.stores)
            if not done:
                break
            steps += done
        self._release()
        return steps

    def _lane_loop(self, lane: Lane) -> None:
        self._loop(partial(self._lane_step, lane), lane.idle_s)

    def _loop(self, step: Callable[[], int], idle_s: float) -> None:
        """This function will repeat `step` at once while it does something, else after a rest that grows."""
        rest_s = idle_s
        while not self._stop.is_set():
            if step():
                rest_s = idle_s
                continue
            self._stop.wait(rest_s)
            rest_s = min(rest_s * 2, max(idle_s, IDLE_MAX_S))

    def _lane_step(self, lane: Lane) -> int:
        """This function will take the lane and do up to 50 bounded steps of its work."""
        steps = 0
        try:
            while steps < BURST_MAX and not self._stop.is_set():
                lease = self._lease(lane)
                if lease is None or not lane.run(self._platform, lease):
                    break
                steps += 1
        except Exception:
            lane_errors.labels(lane.name).inc()
            log.exception("lane.failed", lane=lane.name)
            self._stop.wait(ERROR_PAUSE_S)
            return 0
        lane_work.labels(lane.name).inc(steps)
        return steps

    def _lease(self, lane: Lane) -> Lease | None:
        """This function will return the lane's lease: the held one, renewed after a third of its life, or a new one.

        Not writing it at every step lets an idle worker cost next to nothing. A lane that is not exclusive has no lease.
        """
        if not lane.exclusive:
            return Lease(lane.store(self._platform), lane.name, 0, self._platform.clock)
        now_ms = self._platform.clock.now_ms()
        lease, written_at_ms = self._leases.get(lane.name, (None, 0))
        if lease is not None and now_ms - written_at_ms < jobs.LANE_LEASE_MS // 3:
            return lease
        if lease is None or not lease.renew():
            lease = hold_lane(lane.store(self._platform), lane.name, self._platform.clock)
        if lease is None:
            self._leases.pop(lane.name, None)
        else:
            self._leases[lane.name] = (lease, now_ms)
        return lease

    def _release(self) -> None:
        """This function will give every lane up, so that another worker can take it at once."""
        while self._leases:
            _, (lease, _) = self._leases.popitem()
            lease.release()

    def _job_loop(self, store: Store) -> None:
        self._loop(partial(self._job_step, store), IDLE_S)

    def _job_step(self, store: Store) -> bool:
        try:
            return run_one(store, self._jobs, self._platform, self._platform.clock)
        except Exception:
            log.exception("jobs.failed", store=store.concern)
            self._stop.wait(ERROR_PAUSE_S)
            return False

    def _schedule_loop(self) -> None:
        while not self._stop.is_set():
            for schedule in self._schedules:
                self._enqueue_slot(schedule)
            self._stop.wait(5)

    def _enqueue_slot(self, schedule: Schedule) -> None:
        """This function will store the job of the schedule's next slot, keyed by the slot so that it exists once."""
        try:
            now = to_datetime(self._platform.clock.now_ms(), schedule.zone)
            slot_ms = from_datetime(next(CronSim(schedule.cron, now)))
            key = f"{schedule.kind}:{slot_ms}"
            system = Scope(0)
            self._platform.stores.core.write(
                lambda conn: enqueue(conn, system, schedule.kind, {}, run_at_ms=slot_ms, key=key)
            )
        except Exception:
            log.exception("schedule.failed", kind=schedule.kind)
