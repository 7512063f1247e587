"""A simulated corp over real HTTP with advisors and friends, and the lanes of a worker turned by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import MINUTE_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.outreach.confirming.operations import collect
from siyu.outreach.contracts import ChannelSettings, GateSettings
from siyu.outreach.dispatching.operations import dispatch, reconcile
from siyu.outreach.mass import operations, queries
from siyu.outreach.mass.contracts import Audience, Campaign, MassForecast, Plan
from siyu.outreach.mass.groups.operations import collect_groups, dispatch_groups
from siyu.outreach.mass.planning.operations import advance, foretell
from siyu.outreach.mass.tending.operations import finish, learn_own_sends, remind, stop
from siyu.outreach.operations import save_channel, save_gate_settings
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.outreach.factories import SETTINGS

ADVISORS = ("zhangsan", "lisi", "wangwu")


@dataclass
class Corp:
    """A brand's corp and everything that works for it, on one clock."""

    platform: Platform
    scope: Scope
    clock: VirtualClock
    world: World
    channel: WecomChannel
    desk: WecomDesk

    def befriend(self, advisor: str, externals: Sequence[str]) -> Ids:
        """This function will make customers who are an advisor's friends, here and in the corp."""
        self.world.seed_friends(advisor, externals)
        people = [[Identity("external_userid", one)] for one in externals]
        platform, scope = self.platform, self.scope

        def work(conn: object) -> Ids:
            ids: Ids = customers.resolve(platform, conn, scope, people, source="test", at_ms=1)  # type: ignore[arg-type]
            news = [
                FriendNews(advisor, external, int(one), added=Added(1))
                for one, external in zip(ids, externals, strict=True)
            ]
            record_friends(platform, conn, scope, news, source="test")  # type: ignore[arg-type]
            return ids

        return platform.stores.core.write(work)

    def draft(self, ids: Ids | Sequence[int], text: str = "新米到了", **values: object) -> Campaign:
        """This function will draft a campaign to a list of customers."""
        audience = Audience(customer_ids=tuple(int(one) for one in ids))
        plan = Plan(audience, text, **values)  # type: ignore[arg-type]
        return self.platform.stores.flow.write(
            lambda conn: operations.create_campaign(
                conn, self.scope, name=text[:20], plan=plan, at_ms=self.clock.now_ms()
            )
        )

    def foretell(self, campaign: Campaign) -> MassForecast:
        return foretell(self.platform, self.scope, campaign.plan, campaign_id=campaign.id)

    def send(self, campaign: Campaign) -> MassForecast:
        """This function will send a draft off with its forecast and work until every task is made."""
        told = self.foretell(campaign)
        self.platform.stores.flow.write(
            lambda conn: operations.send_campaign(conn, self.scope, campaign.id, told, at_ms=self.clock.now_ms())
        )
        self.work()
        return told

    def work(self) -> None:
        """This function will turn the lanes until nothing is left to do, as a worker would."""
        lanes = (
            lambda: advance(self.platform, self.scope),
            lambda: dispatch(self.platform, self.channel, self.scope, SETTINGS),
            lambda: reconcile(self.platform, self.channel, self.scope, SETTINGS),
            lambda: collect(self.platform, self.channel, self.scope, SETTINGS),
            lambda: dispatch_groups(self.platform, self.desk, self.scope),
            lambda: collect_groups(self.platform, self.desk, self.scope),
            lambda: remind(self.platform, self.desk, self.scope),
            lambda: stop(self.platform, self.desk, self.channel, self.scope),
            lambda: finish(self.platform, self.scope),
        )
        while sum(lane() for lane in lanes):
            pass

    def later(self, by_ms: int = 2 * MINUTE_MS) -> None:
        """This function will let time pass and work on."""
        self.clock.advance(by_ms)
        self.work()

    def confirm(self, campaign: Campaign, advisor: str, share: float = 1.0) -> None:
        """This function will let an advisor confirm their tasks of a campaign."""
        for task in self.tasks(campaign):
            if task.advisor == advisor:
                self.world.confirm_mass(task.vendor_id, advisor, share=share)

    def tasks(self, campaign: Campaign) -> list[queries.AdvisorTask]:
        with self.platform.stores.flow.reading() as conn:
            return queries.advisor_tasks(conn, self.scope, campaign.id, now_ms=self.clock.now_ms(), limit=1_000)

    def outcomes(self, campaign: Campaign) -> dict[str, int]:
        with self.platform.stores.flow.reading() as conn:
            found = queries.progress(conn, self.scope, [campaign.id])[campaign.id]
        return {str(outcome): people for outcome, people in found.people.items()}

    def state(self, campaign: Campaign) -> str:
        with self.platform.stores.flow.reading() as conn:
            return str(queries.campaign(conn, self.scope, campaign.id).state)

    def learn(self) -> int:
        return learn_own_sends(self.platform, self.desk, self.scope)


@pytest.fixture
def limits() -> Limits:
    """The corp's limits; a test may have its own."""
    return Limits()


@pytest.fixture
def corp(platform: Platform, scope: Scope, clock: VirtualClock, limits: Limits) -> Iterator[Corp]:
    """A corp with three advisors, no cap per person, on the test's own clock; nothing happens by itself."""
    world = World(clock.now_ms, limits=limits)
    app = world.add_app()
    for userid in ADVISORS:
        world.add_member(userid)
    with serve_in_thread(world) as serving:
        world.stop()
        config = {"corpid": world.corpid, "base_url": serving.url}
        settings = ChannelSettings("wecom", True, config, {"secret": app.secret})
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        platform.stores.flow.write(lambda conn: save_gate_settings(conn, scope, GateSettings(cap_count=0)))
        client = WecomClient(clock, sleep=lambda _: None)
        yield Corp(platform, scope, clock, world, WecomChannel(platform, client), WecomDesk(platform, client))
