"""What callbacks mean: a new friend is welcomed within 20 seconds and becomes a customer; a lost one is noted."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import structlog
from sqlalchemy import Connection

from siyu.connectors.wecom import inbox
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import NO_RELATION, WELCOME_DELIVERED, WELCOME_EXPIRED, Remedy
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.friends import Friendship, save_friendships
from siyu.connectors.wecom.inbox import Callback
from siyu.connectors.wecom.xml import read_xml
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

SOURCE = "wecom"
CALLS_AT_ONCE = 5
WELCOME_WINDOW_MS = 20 * SECOND_MS
ADDED = frozenset({"add_external_contact", "add_half_external_contact"})
REMOVED = frozenset({"del_external_contact", "del_follow_user"})
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Knock:
    """A callback read: its fields, and what WeCom says about the contact."""

    callback: Callback
    fields: Mapping[str, str]
    contact: Json = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The callback's ChangeType."""
        return self.fields.get("ChangeType", "")

    @property
    def at_ms(self) -> int:
        """When it happened, by WeCom's clock."""
        created = self.fields.get("CreateTime", "")
        return int(created) * SECOND_MS if created.isdigit() else 0


def take_callbacks(platform: Platform, client: WecomClient, scope: Scope) -> int:
    """This function will work off up to 200 callbacks of the brand: welcomes first, then contacts; returns how many."""
    now_ms = platform.clock.now_ms()
    with platform.stores.inbox.reading() as conn:
        found = inbox.waiting(conn, scope, now_ms)
    if not found:
        return 0
    try:
        corp = corp_of(platform, scope)
    except WecomNotSetUp as error:
        _put_off(platform, scope, [(one, error) for one in found])
        return len(found)
    knocks = [Knock(one, read_xml(one.body)) for one in found]
    _welcome(platform, client, scope, corp, [one for one in knocks if one.kind in ADDED])
    ready, failed = _look_up(client, corp, knocks)
    if ready:
        platform.stores.core.write(lambda conn: _take_in(platform, conn, scope, ready))
        done = [one.callback.id for one in ready]
        platform.stores.inbox.write(lambda conn: inbox.finish(conn, scope, done))
    _put_off(platform, scope, failed)
    return len(found)


def _welcome(platform: Platform, client: WecomClient, scope: Scope, corp: Corp, knocks: Iterable[Knock]) -> None:
    """This function will greet new friends, five at once. The vendor takes a welcome code once, so none gets two."""
    due = [one for one in knocks if one.fields.get("WelcomeCode") and one.callback.welcome in ("", "sending")]
    if not corp.welcome_text or not due:
        return
    ids = [one.callback.id for one in due]
    platform.stores.inbox.write(lambda conn: inbox.mark_welcome(conn, scope, ids, "sending"))
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        words = list(pool.map(partial(_send_welcome, platform, client, corp), due))
    by_word: dict[str, list[int]] = {}
    for one, word in zip(due, words, strict=True):
        by_word.setdefault(word, []).append(one.callback.id)
    for word, members in by_word.items():
        platform.stores.inbox.write(partial(_mark, scope, members, word))


def _mark(scope: Scope, ids: Sequence[int], word: str, conn: Connection) -> None:
    inbox.mark_welcome(conn, scope, ids, word)


def _send_welcome(platform: Platform, client: WecomClient, corp: Corp, knock: Knock) -> str:
    """This function will send one welcome and return how it ended; "sending" when it may be tried again."""
    body = {"welcome_code": knock.fields["WelcomeCode"], "text": {"content": corp.welcome_text}}
    try:
        client.post(corp, "externalcontact/send_welcome_msg", body)
    except WecomUnreachable:
        return "sending"
    except WecomRefused as error:
        if error.errcode == WELCOME_DELIVERED:
            return "delivered before"
        late = platform.clock.now_ms() > knock.at_ms + WELCOME_WINDOW_MS
        if error.errcode == WELCOME_EXPIRED or late or error.remedy is Remedy.NONE:
            return f"refused {error.errcode}"
        return "sending"
    return "sent"


