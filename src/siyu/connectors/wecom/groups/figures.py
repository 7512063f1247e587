"""The vendor's daily figures of groups (p92133): what was said and by how many, which callbacks never tell.

Asked for by day and up to 100 owners at a time, back to 30 days when they were never asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import structlog
from sqlalchemy import Connection

from siyu.communities import queries as communities
from siyu.communities.figures import queries
from siyu.communities.figures.contracts import OwnerDay
from siyu.communities.figures.operations import save_figures
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import groups as api
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.kit.calendar import day_begin_ms, day_of
from siyu.kit.clock import DAY_MS, HOUR_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

OWNERS_PER_CALL = 100
CALLS_PER_STEP = 20
DAYS_BACK = 30
# The vendor adds a day up in the hours after it; asked too early it says less than there was.
SETTLED_AFTER_MS = 5 * HOUR_MS
log = structlog.get_logger(__name__)


class FigureTaker:
    """Asks for the days that are missing; owners whom the vendor refuses rest for a day."""

    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._resting: dict[tuple[int, str], int] = {}

    def run(self, platform: Platform, _lease: Lease | None = None) -> int:
        """This function will ask for up to 20 batches of every brand and return how many calls that took."""
        with platform.stores.core.reading() as conn:
            scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
        return sum(self._brand(platform, scope) for scope in scopes)

    def _brand(self, platform: Platform, scope: Scope) -> int:
        now_ms = platform.clock.now_ms()
        with platform.stores.core.reading() as conn:
            batches = self._missing(conn, scope, now_ms)
        if not batches:
            return 0
        try:
            corp = corp_of(platform, scope)
            for day, owners in batches:
                self._take(platform, scope, corp, day, owners)
        except WecomNotSetUp:
            return 0
        except SiyuError as error:
            log.warning("wecom.group_figures_later", brand=scope.brand_id, reason=error.detail("en"))
            return 0
        return len(batches)

    def _missing(self, conn: Connection, scope: Scope, now_ms: int) -> list[tuple[int, list[str]]]:
        """This function will list up to 20 (day, owners) to ask for, oldest day first."""
        last = day_of(now_ms - SETTLED_AFTER_MS) - 1
        owners = [
            one for one in communities.owners(conn, scope) if self._resting.get((scope.brand_id, one), 0) <= now_ms
        ]
        held = queries.last_days(conn, scope, owners)
        wanted: dict[int, list[str]] = defaultdict(list)
        for owner in owners:
            for day in range(max(held.get(owner, 0) + 1, last - DAYS_BACK + 1), last + 1):
                wanted[day].append(owner)
        batches = [(day, part) for day in sorted(wanted) for part in _cut(wanted[day])]
        return batches[:CALLS_PER_STEP]

    def _take(self, platform: Platform, scope: Scope, corp: Corp, day: int, owners: Sequence[str]) -> None:
        """This function will ask for one day of some owners; who is refused is found by halves and rests."""
        at_s = day_begin_ms(day) // SECOND_MS
        try:
            rows = list(api.figures(self._client, corp, owners, start_s=at_s, end_s=at_s))
        except WecomRefused as error:
            if not error.permanent:
                raise
            if len(owners) == 1:
                self._resting[(scope.brand_id, owners[0])] = platform.clock.now_ms() + DAY_MS
                return
            for part in (owners[: len(owners) // 2], owners[len(owners) // 2 :]):
                self._take(platform, scope, corp, day, part)
            return
        said = {str(row["owner"]): row["data"] for row in rows}
        found = [_day(owner, day, said.get(owner) or {}) for owner in owners]
        platform.stores.core.write(lambda conn: save_figures(conn, scope, found))


def _cut(owners: Sequence[str]) -> Iterable[list[str]]:
    return [list(owners[start : start + OWNERS_PER_CALL]) for start in range(0, len(owners), OWNERS_PER_CALL)]


def _day(owner: str, day: int, data: Json) -> OwnerDay:
    names = (
        "new_chat_cnt", "chat_total", "chat_has_msg", "new_member_cnt", "member_total", "member_has_msg", "msg_total",
    )  # fmt: skip
    return OwnerDay(owner, day, *(int(data.get(name) or 0) for name in names))
