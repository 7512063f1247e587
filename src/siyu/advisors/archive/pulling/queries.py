"""How far the pull of a brand's archive has come."""

from sqlalchemy import Connection, func

from siyu.advisors.archive.contracts import Envelope, Position
from siyu.advisors.archive.models import archive_message, archive_position, archive_sealed
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope


def position(conn: Connection, scope: Scope) -> Position:
    """This function will return the brand's position; the beginning when nothing was pulled yet."""
    row = conn.execute(scoped.select(scope, archive_position)).first()
    if row is None:
        return Position()
    return Position(
        row.seq,
        row.pulled_at_ms,
        row.checked_at_ms,
        row.due_at_ms,
        row.failures,
        row.problem,
        row.missing,
        row.missing_at_ms,
    )


def sealed_count(conn: Connection, scope: Scope) -> dict[int, int]:
    """This function will count the messages that wait for a key, by key version."""
    statement = scoped.select(scope, archive_sealed.c.key_version, func.count().label("times"))
    rows = conn.execute(statement.group_by(archive_sealed.c.key_version))
    return {row.key_version: int(row.times) for row in rows}


def sealed(conn: Connection, scope: Scope, tried_with: dict[int, str], *, limit: int) -> list[Envelope]:
    """This function will list messages that wait for one of these keys (version: fingerprint) and were not tried with it."""
    found: list[Envelope] = []
    for version, fingerprint in sorted(tried_with.items()):
        table = archive_sealed.c
        statement = scoped.select(scope, archive_sealed).where(
            table.key_version == version, table.tried_with != fingerprint
        )
        rows = conn.execute(statement.order_by(table.seq).limit(limit - len(found)))
        found += [Envelope(row.seq, row.msgid, row.key_version, row.sealed_key, row.sealed_body) for row in rows]
        if len(found) >= limit:
            break
    return found


def message_count(conn: Connection, scope: Scope) -> int:
    """This function will count the brand's messages."""
    return int(conn.execute(scoped.select(scope, func.count(archive_message.c.id))).scalar_one())
