"""Reminding, taking back, and reading what advisors sent to many by themselves (p92135, p93338, p97610, p97611)."""

from collections.abc import Iterator

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import NO_SUCH_TASK, STILL_DISPATCHING
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import CHANNEL, Corp, corp_of
from siyu.kit.clock import DAY_MS, HOUR_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.mass.contracts import Reminded
from siyu.outreach.quota.contracts import OwnSend

CANCELLED_BEFORE = 41093
REMINDED_TOO_OFTEN = 41094
MADE_BY_MEMBERS = 1
TASKS_PER_PAGE = 100
ROWS_PER_PAGE = 1_000
# The vendor refuses windows longer than a month.
SPAN_MS = 30 * DAY_MS
# After this long what has not been sent of an advisor's own message will not be.
FINAL_AFTER_MS = HOUR_MS
UNSENT, SENT = 0, 1


class WecomDesk:
    """Implements mass messages' MassDesk port."""

    channel = CHANNEL

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def remind(self, scope: Scope, vendor_id: str) -> Reminded:
        """This function will remind the advisors of a task who have not confirmed."""
        try:
            self._client.post(self._corp(scope), "externalcontact/remind_groupmsg_send", {"msgid": vendor_id})
        except WecomRefused as error:
            if error.errcode == REMINDED_TOO_OFTEN:
                return Reminded.TOO_OFTEN
            if error.errcode in (CANCELLED_BEFORE, NO_SUCH_TASK):
                return Reminded.GONE
            raise
        return Reminded.DONE

    def cancel(self, scope: Scope, vendor_id: str) -> None:
        """This function will stop what has not been confirmed of a task; one stopped or forgotten stays so."""
        try:
            self._client.post(self._corp(scope), "externalcontact/cancel_groupmsg_send", {"msgid": vendor_id})
        except WecomRefused as error:
            if error.errcode not in (CANCELLED_BEFORE, NO_SUCH_TASK):
                raise

    def own_sends(self, scope: Scope, *, since_ms: int, known: frozenset[str]) -> Iterator[OwnSend]:
        """This function will yield the mass messages that advisors made by themselves since then, but those `known`."""
        corp = self._corp(scope)
        for row in self._listed(corp, since_ms):
            msgid, creator = str(row["msgid"]), str(row.get("creator") or "")
            if creator and msgid not in known:
                yield self._read(corp, msgid, creator, int(row["create_time"]) * SECOND_MS)

    def _corp(self, scope: Scope) -> Corp:
        return corp_of(self._platform, scope)

    def _listed(self, corp: Corp, since_ms: int) -> Iterator[Json]:
        now_ms = self._platform.clock.now_ms()
        body = {"chat_type": "single", "filter_type": MADE_BY_MEMBERS, "limit": TASKS_PER_PAGE}
        for start_ms in range(since_ms, now_ms + 1, SPAN_MS):
            window = {
                "start_time": start_ms // SECOND_MS,
                "end_time": min(start_ms + SPAN_MS, now_ms + SECOND_MS) // SECOND_MS,
            }
            yield from self._client.pages(
                corp, "externalcontact/get_groupmsg_list_v2", {**body, **window}, "group_msg_list"
            )

    def _read(self, corp: Corp, msgid: str, creator: str, created_at_ms: int) -> OwnSend:
        body = {"msgid": msgid, "userid": creator, "limit": ROWS_PER_PAGE}
        path = "externalcontact/get_groupmsg_send_result"
        try:
            rows = list(self._client.pages(corp, path, body, "send_list", retries=0))
        except WecomRefused as error:
            if error.errcode == STILL_DISPATCHING:
                return OwnSend(msgid, creator, created_at_ms, False, ())
            raise
        old = created_at_ms < self._platform.clock.now_ms() - FINAL_AFTER_MS
        reached = tuple(
            (str(row["external_userid"]), int(row.get("send_time") or 0) * SECOND_MS or created_at_ms)
            for row in rows
            if row.get("status") == SENT and "external_userid" in row
        )
        return OwnSend(msgid, creator, created_at_ms, old or all(row.get("status") != UNSENT for row in rows), reached)
