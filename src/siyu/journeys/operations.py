"""Drafting, publishing, pausing journeys. Publishing reads the core store first, so these take the platform."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.events import operations as events
from siyu.journeys.contracts import Journey, JourneyPublished, JourneyState
from siyu.journeys.graphs.contracts import BranchNode, Graph, Node, SendNode
from siyu.journeys.graphs.domain import GraphProblem, read_graph
from siyu.journeys.models import journey, journey_node, journey_version
from siyu.journeys.queries import find_journey, segment_names
from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, ManyInvalid, SiyuError
from siyu.kit.facts import publish as publish_fact
from siyu.kit.jobs import enqueue
from siyu.kit.platform import Platform
from siyu.outreach.contracts import CHANNELS
from siyu.outreach.operations import save_content
from siyu.outreach.queries import BUILT_IN_VARIABLES

NAME_LENGTH_MAX = 100
DRAFT_BYTES_MAX = 512 * 1024
CONSUMER = "journeys"
ENTER_SEGMENT = "journeys.enter_segment"


class BadJourneyName(Invalid):
    """A journey's name is empty or too long."""

    zh = "旅程名称「{value}」不正确"
    en = "{value!r} is not a usable journey name"
    fix_zh = "请填写 1–100 个字的名称"
    fix_en = "Give a name of 1-100 characters"


class JourneyNameTaken(Conflict):
    """Another journey of the brand has this name."""

    zh = "已有名为「{value}」的旅程"
    en = "There is already a journey called {value!r}"
    fix_zh = "请换一个名称"
    fix_en = "Choose another name"


class DraftTooBig(Invalid):
    """A draft graph is larger than half a megabyte."""

    zh = "旅程草稿过大({value} 字节)"
    en = "The draft has {value} bytes, more than a journey may have"
    fix_zh = "请拆成几个旅程"
    fix_en = "Split it into several journeys"


class JourneyNotPublished(Conflict):
    """A journey without a published version can neither be paused nor resumed."""

    zh = "旅程「{value}」还没有发布"
    en = "Journey {value} has not been published"
    fix_zh = "请先发布"
    fix_en = "Publish it first"


def create_journey(conn: Connection, scope: Scope, *, name: str, draft: Mapping[str, Any], at_ms: int) -> Journey:
    """This function will store a new draft. Raises BadJourneyName, JourneyNameTaken, DraftTooBig."""
    row = {"name": _clean_name(conn, scope, name), "draft": _draft_text(draft), "state": JourneyState.DRAFT.value}
    journey_id = scoped.insert(conn, scope, journey, row | {"created_at_ms": at_ms, "updated_at_ms": at_ms})
    return find_journey(conn, scope, journey_id)


def save_draft(
    conn: Connection, scope: Scope, journey_id: int, *, name: str | None, draft: Mapping[str, Any] | None, at_ms: int
) -> Journey:
    """This function will change a journey's name or draft; published versions and people in flight stay as they are."""
    find_journey(conn, scope, journey_id, lock=True)
    values: dict[str, Any] = {"updated_at_ms": at_ms}
    if name is not None:
        values["name"] = _clean_name(conn, scope, name, but=journey_id)
    if draft is not None:
        values["draft"] = _draft_text(draft)
    conn.execute(scoped.update(scope, journey).where(journey.c.id == journey_id).values(**values))
    return find_journey(conn, scope, journey_id)


def publish_journey(platform: Platform, scope: Scope, journey_id: int, *, enter_current: bool = False) -> Journey:
    """This function will check the draft and publish it as the next version; people in flight stay on theirs.

    With `enter_current` everybody in the trigger's segment enters now. Raises ManyInvalid with GraphProblem, or
    BadTemplate; nothing is changed then. Runs its own transactions, as it needs two stores.
    """
    at_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        graph = read_graph(find_journey(conn, scope, journey_id).draft)
    _check_channels(graph)
    with platform.stores.core.reading() as conn:
        _check_segments(conn, scope, graph)
        known = frozenset(customers.attributes(conn, scope)) | BUILT_IN_VARIABLES
    event = graph.entry.trigger.event
    if event is not None:
        # Heard a moment too early does no harm; heard too late would lose people.
        platform.stores.core.write(lambda conn: events.register_interest(conn, scope, event, CONSUMER))
    return platform.stores.flow.write(
        lambda conn: publish_version(conn, scope, journey_id, known=known, enter_current=enter_current, at_ms=at_ms)
    )


def pause_journey(conn: Connection, scope: Scope, journey_id: int, *, at_ms: int) -> Journey:
    """This function will hold everybody where they are; people who come in meanwhile are held too."""
    return _set_state(conn, scope, journey_id, JourneyState.PAUSED, at_ms)


def resume_journey(conn: Connection, scope: Scope, journey_id: int, *, at_ms: int) -> Journey:
    """This function will let people go on; who became due during the pause moves at once."""
    return _set_state(conn, scope, journey_id, JourneyState.LIVE, at_ms)


