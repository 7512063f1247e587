"""The demo's simulated corp is the brand's: the same advisors, the same friends."""

from collections import defaultdict
from collections.abc import Iterator

from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.entities import Member
from siyu.simulators.wecom.world import World
from siyu.tenancy import queries as tenancy
from siyu.tenancy.contracts import Staff

PEOPLE_PER_READ = 5_000
STAFF_PER_READ = 200


def add_people(platform: Platform, scope: Scope, world: World) -> None:
    """This function will put the brand's advisors and their friends into a simulated corp."""
    staff = {one.id: one for one in _staff(platform, scope)}
    world.add_members(Member(one.wecom_userid, one.name) for one in staff.values())
    friends: dict[str, dict[str, str]] = defaultdict(dict)
    for userid, external_userid, name in _friends(platform, scope, staff):
        friends[userid][external_userid] = name
    for userid, names in friends.items():
        world.seed_friends(userid, names, names=names)
    for one in staff.values():
        if not one.active:
            world.member_resigns(one.wecom_userid)


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
