"""The page's other panels: groups, group codes, links, moments, hand-overs, newest friends, messages to members."""

from collections.abc import Collection
from itertools import islice
from typing import TypeVar

from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.nouns.moments import Moment
from siyu.simulators.wecom.web.times import china_time
from siyu.simulators.wecom.world import World

ROWS_MAX = 100
T = TypeVar("T")


def panels(world: World) -> Json:
    """Return the newest rows of each panel; the caller holds the corp's lock."""
    state = world.state
    return {
        "groups": [
            {"chat_id": c.chat_id, "name": c.name, "owner": c.owner, "people": len(c.members)}
            for c in _newest(state.groups.chats.values())
            if c.is_open
        ],
        "join_ways": [
            {"config_id": w.config_id, "remark": w.fields["remark"], "state": w.fields["state"]}
            for w in _newest(state.groups.ways.values())
        ],
        "links": [
            {"link_id": link.link_id, "name": link.name, "customers": len(link.customers)}
            for link in _newest(state.links.links.values())
        ],
        "link_balance": state.links.balance_at(state.now_ms()),
        "moments": [row for moment in _newest(state.moments.moments.values()) for row in _to_publish(moment)][
            :ROWS_MAX
        ],
        "transfers": [
            {"external_userid": t.external_userid, "handover": t.handover, "takeover": t.takeover}
            for t in islice(state.transfers.waiting.values(), ROWS_MAX)
        ],
        "friends": [
            {
                "external_userid": r.external_userid,
                "name": state.customers[r.external_userid].name,
                "userid": r.userid,
                "at": china_time(r.created_at_ms),
            }
            for r in reversed(state.friends.newest)
            if r.listed
        ],
        "notices": [
            {
                "at": china_time(n.at_ms),
                "userid": n.userid,
                "kind": n.kind,
                "text": str(n.content.get("content", n.content)),
            }
            for n in islice(reversed(state.notices.sent), ROWS_MAX)
        ],
    }


def _newest(rows: Collection[T]) -> list[T]:
    return list(rows)[: -ROWS_MAX - 1 : -1]


def _to_publish(moment: Moment) -> list[Json]:
    waiting = [u for u in moment.customers if u not in moment.published] if moment.cancelled_at_ms is None else []
    text = moment.content.get("text", {}).get("content", "")
    return [{"moment_id": moment.moment_id, "userid": userid, "text": text} for userid in waiting]
