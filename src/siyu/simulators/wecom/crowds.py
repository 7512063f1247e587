"""Seeded friendships by the million: kept as arithmetic, made into records only when somebody looks or acts.

A crowd gives each of its members the same number of customers of their own; ids are a prefix and a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from siyu.simulators.wecom.entities import ExternalUser, Relation

ADDED_BY_QR = 1
DIGITS = 24


@dataclass(frozen=True, slots=True)
class Crowd:
    """This record is `per_member` customers for each of `userids`, friends since `created_at_ms`.

    Customer number n (0-based) belongs to member n // per_member and has serial `first_serial` + n.
    """

    prefix: str
    userids: tuple[str, ...]
    per_member: int
    created_at_ms: int
    first_serial: int
    places: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many customers there are."""
        return len(self.userids) * self.per_member

    def ident(self, number: int) -> str:
        """Return the id of a customer."""
        return f"{self.prefix}{number:0{DIGITS}d}"

    def number(self, external_userid: str) -> int | None:
        """Return the number of a customer, or None for somebody else."""
        digits = external_userid[len(self.prefix) :]
        if not external_userid.startswith(self.prefix) or len(digits) != DIGITS or not digits.isdecimal():
            return None
        return int(digits) if int(digits) < len(self) else None

    def owner(self, external_userid: str) -> str | None:
        """Return the member whose customer it is."""
        number = self.number(external_userid)
        return None if number is None else self.userids[number // self.per_member]

    def relation(self, number: int) -> Relation:
        """Return the friendship of a customer as it was seeded; a new record each time."""
        ident = self.ident(number)
        userid = self.userids[number // self.per_member]
        return Relation(self.first_serial + number, userid, ident, self.created_at_ms, ADDED_BY_QR, ident)

    def customer(self, number: int) -> ExternalUser:
        """Return the account of a customer as it was seeded; a new record each time."""
        ident = self.ident(number)
        return ExternalUser(ident, f"微信客户{number}", unionid=f"oU{ident}", gender=number % 3)

    def numbers(self, userid: str, after_serial: int = 0) -> Iterator[int]:
        """Yield the numbers of a member's customers whose serial is higher."""
        place = self.places.get(userid)
        if place is None:
            return iter(())
        first = place * self.per_member
        return iter(range(max(first, after_serial + 1 - self.first_serial), first + self.per_member))


class Customers(dict[str, ExternalUser]):
    """This mapping will know every customer, those of crowds without holding them."""

    def __init__(self) -> None:
        """Start without customers."""
        super().__init__()
        self.crowds: list[Crowd] = []

    def __missing__(self, ident: str) -> ExternalUser:
        """Return a customer of a crowd; raise KeyError for a stranger."""
        for crowd in self.crowds:
            number = crowd.number(ident)
            if number is not None:
                return crowd.customer(number)
        raise KeyError(ident)

    def __contains__(self, ident: object) -> bool:
        """Return whether somebody has this id."""
        return super().__contains__(ident) or any(crowd.number(str(ident)) is not None for crowd in self.crowds)

    def __len__(self) -> int:
        """Return how many customers there are, crowds included."""
        return super().__len__() + sum(map(len, self.crowds))

    def find(self, ident: str) -> ExternalUser | None:
        """Return a customer or None."""
        try:
            return self[ident]
        except KeyError:
            return None
