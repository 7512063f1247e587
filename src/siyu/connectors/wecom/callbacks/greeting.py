"""The fast lane: a new friend is greeted within 20 seconds, before anything else is done about them (p92137).

Nothing is looked up at WeCom first. The vendor takes a welcome code once, so a worker that was killed between sending
and noting may send again: the answer 41051 then says that it has been delivered. Therefore workers need not keep each
other out; a claim of three seconds only saves double work.

When more friends come than can be greeted, the newest go first and those whose time is over are noted as late without
another attempt: some go without a welcome, not everybody.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import Connection

from siyu.acquisition.links import queries as links
from siyu.acquisition.live_codes import queries as live_codes
from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.inbox import Callback
from siyu.connectors.wecom.callbacks.knocks import Knock, read
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import MEDIA_GONE, WELCOME_DELIVERED, WELCOME_EXPIRED, Remedy
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.library import forget
from siyu.connectors.wecom.client.volley import Volley
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.materials.cards import media_ids
from siyu.connectors.wecom.materials.writing import ready_cards
from siyu.customers.friends import queries as friends
from siyu.kit.clock import SECOND_MS, to_datetime
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.outreach.attaching.queries import MATERIAL, material_ids
from siyu.outreach.welcome import operations as welcomes
from siyu.outreach.welcome.contracts import OF_LIVE_CODE, WelcomeContent, WelcomeOutcome, WelcomeResult, WelcomeRule
from siyu.outreach.welcome.queries import choose_from, rules
from siyu.tenancy import queries as tenancy

WINDOW_MS = 20 * SECOND_MS
# WeCom tells the second of the add only, so the window may end a second later than it seems.
WINDOW_MARGIN_MS = SECOND_MS
RETRY_MS = 500
SLOW_DOWN_MS = 1_000
UNDER_WAY_MAX = 400
ROUND_S, SLICE_S = 0.05, 0.01
BOOK_KEPT_MS = 2 * SECOND_MS
SEND = "externalcontact/send_welcome_msg"
NOT_READY = "attachment not ready"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How one attempt ended: with an outcome, or (None) to be tried again after `wait_ms`."""

    outcome: WelcomeOutcome | None
    reason: str = ""
    wait_ms: int = 0


@dataclass(frozen=True, slots=True)
class Greeting:
    """A welcome under way; `corp` and `content` are missing where none can be sent."""

    scope: Scope
    knock: Knock
    corp: Corp | None
    content: WelcomeContent | None
    interrupted: bool


@dataclass(frozen=True, slots=True)
class Book:
    """A brand's rules, default text, zone and app as read a moment ago; `corp` None: not set up.

    `codes` holds what live codes say themselves, by channel state, as far as it has been asked for (None: nothing).
    `cards` holds the materials that rules name, as they can be sent this moment.
    """

    corp: Corp | None
    rules: Sequence[WelcomeRule]
    zone: str
    read_at_ms: int
    codes: dict[str, WelcomeContent | None]
    cards: dict[int, Json]


