"""The engine does to sets what the plain interpreter does to one person, for any graph and any history."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.journeys import queries
from siyu.journeys.graphs.contracts import Graph
from siyu.journeys.graphs.domain import read_graph
from siyu.journeys.reference.domain import Walk, enter, run
from siyu.journeys.ticking.operations import run_until_still
from siyu.kit.bits import BitStore
from siyu.kit.clock import MINUTE_MS, VirtualClock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.schema import CONCERNS
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import open_stores
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform
from siyu.outreach import queries as outreach
from tests.journeys.factories import FIRST, engine, let_in, published

PEOPLE = list(range(FIRST, FIRST + 8))
SEGMENTS = (7, 8)
SCOPE = Scope(1)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    """Any graph that runs forward, with now and then a way back through a wait."""
    size = draw(st.integers(1, 7))
    names = [f"n{number}" for number in range(size)] + ["end"]
    nodes: list[dict[str, Any]] = [
        {"id": "start", "kind": "entry", "trigger": {"event": "Order Paid"}, "next": names[0]},
        {"id": "end", "kind": "exit"},
    ]
    for number, name in enumerate(names[:-1]):
        kind = draw(st.sampled_from(["wait", "branch", "send"]))
        ahead = names[number + 1 :]
        node: dict[str, Any] = {"id": name, "kind": kind}
        if kind == "branch":
            node |= {"segment": draw(st.sampled_from(SEGMENTS)), "yes": ahead[0], "no": draw(st.sampled_from(ahead))}
        elif kind == "send":
            node |= {"channel": "webhook", "template": {"text": name}, "next": ahead[0]}
        else:
            node |= {"duration_ms": draw(st.integers(1, 5)) * MINUTE_MS, "next": ahead[0]}
        nodes.append(node)
    return {"nodes": nodes}


memberships = st.fixed_dictionaries({number: st.sets(st.sampled_from(PEOPLE)) for number in SEGMENTS})
# Each moment: how far the clock goes, who comes in, who is in the segments then.
moments = st.lists(
    st.tuples(st.integers(0, 3), st.sets(st.sampled_from(PEOPLE), max_size=4), memberships), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(draft=drafts(), history=moments)
def test_sets_move_as_single_people_do(draft: dict[str, Any], history: list[Any]) -> None:
    with a_platform() as platform:
        clock = platform.clock
        assert isinstance(clock, VirtualClock)
        version = published(platform, SCOPE, draft)
        walks: dict[int, Walk] = {}
        for minutes, coming, segments in history:
            clock.advance(minutes * MINUTE_MS)
            let_in(platform, SCOPE, version, sorted(coming))
            step_reference(read_graph(draft), walks, coming, segments, clock.now_ms())
            run_until_still(engine(platform, segments), SCOPE)
        compare(platform, version.journey_id, walks)


def step_reference(graph: Graph, walks: dict[int, Walk], coming: set[int], segments: Any, now_ms: int) -> None:
    for person in coming - walks.keys():
        walks[person] = enter(graph, now_ms)
    for person, walk in walks.items():
        run(graph, walk, now_ms, lambda segment, person=person: person in segments[segment])  # type: ignore[misc]


def compare(platform: Platform, journey_id: int, walks: dict[int, Walk]) -> None:
    with platform.stores.flow.reading() as conn:
        for person, walk in walks.items():
            ours = [
                (step.seq, step.node, step.outcome, step.at_ms)
                for step in queries.steps(conn, SCOPE, journey_id, person)
            ]
            assert ours == [(step.seq, step.node, step.outcome, step.at_ms) for step in walk.steps]
            sent = [message.text for message in outreach.messages(conn, SCOPE, limit=200, customer_id=person)]
            assert sorted(sent) == sorted(step.message for step in walk.steps if step.message is not None)
        standing = {member.customer_id: member for member in queries.members(conn, SCOPE, journey_id, limit=200)}
    assert {one: (m.node, m.state) for one, m in standing.items()} == {
        one: (walk.person.node, walk.person.state) for one, walk in walks.items()
    }


@contextmanager
def a_platform() -> Iterator[Platform]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores = open_stores(f"sqlite:///{folder}")
        stores.flow.write(lambda conn: CONCERNS["flow"].create_all(conn))
        try:
            yield Platform(
                settings=KitSettings(data_dir=folder),
                clock=VirtualClock(1_735_689_600_000),
                stores=stores,
                bits=BitStore(folder / "bits"),
                columns=ColumnStore(folder / "columns"),
                lake=Lake(folder / "lake"),
                keyring=Keyring(b"k" * 32),
            )
        finally:
            stores.close()
