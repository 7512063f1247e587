"""One call's account of itself: what became of each entry, what was refused and why, what was changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform
from siyu.orders.contracts import NewOrder, NewRefund, Outcome, Problem, SaveResult
from siyu.orders.models import order_change


@dataclass(slots=True)
class Work:
    """What one call has found so far; `result` writes down the changes and closes it."""

    platform: Platform
    conn: Connection
    scope: Scope
    at_ms: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, place: int, error: SiyuError) -> None:
        """This function will book an entry as refused, with the reason in both languages."""
        self.outcomes[place] = Outcome.REJECTED
        self.problems.append(
            Problem(
                index=place,
                field=error.field or "",
                value=str(error.value),
                zh=error.detail("zh"),
                en=error.detail("en"),
                fix_zh=error.fix("zh"),
                fix_en=error.fix("en"),
            )
        )

    def note(self, key: tuple[str, str], change: tuple[str, Any, Any], *, taken: bool) -> None:
        """This function will note a change (field, before, after) of an order, and whether it was taken."""
        name, before, after = change
        texts = {"field": name, "before": str(before), "after": str(after)}
        self.changes.append({"source": key[0], "order_no": key[1], "taken": taken, "at_ms": self.at_ms, **texts})

    def result(self, count: int) -> SaveResult:
        """This function will write the changes and return what became of each of `count` entries."""
        scoped.insert_many(self.conn, self.scope, order_change, self.changes)
        return SaveResult(tuple(self.outcomes[place] for place in range(count)), tuple(self.problems))


def by_source(entries: Sequence[NewOrder | NewRefund]) -> dict[str, list[int]]:
    """This function will return the places of the entries, source by source."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        places[entry.source].append(place)
    return places