class Greeter:
    """Sends welcomes, several at once; one slow answer holds nobody else up. For one thread.

    The books are kept in a thread of their own: while one turn is written down, the next welcomes are on their way.
    """

    def __init__(self, client: WecomClient, at_once: int, volley: Volley[Greeting] | None = None) -> None:
        self._client = client
        self._volley = volley or Volley[Greeting](client, at_once)
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="wecom-welcome")
        self._under_way: dict[int, Greeting] = {}
        self._ended: list[tuple[Greeting, Ended]] = []
        self._books: dict[int, Book] = {}

    def run(self, platform: Platform, _lease: Lease | None = None) -> int:
        """This function will note the welcomes that have ended, start those that are due, and wait a moment for them.

        Returns how many were noted or started, or are still under way.
        """
        ended, self._ended = self._ended, []
        known = frozenset(self._under_way)
        turn = self._keeper.submit(self._turn, platform, ended, known)
        while not turn.done():
            if known:
                self._take_all(platform, SLICE_S)
            wait([turn], timeout=0 if self._under_way else ROUND_S)
        fresh, dropped = turn.result()
        for greeting in fresh:
            self._under_way[greeting.knock.callback.id] = greeting
            self._send(platform, greeting)
        self._take_all(platform, ROUND_S)
        return len(ended) + dropped + len(self._ended) + len(self._under_way)

    def _take_all(self, platform: Platform, within_s: float) -> None:
        for greeting, answer in self._volley.ended(within_s):
            self._take(platform, greeting, answer)

    def _turn(
        self, platform: Platform, ended: Sequence[tuple[Greeting, Ended]], under_way: Collection[int]
    ) -> tuple[list[Greeting], int]:
        """This function will note what has ended and return the welcomes to be sent next, and how many come too late."""
        _note(platform, ended)
        now_ms = platform.clock.now_ms()
        room = UNDER_WAY_MAX - len(under_way)
        if room <= 0:
            return [], 0
        with platform.stores.inbox.reading() as conn:
            brands = inbox.brands_with(conn, inbox.GREET, now_ms)
        found: list[Greeting] = []
        dropped = 0
        for scope in map(Scope, brands):
            dropped += _drop_overdue(platform, scope, now_ms)
            found += self._due(platform, scope, now_ms, max(1, room // len(brands)), under_way)
        return found, dropped

    def _due(
        self, platform: Platform, scope: Scope, now_ms: int, room: int, under_way: Collection[int]
    ) -> list[Greeting]:
        """This function will claim a brand's welcomes that are due and choose what each says."""
        book = self._book(platform, scope, now_ms)
        if book.corp is not None:
            room = self._client.room(book.corp, SEND, room)  # after 45009 nobody is claimed only to be put back
        claimed = platform.stores.inbox.write(lambda conn: inbox.claim(conn, scope, now_ms, limit=room)) if room else []
        return _greetings(platform, scope, [one for one in claimed if one.id not in under_way], book)

    def _book(self, platform: Platform, scope: Scope, now_ms: int) -> Book:
        held = self._books.get(scope.brand_id)
        if held is None or now_ms >= held.read_at_ms + BOOK_KEPT_MS:
            held = self._books[scope.brand_id] = _read_book(platform, scope, now_ms)
        return held

    def _send(self, platform: Platform, greeting: Greeting) -> None:
        """This function will start one welcome, or end it without a call."""
        content, corp = greeting.content, greeting.corp
        if content is None or corp is None:
            self._end(greeting, Ended(WelcomeOutcome.NO_RULE, "" if corp else "not set up"))
        elif not content.text and not content.attachments:
            self._end(greeting, Ended(WelcomeOutcome.NO_RULE, NOT_READY))
        elif platform.clock.now_ms() > greeting.knock.at_ms + WINDOW_MS + WINDOW_MARGIN_MS:
            self._end(greeting, _late(greeting))
        else:
            self._volley.post(corp, SEND, _body(greeting, content), greeting, retries=0)

    def _take(self, platform: Platform, greeting: Greeting, answer: Json | Exception) -> None:
        """This function will take one answer; every way a welcome may end is an outcome."""
        content, corp = greeting.content, greeting.corp
        assert content is not None and corp is not None
        if isinstance(answer, WecomRefused):
            if answer.errcode in MEDIA_GONE and content.text and content.attachments:
                self._send_text(platform, greeting, corp, content)
            else:
                self._end(greeting, _refused(answer, greeting.interrupted))
        elif isinstance(answer, WecomUnreachable):
            self._end(greeting, Ended(None, str(answer), RETRY_MS))
        elif isinstance(answer, Exception):  # a bug must not leave a friend waiting in silence
            log.error("wecom.welcome_crashed", exc_info=answer)
            self._end(greeting, Ended(WelcomeOutcome.REFUSED, f"{type(answer).__name__}: {answer}"[:200]))
        else:
            self._end(greeting, Ended(WelcomeOutcome.SENT, NOT_READY if content.left_out else ""))

    def _send_text(self, platform: Platform, greeting: Greeting, corp: Corp, content: WelcomeContent) -> None:
        """This function will greet with words alone: WeCom no longer knows a file, which is uploaded anew for the next."""
        forget(platform, greeting.scope, corp, media_ids(content.attachments))
        words = replace(content, attachments=(), left_out=len(content.attachments))
        self._send(platform, replace(greeting, content=words))

    def _end(self, greeting: Greeting, ended: Ended) -> None:
        del self._under_way[greeting.knock.callback.id]
        self._ended.append((greeting, ended))


def _note(platform: Platform, ended: Sequence[tuple[Greeting, Ended]]) -> None:
    """This function will write down what has ended: first the results, then that the callbacks may go on."""
    by_brand: dict[int, list[tuple[Greeting, Ended]]] = defaultdict(list)
    for greeting, end in ended:
        by_brand[greeting.scope.brand_id].append((greeting, end))
    for found in by_brand.values():
        _note_brand(platform, found[0][0].scope, found)


def _drop_overdue(platform: Platform, scope: Scope, now_ms: int) -> int:
    """This function will note up to 200 adds whose time was over before anybody could greet them, and return how many."""
    with platform.stores.inbox.reading() as conn:
        found = inbox.overdue(conn, scope, now_ms, before_ms=now_ms - WINDOW_MS - WINDOW_MARGIN_MS)
    missed = [Greeting(scope, read(one), None, None, one.welcome == inbox.SENDING) for one in found]
    if missed:
        _note_brand(platform, scope, [(one, _late(one)) for one in missed])
    return len(missed)


def _late(greeting: Greeting) -> Ended:
    return Ended(WelcomeOutcome.LATE, "interrupted" if greeting.interrupted else "")


def _read_book(platform: Platform, scope: Scope, now_ms: int) -> Book:
    try:
        corp = corp_of(platform, scope)
    except WecomNotSetUp:
        corp = None
    with platform.stores.core.reading() as conn:
        zone = tenancy.own_brand(conn, scope).zone
    with platform.stores.flow.reading() as conn:
        known = rules(conn, scope)
    named = {one for rule in known for one in material_ids(rule.attachments)}
    cards = ready_cards(platform, scope, corp, named) if corp and named else {}
    return Book(corp, known, zone, now_ms, {}, cards)


def _greetings(platform: Platform, scope: Scope, callbacks: Sequence[Callback], book: Book) -> list[Greeting]:
    """This function will choose each one's welcome; who was a friend before is asked once for all."""
    knocks = [read(one) for one in callbacks]
    if not knocks:
        return []
    with platform.stores.core.reading() as conn:
        people = [one.external_userid for one in knocks]
        known = friends.known_before(conn, scope, people, [one.at_ms for one in knocks])
        for state in {one.fields.get("State", "") for one in knocks} - book.codes.keys():
            book.codes[state] = _of_code(conn, scope, state)
    _read_cards(platform, scope, book)
    return [
        Greeting(
            scope, one, book.corp, _written(_content(one, book, known), book), one.callback.welcome == inbox.SENDING
        )
        for one in knocks
    ]


def _read_cards(platform: Platform, scope: Scope, book: Book) -> None:
    """This function will write the materials of live codes that the book has not seen yet."""
    named = {one for own in book.codes.values() if own for one in material_ids(own.attachments)} - book.cards.keys()
    if book.corp and named:
        book.cards.update(ready_cards(platform, scope, book.corp, named))


def _written(content: WelcomeContent | None, book: Book) -> WelcomeContent | None:
    """This function will put materials in the vendor's form; one that is not ready is left out, never waited for."""
    if content is None or not material_ids(content.attachments):
        return content
    rows = [
        book.cards.get(material_ids([one])[0]) if one.get("msgtype") == MATERIAL else one for one in content.attachments
    ]
    there = tuple(row for row in rows if row is not None)
    return replace(content, attachments=there, left_out=len(rows) - len(there))


def _of_code(conn: Connection, scope: Scope, state: str) -> WelcomeContent | None:
    """This function will return what the live code or link behind a channel state says itself, if it says anything."""
    own = (live_codes.welcome_of(conn, scope, state) or links.welcome_of(conn, scope, state)) if state else None
    if own is None or not (own.text or own.attachments):
        return None
    return WelcomeContent(OF_LIVE_CODE, own.text, tuple(dict(one) for one in own.attachments))


def _content(knock: Knock, book: Book, known: set[str]) -> WelcomeContent | None:
    """This function will choose a welcome: the live code's own, else the first rule that fits, else the default text."""
    if own := book.codes.get(knock.fields.get("State", "")):
        return own
    at = to_datetime(knock.at_ms, book.zone)
    return choose_from(
        book.rules,
        knock.fields.get("State", ""),
        first_time=knock.external_userid not in known,
        minute_of_day=at.hour * 60 + at.minute,
        default_text=book.corp.welcome_text if book.corp else "",
    )


def _body(greeting: Greeting, content: WelcomeContent) -> dict[str, Any]:
    body: dict[str, Any] = {"welcome_code": greeting.knock.fields["WelcomeCode"]}
    body |= {"text": {"content": content.text}} if content.text else {}
    return body | ({"attachments": list(content.attachments)} if content.attachments else {})


def _refused(error: WecomRefused, interrupted: bool) -> Ended:
    code = f"wecom {error.errcode}"
    if error.errcode == WELCOME_DELIVERED:
        # After an interruption it was ours that arrived; else the two were chatting, or another app was first.
        return Ended(WelcomeOutcome.SENT if interrupted else WelcomeOutcome.DELIVERED_BEFORE, code)
    if error.errcode == WELCOME_EXPIRED:
        return Ended(WelcomeOutcome.LATE, f"{code} interrupted" if interrupted else code)
    if error.remedy is Remedy.NONE:
        return Ended(WelcomeOutcome.REFUSED, code)
    if error.remedy is Remedy.SLOW_DOWN:
        return Ended(None, code, min(max(error.retry_after_ms, RETRY_MS), SLOW_DOWN_MS))
    return Ended(None, code, RETRY_MS)


def _note_brand(platform: Platform, scope: Scope, ended: Sequence[tuple[Greeting, Ended]]) -> None:
    now_ms = platform.clock.now_ms()
    results = [_result(greeting, end, now_ms) for greeting, end in ended if end.outcome is not None]
    outcomes = {greeting.knock.callback.id: _word(end) for greeting, end in ended if end.outcome is not None}
    later = {
        greeting.knock.callback.id: (now_ms + end.wait_ms, end.reason) for greeting, end in ended if end.outcome is None
    }
    if results:
        platform.stores.flow.write(lambda conn: welcomes.record_results(conn, scope, results))
    platform.stores.inbox.write(lambda conn: _mark(conn, scope, outcomes, later, now_ms))


def _mark(
    conn: Connection, scope: Scope, outcomes: Mapping[int, str], later: Mapping[int, tuple[int, str]], now_ms: int
) -> None:
    inbox.greeted(conn, scope, outcomes, now_ms=now_ms)
    inbox.greet_later(conn, scope, later)


def _word(end: Ended) -> str:
    return f"{end.outcome} {end.reason}".strip()


def _result(greeting: Greeting, end: Ended, now_ms: int) -> WelcomeResult:
    knock = greeting.knock
    assert end.outcome is not None
    return WelcomeResult(
        key=knock.callback.digest,
        rule_id=greeting.content.rule_id if greeting.content else 0,
        staff=knock.userid,
        external_userid=knock.external_userid,
        channel_state=knock.fields.get("State", ""),
        outcome=end.outcome,
        reason=end.reason,
        at_ms=knock.at_ms,
        took_ms=max(0, now_ms - knock.at_ms),
    )
