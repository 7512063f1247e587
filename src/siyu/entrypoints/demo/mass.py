"""Mass messages of the demo brand's past: really sent through a corp of their own, on a clock that ran days ago."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.entrypoints.demo import groups, moments
from siyu.entrypoints.demo.group_mass import GroupsPast
from siyu.entrypoints.demo.people import add_people
from siyu.entrypoints.demo.stories import bought
from siyu.kit.clock import HOUR_MS, MINUTE_MS, VirtualClock, from_datetime, to_datetime
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.confirming.operations import collect
from siyu.outreach.contracts import Attachment, ChannelSettings
from siyu.outreach.dispatching.operations import dispatch
from siyu.outreach.mass import operations, queries
from siyu.outreach.mass.contracts import Audience, Plan, Reminders
from siyu.outreach.mass.planning.operations import advance, foretell
from siyu.outreach.mass.tending.operations import finish, remind, stop
from siyu.outreach.operations import save_channel
from siyu.outreach.queries import outreach_settings
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World

MORNING = 10
DAYS_AGO = (12, 5)
# The first to groups is so old that what its owners left is given up by the next.
GROUPS_DAYS_AGO = (45, 2)
HOURS_WATCHED = 8
CONFIRM_AFTER_S = 2 * 3600
SETTINGS = outreach_settings()
LINK = Attachment("禾满家 · 当季新米", "https://example.com/harvest/rice", "东北五常，现磨现发")


def tell(platform: Platform, scope: Scope) -> None:
    """This function will send mass messages to people and groups in the past, and leave a draft, unless there are some."""
    with platform.stores.flow.reading() as conn:
        if queries.campaigns(conn, scope, limit=1):
            return
    first, second, draft = _plans()
    now_ms = platform.clock.now_ms()
    clock = VirtualClock(_morning(now_ms, GROUPS_DAYS_AGO[0]))
    past = _Past(replace(platform, clock=clock), scope, clock)
    with past:
        past.groups.old()
        clock.set_ms(_morning(now_ms, DAYS_AGO[0]))
        past.groups.give_up()
        past.send("新米上市", first, share=1.0)
        past.moment()
        clock.set_ms(_morning(now_ms, DAYS_AGO[1]))
        past.send("会员日预告", second, share=0.8)
        past.stop_last()
        clock.set_ms(_morning(now_ms, GROUPS_DAYS_AGO[1]))
        past.groups.new()
    platform.stores.flow.write(
        lambda conn: operations.create_campaign(conn, scope, name="周三鲜奶日", plan=draft, at_ms=now_ms)
    )


def _plans() -> tuple[Plan, Plan, Plan]:
    buyers = Audience(rule=bought(">=", 1, last_days=365))
    repeaters = Audience(rule=bought(">=", 2))
    return (
        Plan(repeaters, "新米到了，老客先尝！今年的五常新米已经现磨好，需要我帮您留一袋吗？", (LINK,)),
        Plan(
            buyers,
            "本周六会员日，粮油满 79 减 10。要什么先告诉我，给您留货。",
            reminders=Reminders(after_hours=3, times=1),
        ),
        Plan(repeaters, "周三鲜奶日，鲜奶第二瓶半价。今晚八点前下单，明早送到。"),
    )


def _morning(now_ms: int, days_ago: int) -> int:
    day = to_datetime(now_ms) - timedelta(days=days_ago)
    return from_datetime(day.replace(hour=MORNING, minute=0, second=0, microsecond=0))


class _Past:
    """A corp that existed while the past was told; its advisors and friends are the brand's."""

    def __init__(self, platform: Platform, scope: Scope, clock: VirtualClock) -> None:
        self._platform, self._scope, self._clock = platform, scope, clock
        self._world = World(clock.now_ms, seed=7)
        self._app = self._world.add_app()
        add_people(platform, scope, self._world)
        groups.put(platform, scope, self._world)
        self._client = client = WecomClient(clock)
        self._channel, self._desk = WecomChannel(platform, client), WecomDesk(platform, client)
        self.groups = GroupsPast(platform, scope, self._world, self._desk, clock)
        self._serving: Any = None
        self._last = 0

    def __enter__(self) -> "_Past":
        self._serving = serve_in_thread(self._world)
        self._world.stop()
        self._save_channel(enabled=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.stop()
        self._save_channel(enabled=False)  # the demo's own corp takes its place when the demo is served

    def send(self, name: str, plan: Plan, *, share: float) -> None:
        """This function will send a mass message and let the working day pass, advisors confirming with `share`."""
        on, scope, clock = self._platform, self._scope, self._clock
        flow, at_ms = on.stores.flow, clock.now_ms()
        told = foretell(on, scope, plan)
        made = flow.write(lambda conn: operations.create_campaign(conn, scope, name=name, plan=plan, at_ms=at_ms))
        flow.write(lambda conn: operations.send_campaign(conn, scope, made.id, told, at_ms=at_ms))
        self._last = made.id
        self._world.set_confirm_habit(ConfirmHabit(CONFIRM_AFTER_S, share))
        while advance(on, scope) or dispatch(on, self._channel, scope, SETTINGS):
            pass
        for _ in range(HOURS_WATCHED):
            clock.advance(HOUR_MS)
            self._world.advance()
            while collect(on, self._channel, scope, SETTINGS) + remind(on, self._desk, scope):
                pass
        finish(on, scope)

    def moment(self) -> None:
        """This function will have advisors publish a moment the same day."""
        moments.tell(self._platform, self._scope, self._world, self._client, self._clock)

    def stop_last(self) -> None:
        """This function will stop the last one in the evening: what nobody confirmed is taken back."""
        on, scope = self._platform, self._scope
        self._clock.advance(MINUTE_MS)
        at_ms = self._clock.now_ms()
        on.stores.flow.write(lambda conn: operations.cancel_campaign(conn, scope, self._last, at_ms=at_ms))
        while stop(on, self._desk, self._channel, scope):
            pass
        self._world.set_confirm_habit(None)

    def _save_channel(self, *, enabled: bool) -> None:
        config = {"corpid": self._world.corpid, "agentid": str(self._app.agentid), "base_url": self._serving.url}
        settings = ChannelSettings("wecom", enabled, config, {"secret": self._app.secret})
        at_ms = self._clock.now_ms()
        flow = self._platform.stores.flow
        flow.write(lambda conn: save_channel(self._platform, conn, self._scope, settings, at_ms=at_ms))
