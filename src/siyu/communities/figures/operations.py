"""Writes of daily figures."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection

from siyu.communities.figures.contracts import OwnerDay
from siyu.communities.models import owner_day
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope

_FIGURES = (
    "new_groups", "groups", "talking_groups", "new_members", "members", "talking_members", "messages",
)  # fmt: skip


def save_figures(conn: Connection, scope: Scope, found: Sequence[OwnerDay]) -> None:
    """This function will store figures; those of a day and owner stored before are replaced."""
    rows = [asdict(one) for one in found]
    scoped.upsert(conn, scope, owner_day, rows, index=["brand_id", "owner", "day"], update=_FIGURES)
