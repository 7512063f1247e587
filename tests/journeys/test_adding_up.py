"""Adding up old moves changes no number, whoever does it and however often."""

from typing import Any

from sqlalchemy import func

from siyu.journeys import queries, tasks
from siyu.journeys.adding_up import operations as adding_up
from siyu.journeys.models import journey_move
from siyu.journeys.ticking.operations import run_until_still
from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.journeys.factories import FIRST, engine, let_in, published, three_nodes


def moves(platform: Platform, scope: Scope) -> int:
    with platform.stores.flow.reading() as conn:
        return int(conn.execute(scoped.select(scope, func.count(journey_move.c.id))).scalar_one())


def numbers(platform: Platform, scope: Scope, journey_id: int) -> Any:
    with platform.stores.flow.reading() as conn:
        found = queries.find_journey(conn, scope, journey_id)
        return queries.funnel_numbers(conn, scope, journey_id), queries.totals(conn, scope, [found])


def walk(platform: Platform, scope: Scope, clock: VirtualClock, times: int, name: str = "回访") -> int:
    """This function will let someone new through a journey, `times` times, a row of moves a step each."""
    version = published(platform, scope, three_nodes(), name=name)
    for number in range(times):
        let_in(platform, scope, version, [FIRST + number], cause=number + 1)
        clock.advance(HOUR_MS)
        run_until_still(engine(platform), scope)
    return version.journey_id


def test_old_moves_become_one_for_each_way_and_every_number_stays(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock, monkeypatch: Any
) -> None:
    monkeypatch.setattr(adding_up, "MOVES_PER_BATCH", 5)
    monkeypatch.setattr(tasks, "MOVES_PER_BATCH", 5)
    first, second = walk(platform, scope, clock, 4), walk(platform, scope, clock, 2, name="另一个")
    others = walk(platform, other_scope, clock, 2)
    before = [numbers(platform, scope, one) for one in (first, second)], numbers(platform, other_scope, others)
    tasks.sweep(platform)
    assert (moves(platform, scope), moves(platform, other_scope)) == (24, 8)  # none of them is old yet
    clock.advance(8 * DAY_MS)
    walk(platform, scope, clock, 1, name="今天的")
    for _ in range(2):
        tasks.sweep(platform)
        assert (moves(platform, scope), moves(platform, other_scope)) == (4 + 4 + 4, 4)
    assert before == (
        [numbers(platform, scope, one) for one in (first, second)],
        numbers(platform, other_scope, others),
    )


def test_moves_after_an_adding_up_are_added_to_it(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    journey_id = walk(platform, scope, clock, 3)
    clock.advance(8 * DAY_MS)
    tasks.sweep(platform)
    with platform.stores.flow.reading() as conn:
        version = queries.find_version(conn, scope, journey_id, 1)
    let_in(platform, scope, version, [FIRST + 50], cause=99)
    clock.advance(HOUR_MS)
    run_until_still(engine(platform), scope)
    clock.advance(8 * DAY_MS)
    tasks.sweep(platform)
    assert moves(platform, scope) == 4
    assert numbers(platform, scope, journey_id)[1] == {journey_id: (4, 4)}
