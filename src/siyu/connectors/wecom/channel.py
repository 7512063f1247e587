"""Messages that advisors confirm: one vendor task for people of one advisor with the same text (p92135, p93338).

Nothing reaches a customer before the advisor taps "send" in WeCom; `collect` learns who did and what became of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import (
    MEDIA_GONE,
    NO_SUCH_TASK,
    NOBODY_TO_SEND_TO,
    STILL_DISPATCHING,
    Remedy,
)
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.library import MediaLibrary, forget
from siyu.connectors.wecom.credentials import CHANNEL, Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.materials.cards import media_ids
from siyu.connectors.wecom.materials.writing import written
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.customers.friends.queries import advisors
from siyu.kit.clock import MINUTE_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment, Message, OpenTask, Outcome, Recipient, Result, TaskReport
from siyu.outreach.queries import people_of_tasks

PEOPLE_PER_TASK_MAX = 10_000
ROWS_PER_PAGE = 1_000
TASKS_PER_PAGE = 100
SLOW_DOWN_MS = MINUTE_MS
NOT_SET_UP_RETRY_MS = 10 * MINUTE_MS
# How far the vendor's clock and ours may differ when looking for a task of ours.
CLOCK_MARGIN_S = 120
CONFIRMED = 2
RESULTS = {
    1: (Result.DELIVERED, ""),
    2: (Result.FAILED, "not_a_friend"),
    3: (Result.FAILED, "wecom_quota"),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one advisor ("" leaves the choice to WeCom) with one text and what goes with it."""

    sender: str
    text: str
    attachments: tuple[Attachment, ...]
    messages: tuple[Message, ...]


