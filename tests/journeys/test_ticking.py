"""The tick, on both stores."""

from typing import Any

import numpy as np
import pytest

from siyu.journeys import operations, queries
from siyu.journeys.contracts import MemberState, Outcome
from siyu.journeys.graphs.contracts import NodeKind
from siyu.journeys.kernels.contracts import Due, Membership, Move
from siyu.journeys.kernels.operations import KERNELS
from siyu.journeys.kernels.wait.operations import pass_wait
from siyu.journeys.queries import JourneyNotFound
from siyu.journeys.retrying.operations import retry_parked
from siyu.journeys.ticking import queries as ticking
from siyu.journeys.ticking.operations import run_until_still, tick
from siyu.kit.clock import HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import LeaseLost, hold_lane
from siyu.kit.platform import Platform
from siyu.outreach import queries as outreach
from siyu.outreach.contracts import IntentState
from tests.journeys.factories import FIRST, branching, engine, let_in, published, three_nodes

PEOPLE = [FIRST + number for number in range(10)]


def sent_to(platform: Platform, scope: Scope) -> list[int]:
    with platform.stores.flow.reading() as conn:
        return sorted(message.customer_id for message in outreach.messages(conn, scope, limit=200))


def outcomes(platform: Platform, scope: Scope, journey_id: int, customer_id: int) -> list[Outcome]:
    with platform.stores.flow.reading() as conn:
        return [step.outcome for step in queries.steps(conn, scope, journey_id, customer_id)]


def test_everyone_gets_one_message_after_the_wait(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, three_nodes())
    assert let_in(platform, scope, version, PEOPLE) == 10
    assert run_until_still(engine(platform), scope) == 0
    assert sent_to(platform, scope) == []
    clock.advance(HOUR_MS)
    assert run_until_still(engine(platform), scope) == 30
    assert sent_to(platform, scope) == PEOPLE
    assert outcomes(platform, scope, version.journey_id, FIRST) == [
        Outcome.ENTERED,
        Outcome.WAITED,
        Outcome.SENT,
        Outcome.EXITED,
    ]


def test_people_split_by_segment_at_the_moment_they_pass(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, branching())
    let_in(platform, scope, version, PEOPLE)
    run_until_still(engine(platform, {7: set(PEOPLE[:3])}), scope)
    assert sent_to(platform, scope) == PEOPLE[:3]
    clock.advance(HOUR_MS)
    run_until_still(engine(platform, {8: {PEOPLE[5]}}), scope)
    assert sent_to(platform, scope) == [*PEOPLE[:3], PEOPLE[5]]
    assert outcomes(platform, scope, version.journey_id, PEOPLE[9]) == [
        Outcome.ENTERED,
        Outcome.NO,
        Outcome.WAITED,
        Outcome.NO,
        Outcome.EXITED,
    ]


def test_the_numbers_of_each_node_add_up(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, branching())
    let_in(platform, scope, version, PEOPLE)
    run_until_still(engine(platform, {7: set(PEOPLE[:3])}), scope)
    with platform.stores.flow.reading() as conn:
        funnel = queries.funnel_numbers(conn, scope, version.journey_id)
    nodes = {node.node: node for node in funnel.nodes}
    assert (funnel.entered, funnel.in_flight, funnel.exited) == (10, 7, 3)
    assert nodes["vip"].outcomes == {"yes": 3, "no": 7}
    assert (nodes["wait"].arrived, nodes["wait"].waiting, nodes["wait"].passed) == (7, 7, 0)
    assert (nodes["end"].arrived, nodes["end"].passed) == (3, 3)


def test_the_same_cause_never_lets_the_same_person_in_twice(platform: Platform, scope: Scope) -> None:
    version = published(platform, scope, branching(reentry="after_exit"))
    assert let_in(platform, scope, version, [*PEOPLE, *PEOPLE], cause=5) == 10
    assert let_in(platform, scope, version, PEOPLE, cause=6) == 0, "still inside"
    run_until_still(engine(platform, {7: set(PEOPLE)}), scope)
    assert let_in(platform, scope, version, PEOPLE, cause=5) == 0, "same cause"
    assert let_in(platform, scope, version, PEOPLE[:4], cause=6) == 4
    run_until_still(engine(platform, {7: set(PEOPLE)}), scope)
    assert sent_to(platform, scope) == sorted([*PEOPLE, *PEOPLE[:4]])


def test_once_means_once(platform: Platform, scope: Scope) -> None:
    version = published(platform, scope, branching())
    let_in(platform, scope, version, PEOPLE, cause=1)
    run_until_still(engine(platform, {7: set(PEOPLE)}), scope)
    assert let_in(platform, scope, version, PEOPLE, cause=2) == 0


