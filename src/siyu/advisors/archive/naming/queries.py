"""Who the people of conversations are; one read a page, however many people are on it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from siyu.advisors.archive import schemas
from siyu.advisors.archive.contracts import Talk
from siyu.customers import queries as customers
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.queries import staff_by_wecom

EXTERNAL = "external_userid"
IN_MAX = 500


class Names:
    """Names people for one request."""

    def __init__(self, platform: Platform, scope: Scope) -> None:
        self._platform = platform
        # Somebody of the caller's people talks to them, whichever store they belong to.
        self._scope = Scope(scope.brand_id, None, scope.actor)

    def people(self, conn: Connection, ids: Iterable[str]) -> dict[str, str]:
        """This function will name members and customers by userid or external user id; unknown ones are left out."""
        asked = set(ids)
        found = member_names(conn, self._scope, asked)
        return found | {external: name for external, (_, name) in self._customers(conn, asked - found.keys()).items()}

    def talks(self, conn: Connection, found: Sequence[Talk]) -> list[schemas.TalkOut]:
        """This function will return conversations with the names of who is in them."""
        staff = member_names(conn, self._scope, {person for one in found for person in one.people})
        known = self._customers(conn, {one.external_userid for one in found if one.external_userid})
        return [_talk_out(one, staff, known.get(one.external_userid)) for one in found]

    def externals(self, conn: Connection, customer_id: int) -> tuple[str, ...]:
        """This function will return a customer's external user ids."""
        points = customers.contact_points(self._platform, conn, self._scope, [customer_id], EXTERNAL)
        return tuple(points.values())

    def _customers(self, conn: Connection, externals: Iterable[str]) -> dict[str, tuple[int, str]]:
        keys = [(EXTERNAL, one) for one in sorted(set(externals))]
        owners = customers.owners(conn, self._scope, keys)
        cards = {
            card.id: card.name
            for card in customers.cards(self._platform, conn, self._scope, sorted(set(owners.values())))
        }
        return {external: (owner, cards.get(owner, "")) for (_, external), owner in owners.items()}


def member_names(conn: Connection, scope: Scope, userids: Iterable[str]) -> dict[str, str]:
    """This function will name members by userid; unknown ones are left out."""
    found: dict[str, str] = {}
    for part in scoped.batches(sorted(set(userids)), IN_MAX):
        found |= {userid: person.name for userid, person in staff_by_wecom(conn, scope, part).items()}
    return found


def _talk_out(one: Talk, staff: dict[str, str], known: tuple[int, str] | None) -> schemas.TalkOut:
    return schemas.TalkOut(
        id=one.id,
        kind=one.kind,
        staff=[staff.get(person, person) for person in one.people],
        customer=known[1] if known else "",
        customer_id=known[0] if known else None,
        room_id=one.room_id,
        messages=one.messages,
        first_at_ms=one.first_at_ms,
        last_at_ms=one.last_at_ms,
        last_kind=one.last_kind,
        last_text=one.last_text,
    )
