"""Who is a friend of which advisor, as far as callbacks have told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from siyu.connectors.wecom.models import wecom_friend
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

IN_MAX = 500


@dataclass(frozen=True, slots=True)
class Friendship:
    """A customer became (or ceased to be) an advisor's friend."""

    userid: str
    external_userid: str
    customer_id: int
    is_friend: bool
    changed_at_ms: int


def save_friendships(conn: Connection, scope: Scope, found: Sequence[Friendship]) -> None:
    """This function will store the newest word on each friendship; `conn` is of the core store."""
    newest: dict[tuple[str, str], Friendship] = {}
    for one in sorted(found, key=lambda one: one.changed_at_ms):
        newest[one.userid, one.external_userid] = one
    known = _known(conn, scope, [one.external_userid for one in newest.values()])
    rows = [
        {
            "userid": one.userid,
            "external_userid": one.external_userid,
            "customer_id": one.customer_id,
            "is_friend": one.is_friend,
            "changed_at_ms": one.changed_at_ms,
        }
        for place, one in newest.items()
        if known.get(place, 0) <= one.changed_at_ms
    ]
    changed = ["customer_id", "is_friend", "changed_at_ms"]
    scoped.upsert(conn, scope, wecom_friend, rows, index=["brand_id", "userid", "external_userid"], update=changed)


def advisors(conn: Connection, scope: Scope, customer_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """This function will return each customer's newest friendship: (advisor, external user id)."""
    found: dict[int, tuple[str, str]] = {}
    table = wecom_friend.c
    for part in scoped.batches(sorted(set(customer_ids)), IN_MAX):
        statement = scoped.select(scope, table.customer_id, table.userid, table.external_userid)
        statement = statement.where(table.customer_id.in_(part), table.is_friend.is_(True))
        for row in conn.execute(statement.order_by(table.changed_at_ms, table.id)):
            found[row.customer_id] = (row.userid, row.external_userid)
    return found


def _known(conn: Connection, scope: Scope, external: Sequence[str]) -> dict[tuple[str, str], int]:
    table = wecom_friend.c
    known = {}
    for part in scoped.batches(list(external), IN_MAX):
        statement = scoped.select(scope, table.userid, table.external_userid, table.changed_at_ms)
        for row in conn.execute(statement.where(table.external_userid.in_(part))):
            known[row.userid, row.external_userid] = row.changed_at_ms
    return known
