"""What to write on which friendship, and how long much writing takes. Pure."""

from collections.abc import Collection, Iterable, Mapping

from siyu.connectors.wecom.tags.contracts import Catalogue, Write
from siyu.customers.friends.contracts import Carried

FIRST_WAIT_MS = 5_000
LAST_WAIT_MS = 3_600_000


def write_for(
    relation: Carried,
    tag_ids: Iterable[int],
    catalogue: Catalogue,
    holders: Mapping[int, Collection[int]],
    most: int,
) -> tuple[Write | None, frozenset[int]]:
    """This function will say what one friendship lacks and has too much of these tags of ours, and which do not fit.

    A corp tag that counts as ours is enough; `holders` are the customers who carry each tag now.
    """
    carried = frozenset(relation.vendor_tags)
    add: dict[str, int] = {}
    remove: dict[str, int] = {}
    for tag_id in sorted(tag_ids):
        there = catalogue.same[tag_id] & carried
        if relation.customer_id in holders[tag_id]:
            if not there and catalogue.use[tag_id]:
                add[catalogue.use[tag_id]] = tag_id
        else:
            remove |= dict.fromkeys(there, tag_id)
    room = max(0, most - (len(carried) - len(remove)))
    fitting = dict(list(add.items())[:room])
    over = frozenset(add.values()) - frozenset(fitting.values())
    if not fitting and not remove:
        return None, over
    about = frozenset([*fitting.values(), *remove.values()])
    who = (relation.staff, relation.external_userid, relation.customer_id)
    return Write(*who, frozenset(fitting), frozenset(remove), about), over


def wait_ms(attempts: int) -> int:
    """This function will return how long to wait after `attempts` failures in a row."""
    return min(FIRST_WAIT_MS << min(attempts, 16), LAST_WAIT_MS)


def seconds_for(writes: int, *, per_minute: int, per_hour: int, share: float) -> int:
    """This function will say how long so many calls of one API take at our share of its limits (p90312)."""
    fast = max(1.0, per_minute * share / 60)
    steady = max(1.0, min(per_minute * 60, per_hour) * share / 3_600)
    return round(writes / fast) if writes <= per_minute * share else round(writes / steady)
