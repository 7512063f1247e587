"""What is already going on in the demo brand when it opens: segments, journeys, a channel, a tracking source."""

from collections.abc import Callable, Mapping
from typing import Any

from siyu.journeys import operations as journeys
from siyu.journeys import queries as journey_queries
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.segments import operations as segments
from siyu.segments import queries as segment_queries

PAID = "Order Paid"
ONE_HUNDRED_YUAN_FEN = 10_000


def bought(op: str, value: int, *, measure: str = "count", last_days: int | None = None) -> dict[str, Any]:
    """This function will write "paid at least / at most so many orders" as a rule."""
    leaf: dict[str, Any] = {"event": PAID, "measure": measure, "op": op, "value": value}
    if measure == "sum":
        leaf["of"] = "value_fen"
    return leaf | ({"window": {"last_days": last_days}} if last_days else {})


FIRST_ORDER = "首单新客"
REPEAT = "复购客户"
SLEEPING = "沉睡复购客"
SEGMENTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    FIRST_ORDER: (
        "近30天下了第一单的人,最需要一次关怀",
        {"all": [bought(">=", 1, last_days=30), bought("=", 1)]},
    ),
    REPEAT: ("至少在两天里买过", bought(">=", 2, measure="days")),
    SLEEPING: (
        "买过两次以上,90天没再来",
        {"all": [bought(">=", 2, measure="days"), {"not": bought(">=", 1, last_days=90)}]},
    ),
    "高价值会员": ("近一年消费满 800 元", bought(">=", 8 * ONE_HUNDRED_YUAN_FEN, measure="sum", last_days=365)),
    "油快用完的家庭": (
        "三口以上之家,60到90天前买过,之后没再买",
        {
            "all": [
                {"attribute": "household_size", "op": ">=", "value": 3},
                bought(">=", 1, last_days=90),
                {"not": bought(">=", 1, last_days=60)},
            ]
        },
    ),
}


def tell(platform: Platform, scope: Scope, progress: Callable[..., None]) -> None:
    """This function will create the brand's first segments and journeys, leaving those that exist."""
    ids = {}
    for name, (note, rule) in SEGMENTS.items():
        ids[name] = _segment(platform, scope, name, note, rule)
        progress("segments", 1, len(SEGMENTS))
    _journey(platform, scope, "首单后关怀", _care(ids))
    _journey(platform, scope, "沉睡客户唤醒", _wake(ids))


def _segment(platform: Platform, scope: Scope, name: str, note: str, rule: dict[str, Any]) -> int:
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        held = segment_queries.find_by_name(conn, scope, name)
    made = held or platform.stores.core.write(
        lambda conn: segments.create_segment(platform, conn, scope, name=name, rule=rule, note=note, at_ms=now_ms)
    )
    return made.id


def _journey(platform: Platform, scope: Scope, name: str, draft: dict[str, Any]) -> None:
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        held = next((one for one in journey_queries.list_journeys(conn, scope) if one.name == name), None)
    if held is not None and held.version:
        return  # made by a start that was interrupted later
    made = held or platform.stores.flow.write(
        lambda conn: journeys.create_journey(conn, scope, name=name, draft=draft, at_ms=now_ms)
    )
    journeys.publish_journey(platform, scope, made.id, enter_current=True)


# The same words for everybody: WeCom makes one task an advisor and text, and each task asks for a tap.
def _care(ids: Mapping[str, int]) -> dict[str, Any]:
    """This function will draw: thanks after the first order, three days later a hint for those who have not come back."""
    thanks = "谢谢您选择禾满家！新米煮饭记得少放一点水，更香。有任何问题随时找我。"
    hint = "上次的油吃得还习惯吗？满 79 减 10 的券给您留着，需要我帮您下单吗？"
    return {
        "nodes": [
            {"id": "entry", "kind": "entry", "trigger": {"segment": ids[FIRST_ORDER]}, "next": "thanks"},
            {
                "id": "thanks",
                "label": "感谢首单",
                "kind": "send",
                "channel": "wecom",
                "template": {"text": thanks},
                "next": "wait",
            },
            {"id": "wait", "kind": "wait", "duration_ms": 3 * DAY_MS, "next": "again"},
            {
                "id": "again",
                "label": "有没有复购",
                "kind": "branch",
                "segment": ids[REPEAT],
                "yes": "done",
                "no": "hint",
            },
            {
                "id": "hint",
                "label": "提醒第二单",
                "kind": "send",
                "channel": "wecom",
                "template": {"text": hint},
                "next": "done",
            },
            {"id": "done", "kind": "exit"},
        ]
    }


def _wake(ids: Mapping[str, int]) -> dict[str, Any]:
    """This function will draw: one message to those who used to come and no longer do."""
    text = "好久不见！老客专享的新米到了，要不要给您留一袋？"
    return {
        "nodes": [
            {"id": "entry", "kind": "entry", "trigger": {"segment": ids[SLEEPING]}, "next": "wake"},
            {
                "id": "wake",
                "label": "问候老客",
                "kind": "send",
                "channel": "wecom",
                "template": {"text": text},
                "next": "done",
            },
            {"id": "done", "kind": "exit"},
        ],
        "reentry": "after_exit",
    }
