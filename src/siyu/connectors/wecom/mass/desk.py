"""Tasks for groups, reminding, taking back, and what was sent to many without us (p92135, p93338, p97610, p97611)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from siyu.connectors.wecom.channel import RESULTS
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import MEDIA_GONE, NO_SUCH_TASK, NOBODY_TO_SEND_TO, STILL_DISPATCHING
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import mass as api
from siyu.connectors.wecom.client.endpoints.content import Attachment as Card
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.library import MediaLibrary, forget
from siyu.connectors.wecom.credentials import CHANNEL, Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.materials.cards import media_ids
from siyu.connectors.wecom.materials.writing import written
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.kit.clock import DAY_MS, HOUR_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Content, Recipient, TaskReport
from siyu.outreach.mass.contracts import Reminded
from siyu.outreach.ports import Uncertain
from siyu.outreach.quota.contracts import OwnSend, Subject

Cards = list[Card]
SYSTEM_BUSY = -1
CANCELLED_BEFORE = 41093
REMINDED_TOO_OFTEN = 41094
MADE_BY_CORP, MADE_BY_MEMBERS = 0, 1
TASKS_PER_PAGE = 100
ROWS_PER_PAGE = 1_000
# The vendor refuses windows longer than a month.
SPAN_MS = 30 * DAY_MS
# After this long what has not been sent of an advisor's own message will not be.
FINAL_AFTER_MS = HOUR_MS
# So long a task of ours may exist that we have not noted yet.
YOUNG_MS = HOUR_MS
UNSENT, SENT = 0, 1
CONFIRMED = 2
SUBJECTS = {"single": Subject.CUSTOMER, "group": Subject.GROUP}
CHAT_TYPES = {subject: chat_type for chat_type, subject in SUBJECTS.items()}
ADDRESSES = {Subject.CUSTOMER: "external_userid", Subject.GROUP: "chat_id"}


@dataclass(frozen=True, slots=True)
class Share:
    """One advisor's share of a mass message."""

    msgid: str
    userid: str
    created_at_ms: int
    subject: Subject