def test_a_pause_holds_people_and_a_resume_lets_them_go(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    flow, number = platform.stores.flow, version.journey_id
    flow.write(lambda conn: operations.pause_journey(conn, scope, number, at_ms=clock.now_ms()))
    clock.advance(2 * HOUR_MS)
    assert run_until_still(engine(platform), scope) == 0
    with flow.reading() as conn:
        assert {member.node for member in queries.members(conn, scope, number)} == {"wait"}
    flow.write(lambda conn: operations.resume_journey(conn, scope, number, at_ms=clock.now_ms()))
    assert run_until_still(engine(platform), scope) == 30


def test_people_in_flight_stay_on_their_version(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, three_nodes())
    number = version.journey_id
    let_in(platform, scope, version, PEOPLE[:2])
    longer = three_nodes()
    longer["nodes"][1]["duration_ms"] = 5 * HOUR_MS

    def republish(conn: Any) -> None:
        operations.save_draft(conn, scope, number, name=None, draft=longer, at_ms=clock.now_ms())
        operations.publish_version(conn, scope, number, known=None, at_ms=clock.now_ms())

    platform.stores.flow.write(republish)
    with platform.stores.flow.reading() as conn:
        second = queries.find_version(conn, scope, number, 2)
    let_in(platform, scope, second, PEOPLE[2:4])
    clock.advance(HOUR_MS)
    run_until_still(engine(platform), scope)
    assert sent_to(platform, scope) == PEOPLE[:2]
    clock.advance(4 * HOUR_MS)
    run_until_still(engine(platform), scope)
    assert sent_to(platform, scope) == PEOPLE[:4]


def test_a_poisoned_row_is_parked_and_the_others_go_on(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    clock.advance(HOUR_MS)

    def choke(scope: Scope, due: Due, membership: Membership) -> list[Move]:
        if PEOPLE[6] in due.customer_ids:
            raise ValueError("poison")
        return pass_wait(scope, due, membership)

    run_until_still(engine(platform, kernels={**KERNELS, NodeKind.WAIT: choke}), scope)
    assert sent_to(platform, scope) == [person for person in PEOPLE if person != PEOPLE[6]]
    with platform.stores.flow.reading() as conn:
        held = queries.members(conn, scope, version.journey_id, node="wait")
        funnel = queries.funnel_numbers(conn, scope, version.journey_id)
    assert [(member.customer_id, member.state) for member in held] == [(PEOPLE[6], MemberState.PARKED)]
    assert [(node.node, node.parked) for node in funnel.nodes if node.parked] == [("wait", 1)]


def test_parked_people_go_on_when_told_to_and_get_nothing_twice(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock
) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    clock.advance(HOUR_MS)

    def choke(scope: Scope, due: Due, membership: Membership) -> list[Move]:
        raise ValueError("poison")

    def retry() -> int:
        return platform.stores.flow.write(lambda conn: retry_parked(conn, scope, version.journey_id))

    broken = engine(platform, kernels={**KERNELS, NodeKind.WAIT: choke})
    run_until_still(broken, scope)
    with platform.stores.flow.reading() as conn:
        before = {one.entry_id for one in queries.members(conn, scope, version.journey_id, node="wait")}
    assert sent_to(platform, scope) == [] and retry() == len(PEOPLE) and retry() == 0
    run_until_still(broken, scope)
    assert retry() == len(PEOPLE)
    with pytest.raises(JourneyNotFound):
        platform.stores.flow.write(lambda conn: retry_parked(conn, other_scope, version.journey_id))
    run_until_still(engine(platform), scope)
    assert sent_to(platform, scope) == PEOPLE
    assert retry() == 0 and run_until_still(engine(platform), scope) == 0
    with platform.stores.flow.reading() as conn:
        assert {one.entry_id for one in queries.members(conn, scope, version.journey_id)} == before
        assert not any(node.parked for node in queries.funnel_numbers(conn, scope, version.journey_id).nodes)


def test_a_blast_does_not_keep_a_single_person_waiting(
    platform: Platform, scope: Scope, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "OLDEST_MAX", 100)
    monkeypatch.setattr(ticking, "NEWEST_MAX", 10)
    version = published(platform, scope, three_nodes())
    other = published(platform, scope, three_nodes(), name="另一个")
    let_in(platform, scope, version, list(range(FIRST, FIRST + 1_000)))
    clock.advance(1)
    let_in(platform, scope, version, [FIRST + 5_000])
    let_in(platform, scope, other, [FIRST + 6_000])
    clock.advance(HOUR_MS)
    for _ in range(3):
        tick(engine(platform), scope)
    late = {FIRST + 5_000, FIRST + 6_000}
    assert late <= set(sent_to(platform, scope))


def test_who_lost_the_lane_changes_nothing(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    mine = hold_lane(platform.stores.flow, "journeys.tick.0", clock, "one")
    clock.advance(HOUR_MS)
    assert hold_lane(platform.stores.flow, "journeys.tick.0", clock, "two") is not None
    with pytest.raises(LeaseLost):
        tick(engine(platform, lease=mine), scope)
    assert sent_to(platform, scope) == []


def test_two_workers_moving_the_same_people_move_each_once(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    clock.advance(HOUR_MS)

    def slow(scope: Scope, due: Due, membership: Membership) -> list[Move]:
        tick(engine(platform), scope)  # the other worker is faster
        return pass_wait(scope, due, membership)

    tick(engine(platform, kernels={**KERNELS, NodeKind.WAIT: slow}), scope)
    run_until_still(engine(platform), scope)
    assert sent_to(platform, scope) == PEOPLE


def test_another_brand_sees_and_moves_nothing(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock
) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE)
    clock.advance(HOUR_MS)
    assert tick(engine(platform), other_scope) == 0
    with platform.stores.flow.reading() as conn:
        assert queries.list_journeys(conn, other_scope) == []
        assert queries.steps(conn, other_scope, version.journey_id, FIRST) == []
        with pytest.raises(queries.JourneyNotFound):
            queries.funnel_numbers(conn, other_scope, version.journey_id)


def test_messages_carry_the_key_of_journey_entry_node_and_occurrence(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    version = published(platform, scope, three_nodes())
    let_in(platform, scope, version, PEOPLE[:1])
    clock.advance(HOUR_MS)
    run_until_still(engine(platform), scope)
    with platform.stores.flow.reading() as conn:
        (message,) = outreach.messages(conn, scope, limit=10)
    assert message.state is IntentState.PLANNED
    assert (message.origin.kind, message.origin.id, message.origin.node) == ("journey", version.journey_id, 2)
    assert np.int64(message.customer_id) == FIRST
