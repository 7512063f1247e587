"""Reading, checking and telling a graph."""

from typing import Any

import pytest

from siyu.journeys.graphs.contracts import Reentry
from siyu.journeys.graphs.domain import GraphProblem, explain, read_graph
from siyu.kit.errors import ManyInvalid
from tests.journeys.factories import branching, three_nodes


def problems(draft: dict[str, Any]) -> list[tuple[str | None, str]]:
    with pytest.raises(ManyInvalid) as caught:
        read_graph(draft)
    assert all(isinstance(problem, GraphProblem) and problem.fix("zh") for problem in caught.value.problems)
    return [(problem.field, problem.detail("en")) for problem in caught.value.problems]


def changed(number: int, **fields: Any) -> dict[str, Any]:
    draft = three_nodes()
    draft["nodes"][number] |= fields
    return draft


def test_a_good_graph_is_read_whole() -> None:
    graph = read_graph(branching(reentry="after_exit"))
    assert [node.id for node in graph.nodes] == ["start", "vip", "wait", "late", "hello", "end"]
    assert graph.reentry is Reentry.AFTER_EXIT
    assert graph.entry.trigger.event == "Order Paid"


def test_canvas_fields_are_allowed_and_other_unknown_ones_are_named() -> None:
    read_graph(changed(1, label="等一小时", position={"x": 1, "y": 2}))
    assert problems(changed(1, speed=3)) == [("wait", "Node 'wait': unknown fields speed")]


@pytest.mark.parametrize(
    ("draft", "field", "told"),
    [
        ({}, "nodes", "there are no nodes"),
        ({"nodes": "x"}, "nodes", "there are no nodes"),
        ({"nodes": [5]}, "nodes", "a node has no id"),
        (changed(1, kind="teleport"), "wait", "unknown kind"),
        (changed(1, duration_ms=0), "wait", "duration_ms is not valid"),
        (changed(1, duration_ms=True), "wait", "duration_ms is not valid"),
        (changed(1, duration_ms="1h"), "wait", "duration_ms is not valid"),
        (changed(1, next="nowhere"), "wait", "which does not exist"),
        (changed(1, next=""), "wait", "it leads nowhere"),
        (changed(1, next="start"), "wait", "nothing may lead back to the entry"),
        (changed(0, trigger={}), "start", "it has no trigger"),
        (changed(0, trigger={"segment": 1, "event": "x"}), "start", "it has no trigger"),
        (changed(2, channel=""), "hello", "no channel"),
        (changed(2, template={"text": " "}), "hello", "the message is empty"),
        (changed(2, id="wait"), "wait", "the id is used twice"),
        ({"nodes": three_nodes()["nodes"], "reentry": "often"}, "reentry", "unknown re-entry rule"),
        ({"nodes": three_nodes()["nodes"][1:]}, "nodes", "there are 0 entry nodes"),
    ],
)
def test_what_is_wrong_is_told_with_its_node(draft: dict[str, Any], field: str, told: str) -> None:
    assert any(where == field and told in what for where, what in problems(draft))


def test_a_node_nobody_reaches_and_a_path_without_exit_are_found() -> None:
    draft = three_nodes()
    draft["nodes"] += [
        {"id": "lost", "kind": "wait", "duration_ms": 5, "next": "end"},
        {"id": "trap", "kind": "wait", "duration_ms": 5, "next": "trap"},
    ]
    draft["nodes"][1] = {"id": "wait", "kind": "branch", "segment": 3, "yes": "hello", "no": "trap"}
    found = dict(problems(draft))
    assert "nobody can get here" in found["lost"]
    assert "no exit can be reached" in found["trap"]


def test_a_loop_needs_a_wait() -> None:
    draft = branching()
    draft["nodes"][3] |= {"yes": "vip"}
    read_graph(draft)  # vip → wait → late → vip passes the wait
    draft["nodes"][1] |= {"no": "late"}
    assert {field for field, _ in problems(draft)} >= {"vip", "late"}


def test_every_problem_is_told_at_once() -> None:
    draft = three_nodes()
    draft["nodes"][1]["duration_ms"] = -1
    draft["nodes"][2]["channel"] = None
    assert {field for field, _ in problems(draft)} == {"wait", "hello"}


def test_a_journey_is_told_in_one_sentence() -> None:
    told = explain(read_graph(branching()), {7: "高价值", 8: "沉睡"})
    assert told.startswith("客户发生「Order Paid」后:属于人群「高价值」的人(发 Webhook 消息,结束)")
    assert "等 1 小时" in told and told.endswith("(每人只走一次)。")