class WecomDesk:
    """Implements mass messages' MassDesk port."""

    channel = CHANNEL

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client
        self._media = WecomMediaStore(platform, MediaLibrary(platform, client))

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

    def own_sends(self, scope: Scope, subject: Subject, *, since_ms: int, known: frozenset[str]) -> Iterator[OwnSend]:
        """This function will yield the mass messages that advisors made by themselves since then, but those `known`."""
        corp = self._corp_if_set_up(scope)
        if corp is None:
            return
        # The vendor does not say in which order it lists them.
        rows = sorted(self._listed(corp, since_ms, CHAT_TYPES[subject], MADE_BY_MEMBERS), key=_created)
        for row in rows:
            msgid, creator = str(row["msgid"]), str(row.get("creator") or "")
            if creator and msgid not in known:
                yield self._read(corp, Share(msgid, creator, _created(row), subject), vendor_id=msgid)

    def foreign_sends(
        self, scope: Scope, *, since_ms: int, known: frozenset[str], ours: frozenset[str]
    ) -> Iterator[OwnSend]:
        """This function will yield the confirmed shares, but those `known`, of mass messages that other apps made."""
        corp, young_ms = self._corp_if_set_up(scope), self._platform.clock.now_ms() - YOUNG_MS
        if corp is None:
            return
        for chat_type, subject in SUBJECTS.items():
            for row in self._listed(corp, since_ms, chat_type, MADE_BY_CORP):
                msgid, made_ms = str(row["msgid"]), _created(row)
                if msgid in ours or made_ms > young_ms:
                    continue  # a task of ours may not have been noted yet while it is young
                for userid in self._confirmed(corp, msgid):
                    share = f"{msgid}/{userid}"
                    if share not in known:
                        found = self._read(corp, Share(msgid, userid, made_ms, subject), vendor_id=share)
                        yield replace(found, final=True)

    def send_to_groups(
        self, scope: Scope, owner: str, chat_ids: Sequence[str], content: Content
    ) -> tuple[str, frozenset[str]]:
        """This function will make one task for an owner's groups and return its id and the groups not taken."""
        corp = self._corp(scope)
        cards = written(self._platform, self._media, scope, content.attachments)
        try:
            made = api.to_groups(
                self._client, corp, chat_ids, sender=owner, text=content.text, attachments=cast(Cards, cards)
            )
        except WecomUnreachable as error:
            if error.sent:
                raise Uncertain(value=error.value) from error
            raise
        except WecomRefused as error:
            if error.errcode == NOBODY_TO_SEND_TO:
                return "", frozenset(chat_ids)
            if error.errcode == SYSTEM_BUSY:  # "busy" does not say whether the task was made
                raise Uncertain(value=error.value) from error
            if error.errcode in MEDIA_GONE:
                forget(self._platform, scope, corp, media_ids(cards))
                error.permanent = False
            raise
        return made["msgid"], frozenset(made["fail_list"])

    def find_group_task(
        self, scope: Scope, owner: str, chat_ids: Sequence[str], text: str, *, since_ms: int, known: frozenset[str]
    ) -> str | None:
        """This function will look for an owner's task for these groups: "" none for sure, None not to be told yet."""
        corp, wanted = self._corp(scope), set(chat_ids)
        for row in self._listed(corp, since_ms, "group", MADE_BY_CORP):
            said = (row.get("text") or {}).get("content") or ""
            if said != text or str(row["msgid"]) in known:
                continue
            report = self.group_report(scope, str(row["msgid"]), owner)
            if report is None:
                return None
            if wanted & set(report.addresses):
                return str(row["msgid"])
        return ""

    def group_report(self, scope: Scope, vendor_id: str, owner: str) -> TaskReport | None:
        """This function will return news of an owner's task, None while WeCom hands it out or has forgotten it."""
        corp = self._corp(scope)
        try:
            shares = {one["userid"]: one for one in api.shares(self._client, corp, vendor_id)}
            rows = list(api.deliveries(self._client, corp, vendor_id, owner))
        except WecomRefused as error:
            if error.errcode in (STILL_DISPATCHING, NO_SUCH_TASK):
                return None
            raise
        mine = shares.get(owner) or {}
        at_ms = int(mine.get("send_time") or 0) * SECOND_MS if mine.get("status") == CONFIRMED else 0
        return TaskReport(
            vendor_id,
            owner,
            at_ms,
            tuple(str(row["chat_id"]) for row in rows if "chat_id" in row),
            tuple(
                Recipient(str(row["chat_id"]), *RESULTS[row["status"]])
                for row in rows
                if "chat_id" in row and row.get("status") in RESULTS
            ),
        )

    def _corp(self, scope: Scope) -> Corp:
        return corp_of(self._platform, scope)

    def _corp_if_set_up(self, scope: Scope) -> Corp | None:
        """This function will return the brand's corp, or None: where none is set up, nobody can have sent anything."""
        try:
            return self._corp(scope)
        except WecomNotSetUp:
            return None

    def _listed(self, corp: Corp, since_ms: int, chat_type: str, made_by: int) -> Iterator[Json]:
        now_ms = self._platform.clock.now_ms()
        body = {"chat_type": chat_type, "filter_type": made_by, "limit": TASKS_PER_PAGE}
        for start_ms in range(since_ms, now_ms + 1, SPAN_MS):
            window = {
                "start_time": start_ms // SECOND_MS,
                "end_time": min(start_ms + SPAN_MS, now_ms + SECOND_MS) // SECOND_MS,
            }
            yield from self._client.pages(
                corp, "externalcontact/get_groupmsg_list_v2", {**body, **window}, "group_msg_list"
            )

    def _confirmed(self, corp: Corp, msgid: str) -> list[str]:
        body = {"msgid": msgid, "limit": ROWS_PER_PAGE}
        try:
            rows = list(self._client.pages(corp, "externalcontact/get_groupmsg_task", body, "task_list", retries=0))
        except WecomRefused as error:
            if error.errcode in (STILL_DISPATCHING, NO_SUCH_TASK):
                return []
            raise
        return [str(row["userid"]) for row in rows if row.get("status") == CONFIRMED]

    def _read(self, corp: Corp, share: Share, *, vendor_id: str) -> OwnSend:
        body = {"msgid": share.msgid, "userid": share.userid, "limit": ROWS_PER_PAGE}
        path = "externalcontact/get_groupmsg_send_result"
        try:
            rows = list(self._client.pages(corp, path, body, "send_list", retries=0))
        except WecomRefused as error:
            if error.errcode == STILL_DISPATCHING:
                return OwnSend(vendor_id, share.userid, share.created_at_ms, False, (), share.subject)
            raise
        old = share.created_at_ms < self._platform.clock.now_ms() - FINAL_AFTER_MS
        field = ADDRESSES[share.subject]
        reached = tuple(
            (str(row[field]), int(row.get("send_time") or 0) * SECOND_MS or share.created_at_ms)
            for row in rows
            if row.get("status") == SENT and field in row
        )
        final = old or all(row.get("status") != UNSENT for row in rows)
        return OwnSend(vendor_id, share.userid, share.created_at_ms, final, reached, share.subject)


def _created(row: Json) -> int:
    """This function will return when a listed message was made, in milliseconds."""
    return int(row["create_time"]) * SECOND_MS
