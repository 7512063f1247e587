"""A brand with staff, a simulated corp with the same people, and the lane that keeps contact ways equal to answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from siyu.acquisition.arrivals.operations import take_added, take_lost, write_remarks
from siyu.acquisition.live_codes.contracts import CodeSettings, LiveCode, NewPlacement
from siyu.acquisition.live_codes.operations import create_codes
from siyu.acquisition.live_codes.queries import code_by_id
from siyu.acquisition.syncing.operations import apply, fetch_pictures, work_out
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.contact_ways.ways import WecomContactWays
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy
from siyu.customers.friends.operations import record_friends
from siyu.customers.operations import resolve
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.operations import save_staff

UPDATE = "externalcontact/update_contact_way"
NAMES = ("zhangsan", "lisi", "wangwu", "zhaoliu", "backup1", "backup2", "default")


@dataclass
class Shop:
    """A brand, its corp and its people; `friends` remembers who was met."""

    platform: Platform
    scope: Scope
    clock: VirtualClock
    world: World
    ways: WecomContactWays
    staff: dict[str, int]
    met: int = 0
    friends: list[tuple[str, str]] = field(default_factory=list)

    def code(self, settings: CodeSettings, *places: str) -> LiveCode:
        """A new code whose contact ways are made."""
        made = self.create([settings], *places)[0]
        self.settle()
        return self.read(made)

    def create(self, every: Sequence[CodeSettings], *places: str) -> list[int]:
        new = [(one, [NewPlacement(place) for place in places]) for one in every]
        at_ms = self.clock.now_ms()
        return self.platform.stores.core.write(lambda conn: create_codes(conn, self.scope, new, at_ms=at_ms))

    def read(self, code_id: int) -> LiveCode:
        with self.platform.stores.core.reading() as conn:
            return code_by_id(conn, self.scope, code_id)

    def settle(self) -> None:
        """Let the lane do what is due now."""
        while work_out(self.platform, self.scope) + apply(self.platform, self.ways, self.scope):
            pass

    def pictures(self) -> int:
        return fetch_pictures(self.platform, self.ways, self.scope)

    def remarks(self) -> int:
        return write_remarks(self.platform, self.ways, self.scope)

    def scan(self, code: LiveCode, place: int = 0, *, name: str | None = None) -> str:
        """A new customer scans; returns who got them. What WeCom would tell by callback is told at once."""
        self.met += 1
        placement = code.placements[place]
        meeting = self.world.scan(placement.config_id, external_userid=f"wm{self.met}", name=name)
        self.friends.append((meeting.userid, meeting.external_userid))
        added = Added(self.clock.now_ms(), channel_state=placement.state)
        people = [[Identity("external_userid", meeting.external_userid)]]

        def work(conn) -> None:
            ids = resolve(self.platform, conn, self.scope, people, source="test", at_ms=self.clock.now_ms())
            news = FriendNews(meeting.userid, meeting.external_userid, int(ids[0]), added=added)
            found = record_friends(self.platform, conn, self.scope, [news], source="test")
            take_added(self.platform, conn, self.scope, found.added)

        self.platform.stores.core.write(work)
        return meeting.userid

    def lose(self, userid: str, external: str) -> None:
        self.world.customer_deletes(external, userid)
        lost = Lost(self.clock.now_ms(), LostBy.CUSTOMER)

        def work(conn) -> None:
            news = FriendNews(userid, external, 0, lost=lost)
            found = record_friends(self.platform, conn, self.scope, [news], source="test")
            take_lost(conn, self.scope, found.lost)

        self.platform.stores.core.write(work)

    def updates(self) -> int:
        return self.world.calls().get(UPDATE, 0)


@pytest.fixture
def shop(platform: Platform, scope: Scope, clock: VirtualClock) -> Iterator[Shop]:
    """Four people, two backups and a default person, in Siyu and in the corp."""
    world = World(clock.now_ms)
    app = world.add_app()
    for userid in NAMES:
        world.add_member(userid)
    with serve_in_thread(world) as serving:
        world.stop()
        secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
        config = {"corpid": world.corpid, "base_url": serving.url}
        channel = ChannelSettings("wecom", True, config, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, channel, at_ms=clock.now_ms()))
        people = [NewStaff(userid, "HQ", userid.title(), wecom_userid=userid) for userid in NAMES]
        staff = platform.stores.core.write(lambda conn: save_staff(conn, scope, people))
        ways = WecomContactWays(platform, WecomClient(clock, sleep=lambda _: None))
        yield Shop(platform, scope, clock, world, ways, staff)
