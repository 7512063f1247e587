"""Writes of retrying. An entry keeps its id and its step's number, so what was planned for it is not planned again."""

import numpy as np
from sqlalchemy import Connection

from siyu.journeys.contracts import MemberState
from siyu.journeys.models import journey_member, journey_parked
from siyu.journeys.queries import find_journey
from siyu.kit.db import scoped, sets
from siyu.kit.db.scope import Scope

RETRY_MAX = 50_000


def retry_parked(conn: Connection, scope: Scope, journey_id: int) -> int:
    """This function will put up to 50,000 parked people back to the node they stand at and return how many.

    They are due at once; what fails again is parked again with its new error. Raises JourneyNotFound.
    """
    find_journey(conn, scope, journey_id)
    member = journey_member.c
    parked = scoped.select(scope, member.id).where(
        member.journey_id == journey_id, member.state == int(MemberState.PARKED)
    )
    held = parked.order_by(member.id).limit(RETRY_MAX).with_for_update(skip_locked=True)
    ids = np.array(conn.execute(held).scalars().all(), dtype=np.int64)
    if not len(ids):
        return 0
    change = scoped.update(scope, journey_member).where(sets.among(conn, member.id, ids))
    conn.execute(change.values(state=int(MemberState.ACTIVE)))
    conn.execute(scoped.delete(scope, journey_parked).where(sets.among(conn, journey_parked.c.entry_id, ids)))
    return len(ids)
