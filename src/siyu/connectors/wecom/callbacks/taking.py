"""The ordinary lane: what callbacks mean for customers, friendships, tags and staff; the rest is kept with a reason.

Everything is set-based: one lookup a customer however often they are named, one core transaction a batch. While
welcomes wait, this lane takes small steps only.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import structlog
from sqlalchemy import Connection

from siyu.connectors.wecom import contacts, staff
from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.inbox import Callback
from siyu.connectors.wecom.callbacks.knocks import CONTACT, Knock, read
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import NO_RELATION
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.client.volley import Volley
from siyu.connectors.wecom.contacts import Contact
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.tags import reading as tags
from siyu.customers import operations as customers
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy, Recorded
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform

ADDED, HALF = f"{CONTACT}/add_external_contact", f"{CONTACT}/add_half_external_contact"
EDITED, AGREED = f"{CONTACT}/edit_external_contact", f"{CONTACT}/msg_audit_approved"
BY_STAFF, BY_CUSTOMER = f"{CONTACT}/del_external_contact", f"{CONTACT}/del_follow_user"
TRANSFER_FAILED = f"{CONTACT}/transfer_fail"
PEOPLE = frozenset({ADDED, HALF, EDITED, BY_STAFF, BY_CUSTOMER, AGREED})
LOOKED_UP = frozenset({ADDED, HALF, EDITED, AGREED})
TAG, STAFF = "change_external_tag", "change_contact"
TRANSFERRED = "DELETE_BY_TRANSFER"
BEHIND_MS = 300
LOOK_UP_S = 1.0
STEP, SMALL_STEP = inbox.BATCH_MAX, 20
ARCHIVE_CHANNEL = "archive"
log = structlog.get_logger(__name__)

# Takes the callbacks of one kind for another room; raising puts them off.
Listener = Callable[[Platform, Scope, Sequence[Knock]], None]


@dataclass(frozen=True, slots=True)
class Answers:
    """What WeCom says about the customers asked for, and whose lookup failed."""

    found: Mapping[str, Json] = field(default_factory=dict)
    failed: Mapping[str, Exception] = field(default_factory=dict)
    at_ms: int = 0


class Taker:
    """Works off callbacks; `listeners` take kinds ("change_external_chat", or with the change type) for other rooms.

    For one thread.
    """

    def __init__(self, client: WecomClient, at_once: int, listeners: Mapping[str, Listener] | None = None) -> None:
        self._client = client
        self._volley = Volley[str](client, at_once)
        self._listeners = listeners or {}

    def run(self, platform: Platform, _lease: Lease | None = None) -> int:
        """This function will work off a step of each brand's due callbacks and return how many.

        While welcomes are behind it takes a small step and returns 0, so that the lane rests.
        """
        now_ms = platform.clock.now_ms()
        with platform.stores.inbox.reading() as conn:
            brands = inbox.brands_with(conn, inbox.WAITING, now_ms)
            behind = bool(brands) and inbox.greetings_behind(conn, now_ms, BEHIND_MS)
        done = sum(self.take(platform, Scope(one), step=SMALL_STEP if behind else STEP) for one in brands)
        return 0 if behind else done

    def take(self, platform: Platform, scope: Scope, *, step: int = STEP) -> int:
        """This function will work off up to `step` callbacks of a brand and return how many."""
        with platform.stores.inbox.reading() as conn:
            found = inbox.waiting(conn, scope, platform.clock.now_ms(), limit=step)
        if not found:
            return 0
        try:
            corp = corp_of(platform, scope)
        except WecomNotSetUp as error:
            _put_off(platform, scope, [(one, error) for one in found])
            return len(found)
        by_kind: dict[str, list[Knock]] = defaultdict(list)
        for knock in map(read, found):
            by_kind["people" if knock.kind in PEOPLE else knock.kind].append(knock)
        for kind, knocks in by_kind.items():
            self._take_kind(platform, scope, corp, kind, knocks)
        return len(found)

    def _take_kind(self, platform: Platform, scope: Scope, corp: Corp, kind: str, knocks: list[Knock]) -> None:
        """This function will hand callbacks of one kind to who takes them; what fails is put off, with its error."""
        listener = self._listeners.get(kind) or self._listeners.get(kind.split("/")[0])
        try:
            if kind == "people":
                self._take_people(platform, scope, corp, knocks)
            elif kind.startswith(f"{TAG}/"):
                tags.read_list(platform, self._client, corp, scope)
                _finish(platform, scope, knocks)
            elif kind.startswith(f"{STAFF}/"):
                staff.take(platform, self._client, corp, scope, [one.fields for one in knocks])
                _finish(platform, scope, knocks)
            elif listener is not None:
                listener(platform, scope, knocks)
                _finish(platform, scope, knocks)
            else:
                _keep(platform, scope, kind, knocks)
        except Exception as error:
            if not isinstance(error, SiyuError):
                log.exception("wecom.callback_crashed", kind=kind)
            _put_off(platform, scope, [(one.callback, error) for one in knocks])

    def _take_people(self, platform: Platform, scope: Scope, corp: Corp, knocks: Sequence[Knock]) -> None:
        good, bad = _parted(knocks, lambda one: contacts.usable(one.external_userid) and bool(one.userid))
        answers = self._look_up(platform, corp, good)
        ready, waiting = _parted(
            good, lambda one: one.external_userid not in answers.failed or one.kind not in LOOKED_UP
        )
        failed = [(one.callback, answers.failed[one.external_userid]) for one in waiting]
        stored, crashed = _store(platform, scope, ready, answers)
        _finish(platform, scope, stored)
        if bad:
            _finish(platform, scope, bad, kept_because="names no usable customer or member")
        _put_off(platform, scope, [*failed, *crashed])

    def _look_up(self, platform: Platform, corp: Corp, knocks: Sequence[Knock]) -> Answers:
        """This function will ask WeCom once about each customer who was added or edited, several at a time."""
        wanted = list(dict.fromkeys(one.external_userid for one in knocks if one.kind in LOOKED_UP))
        at_ms = platform.clock.now_ms()
        for external_userid in wanted:
            self._volley.get(corp, "externalcontact/get", external_userid, external_userid=external_userid)
        said: dict[str, Json | Exception] = {}
        while not said.keys() >= set(wanted):
            said |= {one: _meaning(answer) for one, answer in self._volley.ended(LOOK_UP_S)}
        found = {one: answer for one, answer in said.items() if not isinstance(answer, Exception)}
        failed = {one: answer for one, answer in said.items() if isinstance(answer, Exception)}
        return Answers(found, failed, at_ms)


def _meaning(answer: Json | Exception) -> Json | Exception:
    """This function will read a friend not yet confirmed, or deleted since, as known by the id alone."""
    return {} if isinstance(answer, WecomRefused) and answer.errcode == NO_RELATION else answer


def _parted(knocks: Sequence[Knock], holds: Callable[[Knock], bool]) -> tuple[list[Knock], list[Knock]]:
    """This function will return those for whom something holds, and the others."""
    parts: dict[bool, list[Knock]] = {True: [], False: []}
    for one in knocks:
        parts[holds(one)].append(one)
    return parts[True], parts[False]


def _store(
    platform: Platform, scope: Scope, knocks: Sequence[Knock], answers: Answers
) -> tuple[list[Knock], list[tuple[Callback, Exception]]]:
    """This function will store a batch in one transaction; when it fails, one by one, so that one cannot hold up all."""
    if not knocks:
        return [], []
    try:
        platform.stores.core.write(lambda conn: _take_in(platform, conn, scope, knocks, answers))
    except Exception as error:
        if len(knocks) == 1:
            log.exception("wecom.callback_crashed", kind=knocks[0].kind)
            return [], [(knocks[0].callback, error)]
        parts = [_store(platform, scope, [one], answers) for one in knocks]
        return [one for stored, _ in parts for one in stored], [bad for _, failed in parts for bad in failed]
    return list(knocks), []


def _take_in(platform: Platform, conn: Connection, scope: Scope, knocks: Sequence[Knock], answers: Answers) -> Recorded:
    """This function will turn knocks into customers, friendships, consents and events, all in one core transaction."""
    people, news = _told(knocks, answers)
    owner, recorded = contacts.take_in(platform, conn, scope, people, news)
    agreed = sorted({owner[one.external_userid] for one in knocks if one.kind == AGREED})
    if agreed:
        customers.record_consent(
            platform, conn, scope, np.array(agreed, dtype=np.int64), channel=ARCHIVE_CHANNEL, granted=True,
            evidence="wecom msg_audit_approved", at_ms=platform.clock.now_ms(),
        )  # fmt: skip
    logged = [one for one in knocks if one.kind in (ADDED, HALF, BY_STAFF, BY_CUSTOMER)]
    events.record(platform, conn, scope, [_event(owner[one.external_userid], one) for one in logged])
    return recorded


def _told(knocks: Sequence[Knock], answers: Answers) -> tuple[list[Contact], list[FriendNews]]:
    """This function will return who is spoken of and what is said: by the callbacks, and by WeCom when asked."""
    people = {one.external_userid: Contact(one.external_userid, at_ms=one.at_ms) for one in knocks}
    news = [one for knock in knocks for one in _news(knock)]
    for external, answer in answers.found.items():
        if answer and external in people:
            people[external], said = contacts.read_answer(answer, at_ms=answers.at_ms)
            news += said
    return list(people.values()), news


def _news(knock: Knock) -> list[FriendNews]:
    said = FriendNews(knock.userid, knock.external_userid, 0)
    state = knock.fields.get("State", "")
    match knock.kind:
        case _ if knock.kind in (ADDED, HALF):
            half = knock.kind == HALF
            return [FriendNews(said.staff, said.external_userid, 0, Added(knock.at_ms, half, state))]
        case _ if knock.kind in (BY_STAFF, BY_CUSTOMER):
            return [FriendNews(said.staff, said.external_userid, 0, lost=Lost(knock.at_ms, _lost_by(knock)))]
    return []


def _lost_by(knock: Knock) -> LostBy:
    if knock.kind == BY_CUSTOMER:
        return LostBy.CUSTOMER
    return LostBy.TRANSFER if knock.fields.get("Source") == TRANSFERRED else LostBy.STAFF


def _event(customer_id: int, knock: Knock) -> NewEvent:
    added = knock.kind in (ADDED, HALF)
    properties = {"advisor": knock.userid, "change": knock.fields.get("ChangeType", "")}
    if knock.fields.get("State"):
        properties["state"] = knock.fields["State"]
    if not added:
        properties["by"] = _lost_by(knock).value
    return NewEvent(
        message_id=f"wecom:{knock.callback.digest}",
        customer_id=customer_id,
        at_ms=knock.at_ms,
        name="Friend Added" if added else "Friend Removed",
        properties=properties,
    )


def _keep(platform: Platform, scope: Scope, kind: str, knocks: Sequence[Knock]) -> None:
    """This function will keep what nobody takes, saying why."""
    if kind == TRANSFER_FAILED:
        for one in knocks:
            _finish(platform, scope, [one], kept_because=one.fields.get("FailReason") or "transfer_fail")
        return
    _finish(platform, scope, knocks, kept_because="no room takes this kind of event yet")


def _finish(platform: Platform, scope: Scope, knocks: Sequence[Knock], *, kept_because: str = "") -> None:
    ids = [one.callback.id for one in knocks]
    if ids:
        platform.stores.inbox.write(lambda conn: inbox.finish(conn, scope, ids, kept_because=kept_because))


def _put_off(platform: Platform, scope: Scope, failed: Sequence[tuple[Callback, Exception]]) -> None:
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        for callback, error in failed:
            inbox.put_off(conn, scope, callback, f"{type(error).__name__}: {error}", now_ms=now_ms)

    if failed:
        log.warning("wecom.callbacks_put_off", count=len(failed))
        platform.stores.inbox.write(work)
