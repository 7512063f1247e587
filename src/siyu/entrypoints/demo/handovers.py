"""Hand-overs of the demo brand: one that was done days ago, and somebody who has left and waits for one."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import HandoverPlan
from siyu.advisors.handover.leaving.operations import note_leavers
from siyu.advisors.handover.planning.operations import start
from siyu.advisors.handover.running.operations import carry_on
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.connectors.wecom.sidebar.nudges import WecomNudge
from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import Member
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from siyu.tenancy.contracts import Staff
from siyu.tenancy.operations import change_wecom_userids
from siyu.tenancy.queries import staff_page

DONE_DAYS_AGO, LEFT_DAYS_AGO = 9, 2
# The first people answer the demo's live codes; they stay.
STAY = 8
MOVED_MAX, FRIENDS_MAX, PEOPLE_READ = 36, 200, 5_000
# One in so many says no.
REFUSES = 12
MESSAGE = "您好，我是您的新顾问，之后选油选米、配送售后都由我为您服务。"


def tell(platform: Platform, scope: Scope) -> None:
    """This function will hand some customers over in the past and let somebody leave, unless that is there already."""
    with platform.stores.core.reading() as conn:
        if queries.handovers(conn, scope, limit=1):
            return
        staff = [one for one in staff_page(conn, scope, limit=200) if one.wecom_userid and one.active][STAY:]
        friends = _friends(platform, conn, scope)
    served = sorted((one for one in staff if friends.get(one.id)), key=lambda one: (-len(friends[one.id]), one.id))
    if len(served) < 2 or len(staff) < 4:
        return
    mover, leaver = served[:2]
    takers = [one for one in staff if one.id not in (mover.id, leaver.id)][:2]
    for one in (mover, leaver):
        _befriend(platform, scope, one, friends[one.id])
    _hand_over(platform, scope, mover, takers, friends[mover.id][:MOVED_MAX])
    _leave(platform, scope, leaver)


def _friends(platform: Platform, conn: Connection, scope: Scope) -> dict[int, list[tuple[int, str]]]:
    """This function will return (customer, external_userid) of each advisor's customers, of the newest 5,000."""
    ids, _ = customers.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=None, limit=PEOPLE_READ)
    points = customers.contact_points(platform, conn, scope, ids, "external_userid")
    found: dict[int, list[tuple[int, str]]] = {}
    for card in customers.cards(platform, conn, scope, list(points)):
        held = found.setdefault(card.advisor_id, []) if card.advisor_id is not None else []
        if len(held) < FRIENDS_MAX:
            held.append((card.id, points[card.id]))
    return found


def _befriend(platform: Platform, scope: Scope, one: Staff, friends: Sequence[tuple[int, str]]) -> None:
    since_ms = platform.clock.now_ms() - 200 * DAY_MS
    news = [FriendNews(one.wecom_userid, external, who, added=Added(since_ms)) for who, external in friends]
    platform.stores.core.write(lambda conn: record_friends(platform, conn, scope, news, source="demo"))


def _hand_over(
    platform: Platform, scope: Scope, mover: Staff, takers: Sequence[Staff], people: Sequence[tuple[int, str]]
) -> None:
    """This function will really hand customers over in a corp that existed then: most said nothing, some refused."""
    clock = VirtualClock(platform.clock.now_ms() - DONE_DAYS_AGO * DAY_MS)
    past, world = replace(platform, clock=clock), World(clock.now_ms, seed=7)
    app = world.add_app()
    world.add_members(Member(one.wecom_userid, one.name) for one in (mover, *takers))
    world.seed_friends(mover.wecom_userid, [external for _, external in people])
    client = WecomClient(clock)
    desk, nudge = WecomHandoverDesk(past, client), WecomNudge(past, client)
    plan = HandoverPlan((mover.id,), tuple(one.id for one in takers), customer_ids=tuple(who for who, _ in people))
    with serve_in_thread(world) as serving:
        world.stop()
        config = {"corpid": world.corpid, "agentid": str(app.agentid), "base_url": serving.url}
        _save_channel(past, scope, ChannelSettings("wecom", True, config, {"secret": app.secret}))
        past.stores.core.write(lambda conn: start(past, conn, scope, replace(plan, message=MESSAGE), able=None))
        _work(past, desk, nudge, scope)
        for _, external in people[::REFUSES]:
            world.refuse_transfer(external)
        clock.advance(25 * HOUR_MS)
        world.advance()
        _work(past, desk, nudge, scope)
        _save_channel(past, scope, ChannelSettings("wecom", False, config, {"secret": app.secret}))


def _work(platform: Platform, desk: WecomHandoverDesk, nudge: WecomNudge, scope: Scope) -> None:
    while carry_on(platform, desk, nudge, scope):
        pass


def _save_channel(platform: Platform, scope: Scope, settings: ChannelSettings) -> None:
    at_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=at_ms))


def _leave(platform: Platform, scope: Scope, leaver: Staff) -> None:
    now_ms = platform.clock.now_ms()
    left_ms = now_ms - LEFT_DAYS_AGO * DAY_MS

    def work(conn: Connection) -> None:
        change_wecom_userids(conn, scope, {leaver.wecom_userid: None}, at_ms=left_ms)
        note_leavers(conn, scope, {leaver.id: left_ms}, now_ms=now_ms)

    platform.stores.core.write(work)
