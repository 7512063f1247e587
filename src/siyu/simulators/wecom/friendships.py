"""Who is whose friend: found by member, by customer, and per member in order of creation."""

import heapq
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from siyu.simulators.wecom.crowds import Crowd
from siyu.simulators.wecom.entities import Relation

NEWEST_MAX = 100


@dataclass
class Friends:
    """This index will keep friendships; those of crowds become records of their own when they are found one by one.

    `_by_age` is append-only, so a cursor (the last serial seen) stays valid while friends come and go. What walks many
    friendships (`of_member`, `after`) hands out records of crowds to read only.
    """

    newest: deque[Relation] = field(default_factory=lambda: deque(maxlen=NEWEST_MAX))
    crowds: list[Crowd] = field(default_factory=list)
    _by_member: dict[str, dict[str, Relation]] = field(default_factory=dict)
    _followers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _by_age: dict[str, list[Relation]] = field(default_factory=dict)

    def put(self, relation: Relation) -> None:
        """Add a friendship, replacing an ended one of the same two people."""
        self._by_member.setdefault(relation.userid, {})[relation.external_userid] = relation
        self._by_age.setdefault(relation.userid, []).append(relation)
        self.newest.append(relation)
        known = self._followers.get(relation.external_userid, ())
        if relation.userid not in known:
            self._followers[relation.external_userid] = (*known, relation.userid)

    def find(self, userid: str, external_userid: str) -> Relation | None:
        """Return the newest friendship of the two, ended ones included, or None."""
        held = self._by_member.get(userid, {}).get(external_userid)
        return held if held is not None else self._from_crowd(userid, external_userid)

    def listed(self, userid: str, external_userid: str) -> Relation | None:
        """Return the friendship when the API still shows it, or None."""
        relation = self.find(userid, external_userid)
        return relation if relation is not None and relation.listed else None

    def after(self, userid: str, serial: int = 0) -> Iterator[Relation]:
        """Yield a member's shown friendships in order of creation, from the first one after a serial."""
        rows = self._by_age.get(userid, [])
        start = bisect_right(rows, serial, key=lambda row: row.serial)
        held = self._by_member.get(userid, {})
        own = (rows[i] for i in range(start, len(rows)) if held[rows[i].external_userid] is rows[i])
        seeded = (self._seeded(crowd, userid, serial) for crowd in self.crowds)
        merged = heapq.merge(own, *seeded, key=lambda row: row.serial) if self.crowds else own
        return (relation for relation in merged if relation.listed)

    def count(self, userid: str) -> int:
        """Return how many friendships of a member are shown."""
        return sum(1 for _ in self.after(userid))

    def of_member(self, userid: str) -> list[Relation]:
        """Return the shown friendships of a member."""
        return list(self.after(userid))

    def of_customer(self, external_userid: str) -> list[Relation]:
        """Return the shown friendships of a customer, oldest member first."""
        owners = [crowd.owner(external_userid) for crowd in self.crowds]
        userids = dict.fromkeys([*filter(None, owners), *self._followers.get(external_userid, ())])
        found = (self.listed(userid, external_userid) for userid in userids)
        return [relation for relation in found if relation is not None]

    def everybody(self) -> Iterator[str]:
        """Yield the id of every customer who is or was somebody's friend, each once."""
        yield from self._followers
        for crowd in self.crowds:
            yield from (ident for ident in map(crowd.ident, range(len(crowd))) if ident not in self._followers)

    def _seeded(self, crowd: Crowd, userid: str, serial: int) -> Iterator[Relation]:
        held = self._by_member.get(userid, {})
        for number in crowd.numbers(userid, serial):
            mine = held.get(crowd.ident(number))
            if mine is None:
                yield crowd.relation(number)
            elif mine.serial == crowd.first_serial + number:
                yield mine

    def _from_crowd(self, userid: str, external_userid: str) -> Relation | None:
        """Return a seeded friendship as a record that is kept from now on."""
        for crowd in self.crowds:
            number = crowd.number(external_userid)
            if number is not None and crowd.userids[number // crowd.per_member] == userid:
                relation = crowd.relation(number)
                self._by_member.setdefault(userid, {})[external_userid] = relation
                return relation
        return None
