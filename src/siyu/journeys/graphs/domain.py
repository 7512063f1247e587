"""Reading, checking and explaining a graph. Pure: raw JSON values in, a Graph or every problem at once out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeGuard

from siyu.journeys.graphs.contracts import (
    BranchNode,
    EntryNode,
    ExitNode,
    Graph,
    Node,
    NodeKind,
    Reentry,
    SendNode,
    Trigger,
    WaitNode,
    targets,
)
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from siyu.kit.errors import Invalid, ManyInvalid, SiyuError

NODES_MAX = 200
NODE_ID_LENGTH_MAX = 64
WAIT_MS_MAX = 366 * DAY_MS
# What the canvas keeps on a node for itself; it means nothing to the engine.
CANVAS_FIELDS = frozenset({"label", "position"})
Raw = Mapping[str, Any]


class GraphProblem(Invalid):
    """One thing is wrong with one node of the graph."""

    zh = "节点「{field}」:{problem_zh}"
    en = "Node {field!r}: {problem_en}"
    fix_zh = "{how_zh}"
    fix_en = "{how_en}"


class _Collector:
    """Gathers problems so that all of them are told at once."""

    def __init__(self) -> None:
        self.problems: list[SiyuError] = []

    def add(self, node: object, zh: tuple[str, str], en: tuple[str, str], value: object = None) -> None:
        """This function will note one problem of `node`: (what, fix) in both languages."""
        told = {"problem_zh": zh[0], "how_zh": zh[1], "problem_en": en[0], "how_en": en[1]}
        self.problems.append(GraphProblem(field=str(node), value=value, **told))


def read_graph(raw: Raw) -> Graph:
    """This function will read and check a graph. Raises ManyInvalid with one GraphProblem per thing to correct."""
    found = _Collector()
    nodes = _read_nodes(raw, found)
    reentry = raw.get("reentry", Reentry.ONCE)
    if reentry not in set(Reentry):
        choice = " / ".join(Reentry)
        found.add(
            "reentry", ("再次进入规则无效", f"请改为 {choice}"), ("unknown re-entry rule", f"use {choice}"), reentry
        )
    if not found.problems:
        _check_shape({node.id: node for node in nodes}, nodes, found)
    if found.problems:
        raise ManyInvalid(found.problems)
    return Graph(tuple(nodes), Reentry(reentry))


def explain(graph: Graph, segment_names: Mapping[int, str] | None = None) -> str:
    """This function will tell the journey in one Chinese sentence."""
    names = segment_names or {}
    told = _tell(graph, graph.entry.next, names, set())
    again = "每人只走一次" if graph.reentry is Reentry.ONCE else "走完后可以再次进入"
    return f"客户{_told_trigger(graph.entry.trigger, names)}后:{told}({again})。"


def _read_nodes(raw: Raw, found: _Collector) -> list[Node]:
    listed = raw.get("nodes")
    if not isinstance(listed, list) or not listed:
        found.add(
            "nodes", ("旅程没有节点", "请至少画出进入和退出节点"), ("there are no nodes", "add an entry and an exit")
        )
        return []
    if len(listed) > NODES_MAX:
        fix = (f"请拆成不超过 {NODES_MAX} 个节点的旅程", f"split it into journeys of at most {NODES_MAX} nodes")
        found.add("nodes", ("节点太多", fix[0]), ("too many nodes", fix[1]), len(listed))
        return []
    nodes = [node for item in listed if (node := _read_node(item, found)) is not None]
    ids = [node.id for node in nodes]
    for node_id in {node_id for node_id in ids if ids.count(node_id) > 1}:
        found.add(
            node_id, ("编号重复", "请给每个节点不同的编号"), ("the id is used twice", "give every node its own id")
        )
    return nodes


def _read_node(item: Any, found: _Collector) -> Node | None:
    node_id = item.get("id") if isinstance(item, dict) else None
    if not isinstance(node_id, str) or not 0 < len(node_id) <= NODE_ID_LENGTH_MAX:
        found.add("nodes", ("节点缺少编号", "请填写 id"), ("a node has no id", "give it a text id"), str(item))
        return None
    kind = item.get("kind")
    if kind not in set(NodeKind):
        choice = " / ".join(NodeKind)
        found.add(node_id, ("节点类型未知", f"可用类型:{choice}"), ("unknown kind", f"use one of {choice}"), kind)
        return None
    reader, fields = _READERS[NodeKind(kind)]
    unknown = set(item) - fields - CANVAS_FIELDS - {"id", "kind"}
    if unknown:
        names = ", ".join(sorted(unknown))
        found.add(node_id, (f"多余的字段 {names}", "请删除"), (f"unknown fields {names}", "remove them"))
        return None
    return reader(node_id, item, found)


def _read_entry(node_id: str, item: Raw, found: _Collector) -> Node | None:
    trigger = item.get("trigger")
    trigger = trigger if isinstance(trigger, dict) else {}
    segment_id, event = trigger.get("segment"), trigger.get("event")
    if _is_id(segment_id) and event is None:
        return EntryNode(node_id, Trigger(segment_id=segment_id), _text(item, "next"))
    if isinstance(event, str) and event and segment_id is None:
        return EntryNode(node_id, Trigger(event=event), _text(item, "next"))
    zh = ("没有选择进入条件", '请选择一个人群 {"segment": 编号} 或一个事件 {"event": 名称}')
    found.add(node_id, zh, ("it has no trigger", 'set {"segment": id} or {"event": name}'), str(trigger))
    return None


def _read_wait(node_id: str, item: Raw, found: _Collector) -> Node | None:
    duration = item.get("duration_ms")
    if _is_id(duration) and duration <= WAIT_MS_MAX:
        return WaitNode(node_id, duration, _text(item, "next"))
    zh = ("等待时长不正确", "请填写 1 分钟到 366 天之间的毫秒数 duration_ms")
    found.add(node_id, zh, ("duration_ms is not valid", "give milliseconds, at most 366 days"), duration)
    return None


def _read_branch(node_id: str, item: Raw, found: _Collector) -> Node | None:
    segment_id = item.get("segment")
    if _is_id(segment_id):
        return BranchNode(node_id, segment_id, _text(item, "yes"), _text(item, "no"))
    found.add(node_id, ("没有选择人群", "请选择判断用的人群"), ("no segment", "choose the segment to ask"), segment_id)
    return None


def _read_send(node_id: str, item: Raw, found: _Collector) -> Node | None:
    channel, template = item.get("channel"), item.get("template")
    text = template.get("text") if isinstance(template, dict) else None
    if not isinstance(channel, str) or not channel:
        found.add(node_id, ("没有选择渠道", "请选择发送渠道"), ("no channel", "choose a channel"), channel)
        return None
    if not isinstance(text, str) or not text.strip():
        found.add(node_id, ("消息内容为空", "请填写消息内容"), ("the message is empty", "write template.text"), text)
        return None
    return SendNode(node_id, channel, text, _text(item, "next"))


def _read_exit(node_id: str, item: Raw, found: _Collector) -> Node | None:
    return ExitNode(node_id)


_Reader = Callable[[str, Raw, _Collector], Node | None]
_READERS: dict[NodeKind, tuple[_Reader, frozenset[str]]] = {
    NodeKind.ENTRY: (_read_entry, frozenset({"trigger", "next"})),
    NodeKind.WAIT: (_read_wait, frozenset({"duration_ms", "next"})),
    NodeKind.BRANCH: (_read_branch, frozenset({"segment", "yes", "no"})),
    NodeKind.SEND: (_read_send, frozenset({"channel", "template", "next"})),
    NodeKind.EXIT: (_read_exit, frozenset()),
}


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _text(item: Raw, key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _check_shape(by_id: Mapping[str, Node], nodes: list[Node], found: _Collector) -> None:
    entries = [node for node in nodes if isinstance(node, EntryNode)]
    if len(entries) != 1:
        zh = (f"进入节点有 {len(entries)} 个", "旅程必须有且只有一个进入节点")
        found.add("nodes", zh, (f"there are {len(entries)} entry nodes", "keep exactly one"), len(entries))
        return
    _check_edges(by_id, nodes, found)
    if not found.problems:
        _check_reach(by_id, entries[0], nodes, found)
        _check_cycles(by_id, nodes, found)


def _check_edges(by_id: Mapping[str, Node], nodes: Iterable[Node], found: _Collector) -> None:
    for node in nodes:
        for target in targets(node):
            if not target:
                zh = ("没有连接到下一个节点", "请连接到下一个节点或退出节点")
                found.add(node.id, zh, ("it leads nowhere", "connect it to a next node or an exit"))
            elif target not in by_id:
                zh = (f"指向不存在的节点「{target}」", "请重新连接")
                found.add(node.id, zh, (f"it leads to {target!r}, which does not exist", "connect it again"), target)
            elif isinstance(by_id[target], EntryNode):
                zh = ("不能回到进入节点", "请连接到其他节点")
                found.add(node.id, zh, ("nothing may lead back to the entry", "connect it to another node"), target)


def _check_reach(by_id: Mapping[str, Node], entry: Node, nodes: Iterable[Node], found: _Collector) -> None:
    reached = _closure([entry.id], lambda node_id: targets(by_id[node_id]))
    parents: dict[str, list[str]] = {node_id: [] for node_id in by_id}
    for node in by_id.values():
        for target in targets(node):
            parents[target].append(node.id)
    ending = _closure([n.id for n in nodes if isinstance(n, ExitNode)], lambda node_id: parents[node_id])
    for node in nodes:
        if node.id not in reached:
            zh = ("从进入节点走不到这里", "请连接它或删除它")
            found.add(node.id, zh, ("nobody can get here", "connect it or remove it"))
        elif node.id not in ending:
            zh = ("从这里走不到退出节点", "请让每条路都通向退出节点")
            found.add(node.id, zh, ("no exit can be reached from here", "let every path end in an exit"))


def _closure(start: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        new = [node_id for node_id in onward(waiting.pop()) if node_id not in seen]
        seen.update(new)
        waiting.extend(new)
    return seen


def _check_cycles(by_id: Mapping[str, Node], nodes: Iterable[Node], found: _Collector) -> None:
    """This function will note nodes that come back to themselves without passing a wait: they would spin for ever."""
    for node in nodes:
        if isinstance(node, WaitNode):
            continue
        quick = _closure(_quick(by_id, node.id), lambda node_id: _quick(by_id, node_id))
        if node.id in quick:
            zh = ("形成了没有等待的循环", "请在循环中加入等待节点")
            found.add(node.id, zh, ("it is in a loop without a wait", "put a wait into the loop"))


def _quick(by_id: Mapping[str, Node], node_id: str) -> list[str]:
    return [target for target in targets(by_id[node_id]) if not isinstance(by_id[target], WaitNode)]


def _told_trigger(trigger: Trigger, names: Mapping[int, str]) -> str:
    if trigger.segment_id is not None:
        return f"进入人群「{names.get(trigger.segment_id, trigger.segment_id)}」"
    return f"发生「{trigger.event}」"


def _tell(graph: Graph, node_id: str, names: Mapping[int, str], told: set[str]) -> str:
    node = graph.nodes[graph.number(node_id)]
    if node_id in told:
        return "回到前面的步骤"
    seen = told | {node_id}
    if isinstance(node, ExitNode):
        return "结束"
    if isinstance(node, BranchNode):
        segment = names.get(node.segment_id, str(node.segment_id))
        yes, no = _tell(graph, node.yes, names, seen), _tell(graph, node.no, names, seen)
        return f"属于人群「{segment}」的人{_inner(yes)},其他人{_inner(no)}"
    return f"{_told_step(node)},{_tell(graph, node.next, names, seen)}"


def _inner(told: str) -> str:
    """This function will bracket a way of several steps, so that it is clear where it ends."""
    return f"({told})" if "," in told else told


def _told_step(node: Node) -> str:
    if isinstance(node, WaitNode):
        return f"等 {_told_duration(node.duration_ms)}"
    return f"发{_CHANNELS.get(node.channel, node.channel)}消息" if isinstance(node, SendNode) else "进入"


_CHANNELS = {"wecom": "企业微信", "webhook": " Webhook "}


def _told_duration(duration_ms: int) -> str:
    for unit_ms, name in ((DAY_MS, "天"), (HOUR_MS, "小时"), (MINUTE_MS, "分钟")):
        if duration_ms % unit_ms == 0:
            return f"{duration_ms // unit_ms} {name}"
    return f"{duration_ms / 1000:g} 秒"
