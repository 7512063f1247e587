"""A brand with orders whose every figure can be worked out by hand."""

from datetime import date, datetime, timedelta

from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.segments.factories import ZONE, Deed, log, make_people

Purchases = list[tuple[str, int]]


def log_orders(platform: Platform, scope: Scope, orders: dict[int, Purchases], *, name: str = "Order Paid") -> None:
    """Each order is (day, amount in fen), at ten in the morning in Shanghai."""
    log(platform, scope, {one: [_deed(name, day, fen) for day, fen in mine] for one, mine in orders.items()})


def _deed(name: str, day: str, fen: int) -> Deed:
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE) + timedelta(hours=10)
    return Deed(moment, name, fen, 1, {})


def make_buyers(platform: Platform, scope: Scope, purchases: list[Purchases]) -> list[int]:
    people = make_people(platform, scope, len(purchases))
    log_orders(platform, scope, dict(zip(people, purchases, strict=True)))
    return people
