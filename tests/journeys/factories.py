"""Journeys for tests: graphs as a user would send them, published without the core store."""

from typing import Any

import numpy as np

from siyu.journeys.contracts import Version
from siyu.journeys.entering.operations import enter
from siyu.journeys.operations import create_journey, publish_version
from siyu.journeys.queries import find_version
from siyu.journeys.ticking.operations import Engine
from siyu.kit.clock import HOUR_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FIRST = 65_536


def three_nodes(**changes: Any) -> dict[str, Any]:
    """Entry → wait an hour → send → exit."""
    nodes = [
        {"id": "start", "kind": "entry", "trigger": {"segment": 1}, "next": "wait"},
        {"id": "wait", "kind": "wait", "duration_ms": HOUR_MS, "next": "hello"},
        {"id": "hello", "kind": "send", "channel": "webhook", "template": {"text": "你好"}, "next": "end"},
        {"id": "end", "kind": "exit"},
    ]
    return {"nodes": nodes, **changes}


def branching(**changes: Any) -> dict[str, Any]:
    """Entry → branch by segment 7: yes → send → exit, no → wait → branch again by segment 8."""
    nodes = [
        {"id": "start", "kind": "entry", "trigger": {"event": "Order Paid"}, "next": "vip"},
        {"id": "vip", "kind": "branch", "segment": 7, "yes": "hello", "no": "wait"},
        {"id": "wait", "kind": "wait", "duration_ms": HOUR_MS, "next": "late"},
        {"id": "late", "kind": "branch", "segment": 8, "yes": "hello", "no": "end"},
        {"id": "hello", "kind": "send", "channel": "webhook", "template": {"text": "你好"}, "next": "end"},
        {"id": "end", "kind": "exit"},
    ]
    return {"nodes": nodes, **changes}


class Members:
    """Segments as plain sets."""

    def __init__(self, segments: dict[int, set[int]] | None = None) -> None:
        self.segments = segments or {}

    def __call__(self, scope: Scope, segment_id: int, customer_ids: Any) -> Any:
        inside = self.segments.get(segment_id, set())
        return np.array([int(customer) in inside for customer in customer_ids], dtype=bool)


def published(platform: Platform, scope: Scope, draft: dict[str, Any], name: str = "回访") -> Version:
    """This function will publish `draft` as a journey's first version."""
    at_ms = platform.clock.now_ms()

    def work(conn: Any) -> int:
        made = create_journey(conn, scope, name=name, draft=draft, at_ms=at_ms)
        publish_version(conn, scope, made.id, known=frozenset({"name"}), at_ms=at_ms)
        return made.id

    journey_id = platform.stores.flow.write(work)
    with platform.stores.flow.reading() as conn:
        return find_version(conn, scope, journey_id, 1)


def let_in(platform: Platform, scope: Scope, version: Version, people: list[int], cause: int = 1) -> int:
    """This function will let `people` in for one cause."""
    ids = np.array(people, dtype=np.int64)
    at_ms = platform.clock.now_ms()
    return platform.stores.flow.write(
        lambda conn: enter(conn, scope, version, ids, np.full_like(ids, cause), at_ms=at_ms)
    )


def engine(platform: Platform, segments: dict[int, set[int]] | None = None, **changes: Any) -> Engine:
    """An engine whose segments are plain sets."""
    return Engine(platform, Members(segments), **changes)
