from dataclasses import dataclass

import pytest

from siyu.kit import facts
from siyu.kit.db.scope import Scope
from siyu.kit.facts import ATTEMPTS_MAX, BATCH_MAX, FactBus, publish
from siyu.kit.jobs import LANE_LEASE_MS, hold_lane

BRAND = Scope(7)


@dataclass(frozen=True, slots=True)
class Happened:
    number: int


@dataclass(frozen=True, slots=True)
class Unheard:
    number: int


def tell(platform, *numbers: int, kind: type = Happened, at_ms: int | None = None) -> None:
    at = platform.clock.now_ms() if at_ms is None else at_ms
    for number in numbers:
        platform.stores.core.write(lambda conn, number=number: publish(conn, BRAND, kind(number), at_ms=at))


def listening(broken: tuple[int, ...] = ()) -> tuple[FactBus, list[int]]:
    heard: list[int] = []

    def hear(_platform, scope: Scope, fact: Happened) -> None:
        assert scope == BRAND
        if fact.number in broken:
            raise ValueError(fact.number)
        heard.append(fact.number)

    bus = FactBus()
    bus.on(Happened, hear)
    return bus, heard


def test_facts_are_heard_in_the_order_of_their_commits_and_once(platform):
    bus, heard = listening()
    tell(platform, 1, 2, 3)
    assert bus.deliver(platform, platform.stores.core) == 3
    assert bus.deliver(platform, platform.stores.core) == 0
    assert heard == [1, 2, 3]


def test_a_fact_of_an_undone_write_never_happened(platform):
    bus, heard = listening()

    def undone(conn) -> None:
        publish(conn, BRAND, Happened(1), at_ms=0)
        raise KeyError

    with pytest.raises(KeyError):
        platform.stores.core.write(undone)
    assert (bus.deliver(platform, platform.stores.core), heard) == (0, [])


def test_a_fact_is_heard_at_once_whenever_it_happened(platform):
    bus, heard = listening()
    tell(platform, 1, at_ms=platform.clock.now_ms() + 10**9)
    bus.deliver(platform, platform.stores.core)
    assert heard == [1]


def test_a_failing_fact_is_tried_again_later_and_stops_no_other(platform):
    failing = [2]
    bus, heard = listening()
    bus.on(Happened, lambda _on, _scope, fact: 1 / 0 if fact.number in failing else None)
    tell(platform, 1, 2, 3)
    bus.deliver(platform, platform.stores.core)
    bus.deliver(platform, platform.stores.core)
    assert heard == [1, 2, 3] and facts.waiting(platform.stores.core) == 1
    failing.clear()
    platform.clock.advance(2_000)
    bus.deliver(platform, platform.stores.core)
    assert heard == [1, 2, 3, 2] and facts.waiting(platform.stores.core) == 0


def test_a_fact_nobody_can_take_is_parked_after_eight_attempts(platform):
    bus, heard = listening(broken=(1,))
    tell(platform, 1, 2)
    for _ in range(ATTEMPTS_MAX + 2):
        bus.deliver(platform, platform.stores.core)
        platform.clock.advance(facts.RETRY_MAX_MS)
    assert (facts.parked(platform.stores.core), facts.waiting(platform.stores.core), heard) == (1, 0, [2])


def test_a_fact_without_listeners_is_simply_done(platform):
    bus, _ = listening()
    tell(platform, 1, kind=Unheard)
    assert bus.deliver(platform, platform.stores.core) == 1
    assert facts.waiting(platform.stores.core) == 0


def test_two_facts_may_not_share_a_name():
    bus, _ = listening()
    other = type("Happened", (), {})
    with pytest.raises(ValueError, match="Happened"):
        bus.on(other, lambda *_: None)


def test_a_worker_that_lost_the_lane_marks_nothing_and_the_next_delivers_again(platform):
    store, clock = platform.stores.core, platform.clock
    bus, heard = listening()
    tell(platform, 1, 2)
    lost = hold_lane(store, "facts", clock, "one")
    clock.advance(LANE_LEASE_MS + 1)
    held = hold_lane(store, "facts", clock, "two")
    assert bus.deliver(platform, store, lost) == 0
    assert facts.waiting(store) == 2
    assert bus.deliver(platform, store, held) == 2
    assert heard == [1, 1, 2]  # at least once


def test_one_round_takes_a_bounded_number(platform):
    bus, heard = listening()

    def many(conn) -> None:
        for number in range(BATCH_MAX + 1):
            publish(conn, BRAND, Happened(number), at_ms=0)

    platform.stores.core.write(many)
    bus.deliver(platform, platform.stores.core)
    assert heard == list(range(BATCH_MAX))


def test_delivered_facts_can_be_pruned_and_waiting_ones_stay(platform):
    bus, _ = listening(broken=(2,))
    tell(platform, 1, 2)
    bus.deliver(platform, platform.stores.core)
    assert facts.prune(platform.stores.core, platform.clock.now_ms() + 1) == 1
    assert facts.waiting(platform.stores.core) == 1
