"""A brand whose staff and friends are the same in Siyu and in a simulated corp, and the lanes that hand over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import Handover, HandoverItem, HandoverPlan, ItemKind, ItemState, Spread
from siyu.advisors.handover.leaving.operations import ask_count, count
from siyu.advisors.handover.listing.operations import list_groups
from siyu.advisors.handover.planning import operations as planning
from siyu.advisors.handover.running.operations import carry_on
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import own_unowned, record_friends
from siyu.customers.friends.queries import friends_of_customer
from siyu.customers.queries import cards
from siyu.kit.clock import HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.operations import change_wecom_userids, save_staff
from siyu.tenancy.queries import staff_by_wecom
from tests.tenancy.factories import tree

START, START_RESIGNED = "externalcontact/transfer_customer", "externalcontact/resigned/transfer_customer"
# Who works where; the simulated corp has the same people.
PEOPLE = {"mei": "E11", "fang": "E11", "jun": "E11", "wen": "W"}


@dataclass
class Nudges:
    """Keeps what people were told; `down` makes the vendor unreachable."""

    told: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False

    def nudge(self, scope: Scope, userid: str, text: str) -> bool:
        if self.down:
            raise Unavailable(value="down")
        self.told.append((userid, text))
        return True


@dataclass
class Shop:
    """A brand, its corp, its desk at the corp, and what people were told."""

    platform: Platform
    scope: Scope
    clock: VirtualClock
    world: World
    app: App
    desk: WecomHandoverDesk
    nudges: Nudges
    staff: dict[str, int]
    units: dict[str, int]

    def write(self, work):
        return self.platform.stores.core.write(work)

    def friends(self, userid: str, names: Sequence[str]) -> list[int]:
        """Customers who are this member's friends and theirs in the store, here and in the corp; their numbers."""
        self.world.seed_friends(userid, names)
        now_ms = self.clock.now_ms()

        def work(conn):
            people = [[Identity("external_userid", one)] for one in names]
            ids = customers.resolve(self.platform, conn, self.scope, people, source="wecom", at_ms=now_ms)
            since = Added(now_ms - 1_000)
            news = [FriendNews(userid, one, int(who), added=since) for one, who in zip(names, ids, strict=True)]
            record_friends(self.platform, conn, self.scope, news, source="test")
            who = staff_by_wecom(conn, self.scope, [userid])[userid]
            own_unowned(conn, self.scope, {int(one): (who.org_unit_id, who.id) for one in ids})
            return [int(one) for one in ids]

        return self.write(work)

    def plan(self, *givers: str, to: Sequence[str] = (), **more) -> HandoverPlan:
        takers = tuple(self.staff[one] for one in to)
        spread = Spread.EVEN if to else Spread.SAME_STORE
        more = {"spread": spread, "taker_ids": takers} | more
        return HandoverPlan(tuple(self.staff[one] for one in givers), **more)

    def foretell(self, plan: HandoverPlan):
        return planning.foretell(self.platform, self.desk, self.scope, plan)

    def start(self, plan: HandoverPlan) -> int:
        able = planning.able_to_take(self.desk, self.scope)
        made: Handover = self.write(lambda conn: planning.start(self.platform, conn, self.scope, plan, able=able))
        return made.id

    def work(self, rounds: int = 30) -> None:
        """Let the lanes do what is due now; they must come to rest."""
        for _ in range(rounds):
            if not list_groups(self.platform, self.desk, self.scope) + self.step():
                return
        raise AssertionError("the lane does not come to rest")

    def step(self) -> int:
        return carry_on(self.platform, self.desk, self.nudges, self.scope)

    def pass_time(self, hours: float) -> None:
        self.clock.advance(int(hours * HOUR_MS))
        self.world.advance()
        self.work()

    def items(self, handover_id: int, kind: ItemKind = ItemKind.CUSTOMER) -> dict[str, HandoverItem]:
        with self.platform.stores.core.reading() as conn:
            found = queries.items(conn, self.scope, handover_id, kind=kind, limit=500)
        return {one.ident: one for one in found}

    def states(self, handover_id: int, kind: ItemKind = ItemKind.CUSTOMER) -> dict[str, ItemState]:
        return {ident: one.state for ident, one in self.items(handover_id, kind).items()}

    def state(self, handover_id: int) -> str:
        with self.platform.stores.core.reading() as conn:
            return queries.handover_by_id(conn, self.scope, handover_id).state

    def advisor(self, customer_id: int) -> int | None:
        with self.platform.stores.core.reading() as conn:
            return cards(self.platform, conn, self.scope, [customer_id])[0].advisor_id

    def friendships(self, customer_id: int) -> dict[str, str]:
        with self.platform.stores.core.reading() as conn:
            return {one.staff: one.state.value for one in friends_of_customer(conn, self.scope, customer_id)}

    def resigns(self, userid: str) -> None:
        """Leave the corp; what WeCom would tell by callback is told at once."""
        self.world.member_resigns(userid)
        now_ms = self.clock.now_ms()
        self.write(lambda conn: change_wecom_userids(conn, self.scope, {userid: None}, at_ms=now_ms))

    def count(self) -> None:
        self.clock.advance(1)
        now_ms = self.clock.now_ms()
        self.write(lambda conn: ask_count(conn, self.scope, now_ms=now_ms))
        assert count(self.platform, self.desk, self.scope) == 1

    def asked(self, path: str = START) -> int:
        return self.world.calls().get(path, 0)


@pytest.fixture
def shop(platform: Platform, scope: Scope, clock: VirtualClock) -> Iterator[Shop]:
    """Three people in one store, one in another region, in Siyu and in the corp."""
    world = World(clock.now_ms)
    app = world.add_app()
    for userid in PEOPLE:
        world.add_member(userid)
    units = tree(platform, scope)
    people = [NewStaff(f"S-{one}", unit, one.upper(), wecom_userid=one) for one, unit in PEOPLE.items()]
    saved = platform.stores.core.write(lambda conn: save_staff(conn, scope, people))
    with serve_in_thread(world) as serving:
        world.stop()
        secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
        config = {"corpid": world.corpid, "base_url": serving.url}
        channel = ChannelSettings("wecom", True, config, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, channel, at_ms=clock.now_ms()))
        desk = WecomHandoverDesk(platform, WecomClient(clock, sleep=lambda _: None))
        staff = {one: saved[f"S-{one}"] for one in PEOPLE}
        yield Shop(platform, scope, clock, world, app, desk, Nudges(), staff, units)
