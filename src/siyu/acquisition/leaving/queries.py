"""Names of who left again, as far as one may see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.acquisition.leaving.schemas import LostPersonOut
from siyu.customers import queries as customers
from siyu.kit.db.scope import Scope
from siyu.kit.http import Access
from siyu.tenancy.queries import staff_by_wecom

UNKNOWN = {"zh": "其他员工", "en": "Somebody else"}


def lost_people(access: Access, conn: Connection, rows: Sequence[Any]) -> list[LostPersonOut]:
    """This function will name the people of rows with customer_id, staff, at_ms and lost_at_ms, in that order."""
    cards = customers.cards(access.platform, conn, access.scope, [row.customer_id for row in rows])
    names = {one.id: one.name for one in cards}
    staff = staff_by_wecom(conn, Scope(access.scope.brand_id), {row.staff for row in rows})
    return [
        LostPersonOut(
            customer_id=row.customer_id,
            name=names[row.customer_id],
            staff=staff[row.staff].name if row.staff in staff else UNKNOWN[access.lang],
            at_ms=row.at_ms,
            lost_at_ms=row.lost_at_ms,
        )
        for row in rows
        if row.customer_id in names
    ]
