"""Implements hand-overs' HandoverDesk with the WeCom API (p92571, p92124, p92125, p94088, p94081, p92127, p95703)."""

from collections.abc import Iterator
from typing import Any

from siyu.advisors.handover.contracts import (
    Answer,
    Ended,
    Hindrance,
    ItemState,
    Order,
    OwnedGroup,
    Refusal,
    TransferState,
    Unassigned,
)
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import BUSY, TOO_OFTEN, Remedy
from siyu.connectors.wecom.client.endpoints import groups, staff, transfers
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

NOT_SET_UP_RETRY_MS = 10 * MINUTE_MS
NO_RECORD = 5
STATES = {
    transfers.DONE: ItemState.DONE,
    transfers.WAITING: ItemState.WAITING,
    transfers.REFUSED: ItemState.REFUSED,
    transfers.TAKEOVER_FULL: ItemState.TAKER_FULL,
    NO_RECORD: ItemState.NO_RECORD,
}
# What WeCom says of one customer or group.
REASONS = {
    40096: Hindrance.NOT_FRIEND,
    40131: Hindrance.NOT_FRIEND,
    84061: Hindrance.NOT_FRIEND,
    40099: Hindrance.TAKER_FULL,
    40100: Hindrance.IN_TRANSFER,
    40129: Hindrance.IN_TRANSFER,
    90507: Hindrance.IN_TRANSFER,
    40128: Hindrance.TOO_OFTEN,
    90508: Hindrance.IN_TRANSFER,
    90500: Hindrance.STILL_HERE,
    49008: Hindrance.GONE,
    90501: Hindrance.GONE,
    90502: Hindrance.GONE,
}
# What WeCom says of the two people, so that nothing between them can be handed over.
BETWEEN = {
    40003: Hindrance.TAKER_UNABLE,
    60111: Hindrance.TAKER_UNABLE,
    60011: Hindrance.TAKER_UNABLE,
    84074: Hindrance.TAKER_UNABLE,
    41054: Hindrance.TAKER_UNABLE,
    40098: Hindrance.TAKER_UNABLE,
    40143: Hindrance.TAKER_UNABLE,
    40205: Hindrance.TAKER_UNABLE,
    40130: Hindrance.TAKER_UNABLE,
    40097: Hindrance.STILL_HERE,
    40099: Hindrance.TAKER_FULL,
}
# A second request for a group that is on its way, or has arrived, is refused so.
UNDER_WAY = frozenset({90504, 90507})
GROUP_GONE = frozenset({49008, 90501})
LISTED = (groups.ALL, groups.OWNER_LEFT)


class WecomHandoverDesk:
    """The hand-overs of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def able(self, scope: Scope) -> frozenset[str]:
        """This function will return the members with customer contact that the app sees."""
        return frozenset(staff.follow_staff(self._client, self._corp(scope)))

    def unassigned(self, scope: Scope) -> Iterator[Unassigned]:
        """This function will yield what hangs on members who left."""
        for row in transfers.unassigned(self._client, self._corp(scope)):
            left_at_ms = int(row.get("dimission_time") or 0) * SECOND_MS
            yield Unassigned(row["handover_userid"], row["external_userid"], left_at_ms)

    def groups_of(self, scope: Scope, userid: str) -> list[str]:
        """This function will list a member's groups that are not on their way to another owner."""
        rows = groups.groups(self._client, self._corp(scope), owners=[userid])
        return [row["chat_id"] for row in rows if row.get("status", groups.ALL) in LISTED]

    def group(self, scope: Scope, chat_id: str) -> OwnedGroup | None:
        """This function will return a group's name and owner; None when it was dismissed."""
        try:
            found = groups.group(self._client, self._corp(scope), chat_id, with_names=False)
        except WecomRefused as error:
            if error.errcode in GROUP_GONE:
                return None
            raise
        return OwnedGroup(chat_id, str(found.get("name") or ""), str(found.get("owner") or ""))

    def start(self, scope: Scope, order: Order) -> Answer:
        """This function will ask for up to 100 customers; words for the customer exist on the job only."""
        try:
            rows = transfers.transfer(
                self._client,
                self._corp(scope),
                order.idents,
                giver=order.giver,
                taker=order.taker,
                resigned=order.resigned,
                message=order.message or None,
            )
        except (WecomNotSetUp, WecomUnreachable, WecomRefused) as error:
            return _failed(error)
        refused = {row["external_userid"]: _refusal(row["errcode"]) for row in rows if row["errcode"]}
        return Answer(Ended.DONE, refused)

    def start_groups(self, scope: Scope, order: Order) -> Answer:
        """This function will ask for up to 100 groups."""
        try:
            rows = transfers.transfer_groups(
                self._client, self._corp(scope), order.idents, taker=order.taker, resigned=order.resigned
            )
        except (WecomNotSetUp, WecomUnreachable, WecomRefused) as error:
            return _failed(error)
        return Answer(Ended.DONE, {row["chat_id"]: _refusal(row["errcode"]) for row in rows})

    def states(self, scope: Scope, giver: str, taker: str, *, resigned: bool) -> Iterator[TransferState]:
        """This function will yield every hand-over between two members that WeCom remembers."""
        corp = self._corp(scope)
        for row in transfers.states(self._client, corp, giver=giver, taker=taker, resigned=resigned):
            at_ms = int(row.get("takeover_time") or 0) * SECOND_MS
            yield TransferState(row["external_userid"], STATES.get(row["status"], ItemState.NO_RECORD), at_ms)

    def _corp(self, scope: Scope) -> Corp:
        return corp_of(self._platform, scope)


def _refusal(code: int) -> Refusal:
    reason = REASONS.get(code, Hindrance.VENDOR)
    return Refusal(reason, code, later=code in (TOO_OFTEN, BUSY), moving=code in UNDER_WAY)


def _failed(error: WecomNotSetUp | WecomUnreachable | WecomRefused) -> Answer:
    """This function will say what a failed request comes to; only what certainly was not done may be asked for again."""
    if isinstance(error, WecomNotSetUp):
        return _told(Ended.LATER, error, retry_after_ms=NOT_SET_UP_RETRY_MS)
    if isinstance(error, WecomUnreachable):
        return _told(Ended.UNKNOWN if error.sent else Ended.LATER, error)
    if error.errcode == BUSY:  # "busy" does not say whether it was done
        return _told(Ended.UNKNOWN, error)
    if error.errcode in BETWEEN:
        return _told(Ended.REFUSED, error, whole=Refusal(BETWEEN[error.errcode], error.errcode))
    ended = Ended.REFUSED if error.remedy is Remedy.NONE else Ended.LATER
    return _told(ended, error, retry_after_ms=error.retry_after_ms)


def _told(ended: Ended, error: Any, *, whole: Refusal | None = None, retry_after_ms: int = 0) -> Answer:
    return Answer(
        ended,
        whole=whole,
        reason=error.detail("zh"),
        reason_en=error.detail("en"),
        retry_after_ms=retry_after_ms,
    )
