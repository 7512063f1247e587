"""The worker: lanes (standing work one worker at a time holds) and jobs, until told to stop.

Several workers may run; a lane's lease and a job's lease decide who does what, so adding one is always safe.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import structlog
from cronsim import CronSim

from siyu.kit.clock import DEFAULT_ZONE, from_datetime, to_datetime
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Store
from siyu.kit.jobs import JobHandler, Lease, enqueue, hold_lane, run_one
from siyu.kit.metrics import lane_errors, lane_work
from siyu.kit.platform import Platform

IDLE_S = 0.2
ERROR_PAUSE_S = 2.0
BURST_MAX = 50
log = structlog.get_logger(__name__)

LaneWork = Callable[[Platform, Lease], int]


@dataclass(frozen=True, slots=True)
class Lane:
    """Standing work: `run` does one bounded step and returns how much it did; 0 lets the lane rest `idle_s`."""

    name: str
    store: Callable[[Platform], Store]
    run: LaneWork
    idle_s: float = IDLE_S


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that comes round: `cron` (five fields) read in `zone`; one job per slot whatever the number of workers."""

    kind: str
    cron: str
    zone: str = DEFAULT_ZONE


class Worker:
    """Runs lanes and jobs in threads of one process."""

    def __init__(
        self, platform: Platform, lanes: list[Lane], jobs: Mapping[str, JobHandler], schedules: list[Schedule]
    ) -> None:
        self._platform = platform
        self._lanes = lanes
        self._jobs = jobs
        self._schedules = schedules
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

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
        return steps

    def _lane_loop(self, lane: Lane) -> None:
        while not self._stop.is_set():
            self._stop.wait(0 if self._lane_step(lane) else lane.idle_s)

    def _lane_step(self, lane: Lane) -> int:
        """This function will take the lane and do up to 50 bounded steps of its work."""
        try:
            lease = hold_lane(lane.store(self._platform), lane.name, self._platform.clock)
            if lease is None:
                return 0
            steps = 0
            while steps < BURST_MAX and not self._stop.is_set() and lane.run(self._platform, lease):
                steps += 1
                if not lease.renew():
                    break
        except Exception:
            lane_errors.labels(lane.name).inc()
            log.exception("lane.failed", lane=lane.name)
            self._stop.wait(ERROR_PAUSE_S)
            return 0
        lane_work.labels(lane.name).inc(steps)
        return steps

    def _job_loop(self, store: Store) -> None:
        while not self._stop.is_set():
            self._stop.wait(0 if self._job_step(store) else IDLE_S)

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
