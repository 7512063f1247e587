"""Tell people who take over that customers or groups are coming, once everything of a pair has been begun."""

from sqlalchemy import Connection, func

from siyu.advisors.handover.contracts import ItemKind, ItemState, Pair
from siyu.advisors.handover.models import handover_item, handover_pair
from siyu.advisors.ports import Nudge
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy.queries import staff_by_wecom

BEGUN = (ItemState.WAITING, ItemState.DONE)


def tell(platform: Platform, nudge: Nudge, scope: Scope, pair: Pair) -> None:
    """This function will tell the taker how many come from whom; when WeCom cannot be reached, at the next look."""
    with platform.stores.core.reading() as conn:
        coming = _begun(conn, scope, pair)
        people = staff_by_wecom(conn, scope, [pair.giver])
    name = people[pair.giver].name if pair.giver in people else pair.giver
    if coming:
        try:
            nudge.nudge(scope, pair.taker, _words(pair, name, coming))
        except Unavailable:
            return
    at_ms = platform.clock.now_ms()
    change = scoped.update(scope, handover_pair).where(handover_pair.c.id == pair.id).values(told_at_ms=at_ms)
    platform.stores.core.write(lambda conn: conn.execute(change))


def _words(pair: Pair, name: str, coming: int) -> str:
    what = f"{coming} 位客户" if pair.kind is ItemKind.CUSTOMER else f"{coming} 个客户群"
    return f"【客户继承】{name} 的 {what}正在转给你，约 24 小时后自动完成，请及时跟进。(#{pair.handover_id})"


def _begun(conn: Connection, scope: Scope, pair: Pair) -> int:
    mine = (handover_item.c.pair_id == pair.id, handover_item.c.state.in_(BEGUN))
    return int(conn.execute(scoped.select(scope, func.count(handover_item.c.ident)).where(*mine)).scalar_one())