def _look_up(
    client: WecomClient, corp: Corp, knocks: Sequence[Knock]
) -> tuple[list[Knock], list[tuple[Callback, Exception]]]:
    """This function will ask WeCom about new contacts, five at once; what fails is tried again later."""
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        answers = list(pool.map(partial(_ask, client, corp), knocks))
    ready = [answer for answer in answers if isinstance(answer, Knock)]
    failed = [(one.callback, said) for one, said in zip(knocks, answers, strict=True) if isinstance(said, Exception)]
    return ready, failed


def _ask(client: WecomClient, corp: Corp, knock: Knock) -> Knock | Exception:
    if knock.kind not in ADDED:
        return knock
    try:
        answer = client.get(corp, "externalcontact/get", external_userid=knock.fields.get("ExternalUserID", ""))
    except WecomRefused as error:
        # A friend not yet confirmed by the advisor is known by the id alone.
        return knock if error.errcode == NO_RELATION else error
    except SiyuError as error:
        return error
    return Knock(knock.callback, knock.fields, answer)


def _take_in(platform: Platform, conn: Connection, scope: Scope, knocks: Sequence[Knock]) -> None:
    """This function will turn knocks into customers, friendships and events, all in one core transaction."""
    mine = [one for one in knocks if one.kind in ADDED | REMOVED and one.fields.get("ExternalUserID")]
    if not mine:
        return
    people = [_identities(one) for one in mine]
    now_ms = platform.clock.now_ms()
    ids = customers.resolve(platform, conn, scope, people, source=SOURCE, at_ms=now_ms)
    named = [(int(one_id), knock) for one_id, knock in zip(ids, mine, strict=True) if _name(knock)]
    if named:
        who = np.array([one_id for one_id, _ in named], dtype=np.int64)
        values = [{"name": _name(knock)} for _, knock in named]
        when = [knock.at_ms for _, knock in named]
        customers.set_attributes(platform, conn, scope, who, values, at_ms=when, source=SOURCE, define_missing=True)
    pairs = [(int(one_id), knock) for one_id, knock in zip(ids, mine, strict=True)]
    save_friendships(conn, scope, [_friendship(one_id, knock) for one_id, knock in pairs])
    events.record(platform, conn, scope, [_event(one_id, knock) for one_id, knock in pairs])


def _identities(knock: Knock) -> list[Identity]:
    found = [Identity("external_userid", knock.fields["ExternalUserID"])]
    unionid = (knock.contact.get("external_contact") or {}).get("unionid")
    return [*found, Identity("unionid", str(unionid))] if unionid else found


def _name(knock: Knock) -> str:
    return str((knock.contact.get("external_contact") or {}).get("name") or "")


def _friendship(customer_id: int, knock: Knock) -> Friendship:
    userid, external = knock.fields.get("UserID", ""), knock.fields["ExternalUserID"]
    return Friendship(userid, external, customer_id, knock.kind in ADDED, knock.at_ms)


def _event(customer_id: int, knock: Knock) -> NewEvent:
    added = knock.kind in ADDED
    properties = {"advisor": knock.fields.get("UserID", ""), "change": knock.kind}
    if knock.fields.get("State"):
        properties["state"] = knock.fields["State"]
    return NewEvent(
        message_id=f"wecom:{knock.callback.digest}",
        customer_id=customer_id,
        at_ms=knock.at_ms,
        name="Friend Added" if added else "Friend Removed",
        properties=properties,
    )


def _put_off(platform: Platform, scope: Scope, failed: Sequence[tuple[Callback, Exception]]) -> None:
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        for callback, error in failed:
            inbox.put_off(conn, scope, callback, f"{type(error).__name__}: {error}", now_ms=now_ms)

    if failed:
        log.warning("wecom.callbacks_put_off", count=len(failed))
        platform.stores.inbox.write(work)
