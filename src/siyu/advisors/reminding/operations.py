"""Remind: read what fell due, nudge outside any transaction, remember it. A crash in between nudges again at worst.

The vendor drops the same words to the same person within hours, so a repeat after a crash does not reach anybody.
"""

from siyu.advisors.book import operations, queries
from siyu.advisors.contracts import FollowUp
from siyu.advisors.ports import Nudge
from siyu.customers.queries import cards
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_by_id

REMINDERS_PER_ROUND = 50
# What fell due while nobody could be told for a day is in the list of overdue ones; a late nudge would only confuse.
LATE_MAX_MS = DAY_MS


def remind(platform: Platform, scope: Scope, nudge: Nudge) -> int:
    """This function will remind advisors of what fell due and return how many follow-ups were settled that way.

    Stops at the first Unavailable and comes again with the next round.
    """
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        due = queries.to_remind(conn, scope, now_ms=now_ms, since_ms=now_ms - LATE_MAX_MS, limit=REMINDERS_PER_ROUND)
        staff = staff_by_id(conn, scope, {one.staff_id for one in due})
        names = {card.id: card.name for card in cards(platform, conn, scope, [one.customer_id for one in due])}
    done = []
    for one in due:
        try:
            _nudge(nudge, scope, staff.get(one.staff_id), one, names.get(one.customer_id, ""))
        except Unavailable:
            break
        done.append(one.id)
    if done:
        platform.stores.core.write(lambda conn: operations.mark_reminded(conn, scope, done, at_ms=now_ms))
    return len(done)


def _nudge(nudge: Nudge, scope: Scope, person: Staff | None, one: FollowUp, name: str) -> None:
    if person is not None and person.active and person.wecom_userid:
        nudge.nudge(scope, person.wecom_userid, f"【跟进提醒】{name or '客户'}:{one.text}(#{one.id})")
