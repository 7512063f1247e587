"""Setting the remarks of links on who came through them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from siyu.acquisition.links.models import acquisition_link_visit
from siyu.acquisition.links.queries import links_by_id
from siyu.acquisition.remarking.domain import remark_text
from siyu.acquisition.remarking.operations import write_due
from siyu.acquisition.syncing.ports import ContactWays
from siyu.customers.queries import cards
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def write_link_remarks(platform: Platform, ways: ContactWays, scope: Scope) -> int:
    """This function will set up to 50 waiting remarks of links at the vendor and return how many."""

    def texts(conn: Connection, rows: Sequence[Any]) -> list[str]:
        links = {one.id: one.settings for one in links_by_id(conn, scope, sorted({row.link_id for row in rows}))}
        people = cards(platform, conn, scope, sorted({row.customer_id for row in rows}))
        names = {card.id: card.name for card in people}
        return [remark_text(links[row.link_id].remark, names.get(row.customer_id, "")) for row in rows]

    return write_due(platform, ways, scope, acquisition_link_visit, texts=texts)
