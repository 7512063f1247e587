"""Reads of a brand's rules for its archive."""

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import ArchiveRules
from siyu.advisors.archive.models import archive_rules
from siyu.kit.codec import decode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope


def rules(conn: Connection, scope: Scope) -> ArchiveRules:
    """This function will return the brand's rules; the defaults as long as nobody has changed them."""
    held = conn.execute(scoped.select(scope, archive_rules.c.rules)).scalar()
    return ArchiveRules() if held is None else decode(held, ArchiveRules)
