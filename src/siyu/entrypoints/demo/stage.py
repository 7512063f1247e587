"""The demo's outside world: a WeCom simulator in this process, with the brand's advisors and their friends in it."""

import secrets
import string
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.entrypoints.demo.brand import CODE
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import Member
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import AppKeys, World
from siyu.tenancy import queries as tenancy
from siyu.tenancy.contracts import Staff

PEOPLE_PER_READ = 5_000
STAFF_PER_READ = 200
CONFIRM_AFTER_S = 20.0
CONFIRM_SHARE = 0.85
WELCOME = "您好，我是您的禾满家专属顾问，选油选米、配送售后都可以找我。"


@contextmanager
def wecom(platform: Platform, scope: Scope, *, console_port: int, port: int) -> Iterator[str]:
    """This function will run the simulator on `port`, point the brand's WeCom settings at it and yield its address.

    The simulator forgets everything when it ends, so each start puts the advisors and friends of the brand into it.
    """
    world = World(platform.clock.now_ms, seed=platform.clock.now_ms())
    keys = AppKeys(secrets.token_urlsafe(32), secrets.token_hex(12), _aes_key())
    callback = f"http://127.0.0.1:{console_port}/callbacks/wecom/{CODE}"
    app = world.add_app(callback_url=callback, keys=keys)
    _people(platform, scope, world)
    world.set_confirm_habit(ConfirmHabit(CONFIRM_AFTER_S, CONFIRM_SHARE))
    world.start()
    serving = serve_in_thread(world, port=port)
    try:
        config = {"corpid": world.corpid, "agentid": str(app.agentid), "base_url": serving.url, "welcome_text": WELCOME}
        hidden = {"secret": keys.secret, "token": keys.token, "aes_key": keys.aes_key}
        settings = ChannelSettings("wecom", True, config, hidden)
        now_ms = platform.clock.now_ms()
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=now_ms))
        yield serving.url
    finally:
        serving.stop()
        world.stop()


def _people(platform: Platform, scope: Scope, world: World) -> None:
    staff = {one.id: one for one in _staff(platform, scope)}
    world.add_members(Member(one.wecom_userid, one.name) for one in staff.values())
    friends: dict[str, dict[str, str]] = defaultdict(dict)
    for userid, external_userid, name in _friends(platform, scope, staff):
        friends[userid][external_userid] = name
    for userid, names in friends.items():
        world.seed_friends(userid, names, names=names)


def _staff(platform: Platform, scope: Scope) -> Iterator[Staff]:
    after_id = 0
    with platform.stores.core.reading() as conn:
        while page := tenancy.staff_page(conn, scope, after_id=after_id, limit=STAFF_PER_READ):
            yield from (one for one in page if one.wecom_userid)
            after_id = page[-1].id


def _friends(platform: Platform, scope: Scope, staff: dict[int, Staff]) -> Iterator[tuple[str, str, str]]:
    """This function will yield (advisor's userid, customer's external_userid, name) of everybody who has both."""
    below: int | None = None
    with platform.stores.core.reading() as conn:
        while True:
            ids, _ = customers.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=below, limit=PEOPLE_PER_READ)
            if not ids:
                return
            points = customers.contact_points(platform, conn, scope, ids, "external_userid")
            for card in customers.cards(platform, conn, scope, list(points)):
                if card.advisor_id in staff:
                    yield staff[card.advisor_id].wecom_userid, points[card.id], card.name
            below = ids[-1]


def _aes_key() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))
