"""More new friends than can be greeted: as many as can be are, in time; a short stop costs nobody their welcome."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.greeting import Greeter, Greeting
from siyu.connectors.wecom.callbacks.knocks import arrived
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.volley import Volley
from siyu.kit.clock import SECOND_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.outreach.welcome import queries as welcome
from siyu.outreach.welcome.contracts import WelcomeOutcome

CAPACITY = 4
WINDOW_MS = 20 * SECOND_MS


class Narrow:
    """A client and its volley that carry so many welcomes a second and remember when each code was sent."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.left = 0
        self.sent: dict[str, int] = {}
        self.greeted: list[Greeting] = []

    def room(self, app: object, path: str, most: int) -> int:
        return min(most, self.left)

    def post(self, app: object, path: str, body: Mapping[str, Any], whose: Greeting, *, retries: int) -> None:
        self.left -= 1
        assert body["welcome_code"] not in self.sent
        self.sent[body["welcome_code"]] = self.clock.now_ms()
        self.greeted.append(whose)

    def ended(self, within_s: float) -> list[tuple[Greeting, dict[str, Any]]]:
        done, self.greeted = self.greeted, []
        return [(one, {"errcode": 0}) for one in done]


@pytest.fixture
def narrow(platform: Platform, scope: Scope, clock: VirtualClock) -> Iterator[Narrow]:
    config = {"corpid": "ww1", "base_url": "http://nowhere.invalid", "welcome_text": "欢迎"}
    settings = ChannelSettings("wecom", True, config, {"secret": "s", "token": "t", "aes_key": "a" * 43})
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=clock.now_ms()))
    clock.advance(-clock.now_ms() % SECOND_MS)  # WeCom tells whole seconds
    yield Narrow(clock)


def live(platform: Platform, scope: Scope, client: Narrow, seconds: list[tuple[int, int]]) -> dict[str, int]:
    """This function will live through `seconds` of (friends coming, welcomes possible) and return when each came."""
    greeter = Greeter(cast(WecomClient, client), CAPACITY, cast(Volley[Greeting], client))
    came: dict[str, int] = {}
    for coming, possible in seconds:
        now_ms = client.clock.now_ms()
        codes = [f"WC{len(came) + one}" for one in range(coming)]
        came |= dict.fromkeys(codes, now_ms)
        found = [arrived(event(code, now_ms)) for code in codes]
        platform.stores.inbox.write(lambda conn, found=found, at_ms=now_ms: inbox.keep(conn, scope, found, at_ms=at_ms))
        client.left = possible
        while greeter.run(platform):
            pass
        client.clock.advance(SECOND_MS)
    return came


def event(code: str, at_ms: int) -> str:
    return (
        "<xml><MsgType>event</MsgType><Event>change_external_contact</Event>"
        f"<ChangeType>add_external_contact</ChangeType><UserID>zhangsan</UserID><ExternalUserID>wm{code}</ExternalUserID>"
        f"<CreateTime>{at_ms // SECOND_MS}</CreateTime><WelcomeCode>{code}</WelcomeCode></xml>"
    )


def test_under_overload_as_many_are_greeted_in_time_as_can_be(
    platform: Platform, scope: Scope, narrow: Narrow, clock: VirtualClock
) -> None:
    seconds = 50
    came = live(platform, scope, narrow, [(3 * CAPACITY, CAPACITY)] * seconds)
    waited = [at_ms - came[code] for code, at_ms in narrow.sent.items()]
    assert max(waited) <= WINDOW_MS
    assert len(waited) == seconds * CAPACITY  # not one welcome was spent on somebody who could not get it any more
    newest = [at_ms - came[code] for code, at_ms in narrow.sent.items() if at_ms >= clock.now_ms() - 10 * SECOND_MS]
    assert max(newest) <= SECOND_MS
    with platform.stores.flow.reading() as conn:
        found = {one.outcome: one.count for one in welcome.outcomes(conn, scope, from_ms=0, to_ms=clock.now_ms() + 1)}
    over = sum(at_ms < clock.now_ms() - WINDOW_MS - 2 * SECOND_MS for at_ms in came.values())
    greeted = sum(came[code] < clock.now_ms() - WINDOW_MS - 2 * SECOND_MS for code in narrow.sent)
    assert found == {WelcomeOutcome.SENT: len(waited), WelcomeOutcome.LATE: over - greeted}


def test_a_short_stop_costs_nobody_their_welcome(platform: Platform, scope: Scope, narrow: Narrow) -> None:
    calm, stop, busy = (CAPACITY, CAPACITY + 1), (CAPACITY, 0), (0, CAPACITY + 1)
    came = live(platform, scope, narrow, [calm] * 3 + [stop] * 5 + [calm] * 10 + [busy] * 3)
    assert narrow.sent.keys() == came.keys()
    assert max(at_ms - came[code] for code, at_ms in narrow.sent.items()) <= WINDOW_MS