class WecomChannel:
    """Implements outreach's Channel port."""

    name = CHANNEL
    identity_kind: str | None = "external_userid"
    # One advisor's share of a campaign is handed over whole: as many as one task takes.
    batch_max = PEOPLE_PER_TASK_MAX

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client
        self._media = WecomMediaStore(platform, MediaLibrary(platform, client))

    def send(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will create one task for each advisor and text, and return one outcome a message."""
        try:
            corp = corp_of(self._platform, scope)
        except WecomNotSetUp:
            wait = NOT_SET_UP_RETRY_MS
            return [Outcome(one.intent_id, Result.RETRY, "channel not set up", retry_after_ms=wait) for one in messages]
        batches = self._batches(scope, messages)
        return [outcome for batch in batches for outcome in self._send_batch(scope, corp, batch)]

    def reconcile(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will look among the vendor's newest tasks for ours: same text, same people, not known yet."""
        corp = corp_of(self._platform, scope)
        batches = self._batches(scope, messages)
        tasks = Tasks(self, corp, messages)
        return [outcome for batch in batches for outcome in self._find(scope, batch, tasks)]

    def collect(self, scope: Scope, tasks: Sequence[OpenTask]) -> list[TaskReport]:
        """This function will ask who confirmed each task and what became of its recipients."""
        corp = corp_of(self._platform, scope)
        vendor_ids = dict.fromkeys(task.vendor_id for task in tasks)
        return [report for vendor_id in vendor_ids for report in self._news(corp, vendor_id)]

    def _news(self, corp: Corp, msgid: str) -> list[TaskReport]:
        """This function will report on a task; one still being handed out, or that the corp forgot, has no news."""
        try:
            return list(self._reports(corp, msgid))
        except WecomRefused as error:
            if error.errcode in (STILL_DISPATCHING, NO_SUCH_TASK):
                return []
            raise

    def _batches(self, scope: Scope, messages: Sequence[Message]) -> list[Batch]:
        with self._platform.stores.core.reading() as conn:
            unnamed = [message.customer_id for message in messages if not message.advisor]
            friends = advisors(conn, scope, unnamed)
        groups: dict[tuple[str, str, tuple[Attachment, ...]], list[Message]] = defaultdict(list)
        for message in messages:
            sender, external = friends.get(message.customer_id, ("", ""))
            named = message.advisor or (sender if external == message.address else "")
            groups[named, message.text, message.attachments].append(message)
        return [
            Batch(*words, tuple(group[start : start + PEOPLE_PER_TASK_MAX]))
            for words, group in groups.items()
            for start in range(0, len(group), PEOPLE_PER_TASK_MAX)
        ]

    def _send_batch(self, scope: Scope, corp: Corp, batch: Batch) -> list[Outcome]:
        try:
            cards = written(self._platform, self._media, scope, batch.attachments)
        except SiyuError as error:
            return _not_written(batch, error)
        body: Json = {"chat_type": "single", "external_userid": [message.address for message in batch.messages]}
        body |= {"sender": batch.sender} if batch.sender else {}
        body |= {"attachments": cards} if cards else {}
        body |= {"text": {"content": batch.text}} if batch.text else {}
        try:
            answer = self._client.post(corp, "externalcontact/add_msg_template", body)
        except WecomUnreachable as error:
            return _all(batch, Result.UNKNOWN if error.sent else Result.RETRY, str(error))
        except WecomRefused as error:
            if error.errcode in MEDIA_GONE and (gone := media_ids(cards)):
                forget(self._platform, scope, corp, gone)
                return _all(batch, Result.RETRY, f"wecom {error.errcode}")
            return _refused(batch, error)
        failed = set(answer.get("fail_list") or [])
        return [_taken(message, batch, str(answer["msgid"]), failed) for message in batch.messages]

    def _find(self, scope: Scope, batch: Batch, tasks: "Tasks") -> list[Outcome]:
        """This function will match a batch with tasks created around its dispatch; who is in none was not sent to."""
        left = {message.address: message for message in batch.messages}
        same = tasks.holding(batch)
        if same is None:
            return _all(batch, Result.UNKNOWN, "still dispatching")
        with self._platform.stores.flow.reading() as conn:
            # The same words may have gone to the same person before: that task is another message's.
            taken = people_of_tasks(conn, scope, same)
        found: list[Outcome] = []
        for msgid, addresses in same.items():
            mine = [left[one] for one in addresses if one in left]
            new = [message for message in mine if (msgid, message.customer_id) not in taken]
            found += [Outcome(one.intent_id, Result.ACCEPTED, "", msgid, batch.sender) for one in new]
            for message in new:
                left.pop(message.address, None)
        return found + [Outcome(one.intent_id, Result.RETRY, "interrupted") for one in left.values()]

    def tasks_since(self, corp: Corp, since_s: int) -> list[Json]:
        """This function will list the tasks our corp's apps have created since then, in order of creation."""
        now_s = self._platform.clock.now_ms() // SECOND_MS
        body = {"chat_type": "single", "filter_type": 0, "limit": TASKS_PER_PAGE}
        window = {"start_time": since_s, "end_time": now_s + CLOCK_MARGIN_S}
        return list(
            self._client.pages(corp, "externalcontact/get_groupmsg_list_v2", {**body, **window}, "group_msg_list")
        )

    def people_of(self, corp: Corp, msgid: str) -> dict[str, set[str]] | None:
        """This function will say for whom a task is, by advisor; None while it is still being handed out."""
        try:
            return {report.advisor: set(report.addresses) for report in self._reports(corp, msgid)}
        except WecomRefused as error:
            if error.errcode == STILL_DISPATCHING:
                return None
            raise

    def _reports(self, corp: Corp, msgid: str) -> Iterable[TaskReport]:
        body = {"msgid": msgid, "limit": ROWS_PER_PAGE}
        # A task still being handed out is asked after later, not waited for: others are due.
        for task in self._client.pages(corp, "externalcontact/get_groupmsg_task", body, "task_list", retries=0):
            userid = str(task["userid"])
            rows = self._client.pages(
                corp, "externalcontact/get_groupmsg_send_result", {**body, "userid": userid}, "send_list", retries=0
            )
            listed = [(str(row["external_userid"]), int(row["status"])) for row in rows if "external_userid" in row]
            confirmed = task.get("status") == CONFIRMED
            at_ms = int(task.get("send_time") or 0) * SECOND_MS if confirmed else 0
            yield TaskReport(
                vendor_id=msgid,
                advisor=userid,
                confirmed_at_ms=at_ms or (self._platform.clock.now_ms() if confirmed else 0),
                addresses=tuple(address for address, _ in listed),
                recipients=tuple(
                    Recipient(address, *RESULTS[status]) for address, status in listed if status in RESULTS
                ),
            )


class Tasks:
    """The vendor's tasks since just before some messages were handed over; each is listed and read once."""

    def __init__(self, channel: WecomChannel, corp: Corp, messages: Sequence[Message]) -> None:
        self._channel = channel
        self._corp = corp
        self._since_s = min(message.dispatched_at_ms for message in messages) // SECOND_MS - CLOCK_MARGIN_S
        self._listed: list[Json] | None = None
        self._people: dict[str, dict[str, set[str]] | None] = {}

    def holding(self, batch: Batch) -> dict[str, set[str]] | None:
        """This function will return the tasks with the batch's text and sender and for whom they are: msgid → addresses.

        None while the vendor is still handing one of them out.
        """
        found: dict[str, set[str]] = {}
        for row in self._list():
            if ((row.get("text") or {}).get("content") or "") != batch.text:
                continue
            msgid = str(row["msgid"])
            people = self._read(msgid)
            if people is None:
                return None
            senders = [batch.sender] if batch.sender else list(people)
            found[msgid] = {one for sender in senders for one in people.get(sender, ())}
        return found

    def _list(self) -> list[Json]:
        if self._listed is None:
            self._listed = self._channel.tasks_since(self._corp, self._since_s)
        return self._listed

    def _read(self, msgid: str) -> dict[str, set[str]] | None:
        if msgid not in self._people:
            self._people[msgid] = self._channel.people_of(self._corp, msgid)
        return self._people[msgid]


def _taken(message: Message, batch: Batch, msgid: str, failed: set[str]) -> Outcome:
    if message.address in failed:
        return Outcome(message.intent_id, Result.FAILED, "not_a_customer")
    return Outcome(message.intent_id, Result.ACCEPTED, "", msgid, batch.sender)


def _not_written(batch: Batch, error: SiyuError) -> list[Outcome]:
    """This function will put a batch off whose files could not be uploaded, and fail one whose material is no more."""
    again = isinstance(error, WecomUnreachable) or (isinstance(error, WecomRefused) and error.remedy is not Remedy.NONE)
    return _all(batch, Result.RETRY if again else Result.FAILED, f"attachment: {error.detail('zh')}")


def _refused(batch: Batch, error: WecomRefused) -> list[Outcome]:
    if error.errcode == NOBODY_TO_SEND_TO:
        return _all(batch, Result.FAILED, "not_a_customer")
    if error.errcode == -1:  # "busy" does not say whether the task was made
        return _all(batch, Result.UNKNOWN, "wecom busy")
    if error.remedy is Remedy.NONE:
        return _all(batch, Result.FAILED, f"wecom {error.errcode}")
    wait = SLOW_DOWN_MS if error.remedy is Remedy.SLOW_DOWN else 0
    return _all(batch, Result.RETRY, f"wecom {error.errcode}", wait)


def _all(batch: Batch, result: Result, reason: str, retry_after_ms: int = 0) -> list[Outcome]:
    wait = retry_after_ms
    return [Outcome(one.intent_id, result, reason[:200], retry_after_ms=wait) for one in batch.messages]
