"""A moment of the demo brand's past: published by some advisors, liked by some customers."""

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.moments.desk import WecomMomentDesk
from siyu.kit.clock import HOUR_MS, MINUTE_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.moments import operations, queries
from siyu.outreach.moments.contracts import MomentPlan
from siyu.outreach.moments.tending.operations import tend
from siyu.simulators.wecom.world import World
from siyu.tenancy.queries import staff_by_wecom

ASKED = 9
PUBLISHED = 6
LIKES_EACH = 3
DISPATCH_MS = 3_000
TEXT = "今年的五常新米到店了，现磨现发。新米水分足，煮的时候少放一点水，更香。要留一袋的朋友给我留言。"


def tell(platform: Platform, scope: Scope, world: World, client: WecomClient, clock: VirtualClock) -> None:
    """This function will have a few advisors publish a moment in the past, and customers like it; `clock` moves on."""
    flow, desk = platform.stores.flow, WecomMomentDesk(platform, client)
    plan = MomentPlan(TEXT, staff=_busiest(platform, scope, world))
    made = flow.write(
        lambda conn: operations.create_moment(conn, scope, name="新米到店", plan=plan, at_ms=clock.now_ms())
    )
    flow.write(lambda conn: operations.publish_moment(conn, scope, made.id, at_ms=clock.now_ms()))
    for wait_ms in (0, DISPATCH_MS):
        clock.advance(wait_ms)
        tend(platform, desk, scope)
    with flow.reading() as conn:
        vendor_id = queries.moment_by_id(conn, scope, made.id).vendor_id
    moment = next((one for one in world.all_moments() if one.moment_id == vendor_id), None)
    for number, userid in enumerate(list(moment.customers)[:PUBLISHED] if moment else []):
        world.publish_moment(vendor_id, userid)
        for place, customer in enumerate(moment.customers[userid][: LIKES_EACH + number % 2] if moment else []):
            world.react_to_moment(vendor_id, userid, customer, kind="comment" if place == 0 else "like")
    for wait_ms in (MINUTE_MS, HOUR_MS):
        clock.advance(wait_ms)
        tend(platform, desk, scope)


def _busiest(platform: Platform, scope: Scope, world: World) -> tuple[int, ...]:
    """This function will return the staff ids of the advisors with most friends."""
    friends = {userid: sum(1 for _ in world.state.friends.of_member(userid)) for userid in world.state.members}
    busiest = sorted(friends, key=lambda userid: -friends[userid])[:ASKED]
    with platform.stores.core.reading() as conn:
        return tuple(one.id for one in staff_by_wecom(conn, scope, busiest).values())
