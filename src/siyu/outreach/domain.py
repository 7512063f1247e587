"""The gate's rules over whole sets, without any store: arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siyu.kit.clock import DAY_MS, MINUTE_MS
from siyu.outreach.contracts import GateSettings, IntentState, Reason

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NEVER_MS = np.iinfo(np.int64).max
REASONS = (
    None,
    Reason.NO_CONSENT,
    Reason.UNREACHABLE,
    Reason.PERSON_CAP,
    Reason.QUIET_HOURS,
    Reason.NO_FRIEND,
    Reason.QUOTA,
)


@dataclass(frozen=True, slots=True)
class Passed:
    """When the counted messages of each person passed the gate.

    `at_ms` int64, each person's run ascending; `first` int64, one a candidate: where the person's run starts.
    """

    at_ms: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class Candidates:
    """Messages at the gate, all arrays of one length, oldest message first.

    `customer_ids` int64; `refused` and `reachable` flags; `recent` int64: messages to that person within the window;
    `room` int64: how many more the vendor's quota lets through to that person (None: no quota); `friendless` flags:
    nobody is there to send it (None: nobody needs to be). `passed` and `expires_at_ms` int64 let a message over the cap
    wait (None: it is dropped).
    """

    customer_ids: Ints
    refused: Flags
    reachable: Flags
    recent: Ints
    room: Ints | None = None
    friendless: Flags | None = None
    passed: Passed | None = None
    expires_at_ms: Ints | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The gate's word on each message: `states` int64 (IntentState), `reasons` int64 index into REASONS, `due_at_ms`."""

    states: Ints
    reasons: Ints
    due_at_ms: Ints


def judge(settings: GateSettings, people: Candidates, *, now_ms: int, zone_offset_ms: int) -> Verdicts:
    """This function will decide every message: consent first, then reach, the person's cap, the quota, quiet hours.

    A message over the cap waits until enough of the person's messages have left the window, if it still counts then.
    """
    quiet_end_ms = quiet_until(settings, now_ms, zone_offset_ms)
    reasons = np.zeros(len(people.customer_ids), dtype=np.int64)
    reasons[people.refused] = REASONS.index(Reason.NO_CONSENT)
    reasons[(reasons == 0) & ~people.reachable] = REASONS.index(Reason.UNREACHABLE)
    if people.friendless is not None:
        reasons[(reasons == 0) & people.friendless] = REASONS.index(Reason.NO_FRIEND)
    frees_at_ms = np.full(len(reasons), NEVER_MS)
    if settings.cap_count:
        too_many = people.recent + _rank(people.customer_ids, reasons == 0) - settings.cap_count
        over = (reasons == 0) & (too_many >= 0)
        reasons[over] = REASONS.index(Reason.PERSON_CAP)
        frees_at_ms[over] = _frees_at_ms(people, too_many, now_ms)[over] + settings.cap_window_ms
    if people.room is not None:
        over = _rank(people.customer_ids, reasons == 0) >= people.room
        reasons[(reasons == 0) & over] = REASONS.index(Reason.QUOTA)
    if quiet_end_ms:
        reasons[reasons == 0] = REASONS.index(Reason.QUIET_HOURS)
    quiet = reasons == REASONS.index(Reason.QUIET_HOURS)
    capped = np.zeros_like(quiet) if people.expires_at_ms is None else frees_at_ms <= people.expires_at_ms
    states = np.select(
        [reasons == 0, quiet | capped], [int(IntentState.QUEUED), int(IntentState.DEFERRED)], int(IntentState.DROPPED)
    )
    due = np.where(quiet, quiet_end_ms + _spread(people.customer_ids, settings.spread_ms), now_ms)
    due = np.where(capped, frees_at_ms, due)
    return Verdicts(states.astype(np.int64), reasons, due.astype(np.int64))


def quiet_until(settings: GateSettings, now_ms: int, zone_offset_ms: int) -> int:
    """This function will return when the present quiet hours end, 0 when it is not quiet. Times in ms UTC."""
    start, end = settings.quiet_from_minute * MINUTE_MS, settings.quiet_until_minute * MINUTE_MS
    if start == end:
        return 0
    midnight_ms = (now_ms + zone_offset_ms) // DAY_MS * DAY_MS - zone_offset_ms
    since_ms = now_ms - midnight_ms
    if start < end:
        return midnight_ms + end if start <= since_ms < end else 0
    if since_ms >= start:
        return midnight_ms + DAY_MS + end
    return midnight_ms + end if since_ms < end else 0


def _frees_at_ms(people: Candidates, too_many: Ints, now_ms: int) -> Ints:
    """This function will say when the message passed whose leaving the window makes room for each: int64[n].

    For a message that is the first too many it is the person's oldest; messages of the same batch pass now.
    """
    if people.passed is None or not len(people.passed.at_ms):
        return np.full(len(too_many), now_ms)
    is_past = (too_many >= 0) & (too_many < people.recent)
    place = np.where(is_past, people.passed.first + too_many, 0)
    return np.where(is_past, people.passed.at_ms[place], now_ms)


def _rank(customer_ids: Ints, counted: Flags) -> Ints:
    """This function will return, for each message, how many counted messages of the same person stand before it."""
    order = np.argsort(customer_ids, kind="stable")
    ids, flags = customer_ids[order], counted[order].astype(np.int64)
    before = np.cumsum(flags) - flags
    starts = np.r_[True, ids[1:] != ids[:-1]] if len(ids) else np.empty(0, dtype=bool)
    base = np.repeat(before[starts], np.diff(np.r_[np.flatnonzero(starts), len(ids)]))
    rank = np.empty_like(ids)
    rank[order] = before - base
    return rank


def _spread(customer_ids: Ints, spread_ms: int) -> Ints:
    """This function will return a delay below `spread_ms` for each person, always the same for the same person."""
    if spread_ms <= 0:
        return np.zeros_like(customer_ids)
    mixed = (customer_ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    return (mixed % np.uint64(spread_ms)).astype(np.int64)