def publish_version(
    conn: Connection,
    scope: Scope,
    journey_id: int,
    *,
    known: frozenset[str] | None,
    enter_current: bool = False,
    at_ms: int,
) -> Journey:
    """This function will publish the draft as the next version without looking at the core store.

    `known`: the variables a message may use, None for any. Raises ManyInvalid and BadTemplate.
    """
    found = find_journey(conn, scope, journey_id, lock=True)
    graph = read_graph(found.draft)
    version = (found.version or 0) + 1
    place = {"journey_id": journey_id, "version": version}
    body = encode(found.draft).decode()
    scoped.insert_many(conn, scope, journey_version, [{**place, "graph": body, "published_at_ms": at_ms}])
    nodes = [{**place, **_node_row(conn, scope, number, node, known)} for number, node in enumerate(graph.nodes)]
    scoped.insert_many(conn, scope, journey_node, nodes)
    trigger = graph.entry.trigger
    values = {"version": version, "state": JourneyState.LIVE.value, "updated_at_ms": at_ms}
    values |= {"segment_id": trigger.segment_id, "event": trigger.event}
    conn.execute(scoped.update(scope, journey).where(journey.c.id == journey_id).values(**values))
    publish_fact(conn, scope, JourneyPublished(journey_id, version, at_ms), at_ms=at_ms)
    if enter_current and trigger.segment_id is not None:
        payload = {**place, "segment_id": trigger.segment_id, "cause": at_ms}
        enqueue(conn, scope, ENTER_SEGMENT, payload, run_at_ms=at_ms, key=f"{journey_id}:{version}")
    return find_journey(conn, scope, journey_id)


def _node_row(conn: Connection, scope: Scope, number: int, node: Node, known: frozenset[str] | None) -> dict[str, Any]:
    ref = None
    if isinstance(node, SendNode):
        ref = save_content(conn, scope, channel=node.channel, text=node.text, known=known).id
    return {"node": number, "name": node.id, "kind": node.kind.value, "ref": ref}


def _check_channels(graph: Graph) -> None:
    """This function will make sure that every send node names a channel there is. Raises ManyInvalid."""
    problems: list[SiyuError] = []
    for node in graph.nodes:
        if isinstance(node, SendNode) and node.channel not in CHANNELS:
            known = " / ".join(CHANNELS)
            told = {"problem_zh": f"没有名为「{node.channel}」的渠道", "how_zh": f"可用渠道:{known}"}
            told |= {"problem_en": f"there is no channel called {node.channel!r}", "how_en": f"use one of {known}"}
            problems.append(GraphProblem(field=node.id, value=node.channel, **told))
    if problems:
        raise ManyInvalid(problems)


def _check_segments(conn: Connection, scope: Scope, graph: Graph) -> None:
    """This function will make sure that every segment the graph asks for exists. Raises ManyInvalid."""
    asked = {node.id: node.segment_id for node in graph.nodes if isinstance(node, BranchNode)}
    if graph.entry.trigger.segment_id is not None:
        asked[graph.entry.id] = graph.entry.trigger.segment_id
    names = segment_names(conn, scope)
    problems: list[SiyuError] = [
        _no_segment(node_id, asked[node_id]) for node_id in asked if asked[node_id] not in names
    ]
    if problems:
        raise ManyInvalid(problems)


def _no_segment(node_id: str, segment_id: int) -> GraphProblem:
    told = {"problem_zh": f"人群 {segment_id} 不存在", "how_zh": "请选择现有的人群"}
    told |= {"problem_en": f"segment {segment_id} does not exist", "how_en": "choose an existing segment"}
    return GraphProblem(field=node_id, value=segment_id, **told)


def _set_state(conn: Connection, scope: Scope, journey_id: int, state: JourneyState, at_ms: int) -> Journey:
    found = find_journey(conn, scope, journey_id, lock=True)
    if found.version is None:
        raise JourneyNotPublished(field="journey", value=found.name)
    change = scoped.update(scope, journey).where(journey.c.id == journey_id)
    conn.execute(change.values(state=state.value, updated_at_ms=at_ms))
    return find_journey(conn, scope, journey_id)


def _clean_name(conn: Connection, scope: Scope, name: str, but: int = 0) -> str:
    cleaned = name.strip()
    if not 0 < len(cleaned) <= NAME_LENGTH_MAX:
        raise BadJourneyName(field="name", value=name)
    taken = scoped.select(scope, journey.c.id).where(journey.c.name == cleaned, journey.c.id != but)
    if conn.execute(taken).first() is not None:
        raise JourneyNameTaken(field="name", value=cleaned)
    return cleaned


def _draft_text(draft: Mapping[str, Any]) -> str:
    body = encode(dict(draft))
    if len(body) > DRAFT_BYTES_MAX:
        raise DraftTooBig(field="draft", value=len(body))
    return body.decode()
