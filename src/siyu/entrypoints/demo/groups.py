"""The demo's customer groups: three months of people coming and going, told once; the simulated corp has the same ones."""

from random import Random

from sqlalchemy import Connection

from siyu.communities import queries
from siyu.communities.contracts import Departure, GroupCard, JoinScene, QuitScene, SeenGroup, SeenMember
from siyu.communities.figures.contracts import OwnerDay
from siyu.communities.figures.operations import save_figures
from siyu.communities.join_codes import operations as codes
from siyu.communities.join_codes.contracts import JoinCodeSettings
from siyu.communities.members.queries import members_page
from siyu.communities.operations import note_departures, record_groups
from siyu.communities.welcomes import operations as welcomes
from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.content import queries as content
from siyu.content.contracts import MaterialKind
from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment
from siyu.simulators.wecom.nouns.groups import GroupChat, GroupMember
from siyu.simulators.wecom.nouns.groups import JoinScene as VendorScene
from siyu.simulators.wecom.world import World
from siyu.tenancy.queries import staff_page

GROUPS_MAX = 8
PEOPLE_MAX = 600
PEOPLE_PER_GROUP_MAX = 90
DAYS, FIGURE_DAYS = 90, 30
LEAVING, FRESH = 0.14, 0.04
NAMES = ("福利群", "新米尝鲜群", "会员日群", "厨房好物群", "鲜奶订购群", "社区团购群", "老客答谢群", "门店直播群")
SCENES = (JoinScene.CODE, JoinScene.INVITED, JoinScene.LINK)
NOTICE = "每周三晚上八点上新，群里下单满 79 减 10；有问题请直接找群主。"
VENDOR = {
    JoinScene.INVITED: VendorScene.INVITED,
    JoinScene.LINK: VendorScene.LINK,
    JoinScene.CODE: VendorScene.CODE,
}


def tell(platform: Platform, scope: Scope) -> None:
    """This function will make the demo's groups with their past, a code into two of them and a text, unless they exist."""
    with platform.stores.core.reading() as conn:
        if queries.totals(conn, scope)[0]:
            return
    platform.stores.core.write(lambda conn: _make(platform, conn, scope))


def _make(platform: Platform, conn: Connection, scope: Scope) -> None:
    dice, now_ms = Random(5), platform.clock.now_ms() // SECOND_MS * SECOND_MS
    owners = [one.wecom_userid for one in staff_page(conn, scope, limit=200) if one.wecom_userid and one.active]
    ids, _ = customers.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=None, limit=PEOPLE_MAX)
    people = sorted(customers.contact_points(platform, conn, scope, ids, "external_userid").values())
    if not owners or not people:
        return
    empty = [_group(number, owners, now_ms) for number in range(min(GROUPS_MAX, len(owners)))]
    record_groups(platform, conn, scope, empty)
    wanted = JoinCodeSettings("包裹卡进群码", tuple(one.chat_id for one in empty[:2]), base_name=NAMES[0])
    code = codes.create_code(conn, scope, wanted, at_ms=now_ms)
    states = dict.fromkeys(wanted.chat_ids, code.state)
    full = [_filled(dice, one, people, states.get(one.chat_id, ""), now_ms) for one in empty]
    record_groups(platform, conn, scope, full)
    gone = [word for one in full for word in _departures(dice, one, now_ms)]
    note_departures(platform, conn, scope, gone)
    save_figures(conn, scope, [day for one in full for day in _days(dice, one, now_ms)])
    for text in _texts(conn, scope):
        welcomes.create_welcome(conn, scope, text, at_ms=now_ms)


def _texts(conn: Connection, scope: Scope) -> list[GroupWelcomeText]:
    """This function will write two welcomes: one with a link, one with a material of the library."""
    link = Attachment("入群礼 · 满 79 减 10", "https://example.com/harvest/welcome", "新人专享，三天内有效")
    rice = content.materials(conn, scope, content.Look(search="新米到了", limit=1), kind=MaterialKind.LINK)
    return [
        GroupWelcomeText("欢迎 %NICKNAME%！每周三晚八点上新，先领一张入群券吧。", (link,)),
        GroupWelcomeText(
            "%NICKNAME% 您好，这里是新米尝鲜群，今年的新米刚到。",
            tuple(Attachment("", material_id=one.id) for one in rice),
        ),
    ]


def _group(number: int, owners: list[str], now_ms: int) -> SeenGroup:
    owner = owners[number * len(owners) // GROUPS_MAX]
    created_ms = now_ms - (DAYS - number * 7) * DAY_MS
    host = SeenMember(owner, False, created_ms, JoinScene.INVITED)
    name = f"禾满家{NAMES[number]}"
    return SeenGroup(f"wrDemo{number:02}", name, owner, created_ms, "v0", now_ms - 1, NOTICE, (), (host,))


def _filled(dice: Random, one: SeenGroup, people: list[str], state: str, now_ms: int) -> SeenGroup:
    """This function will let customers have come into a group: many at first, then fewer a day."""
    count = min(len(people), dice.randint(PEOPLE_PER_GROUP_MAX // 3, PEOPLE_PER_GROUP_MAX))
    span_ms = now_ms - one.created_at_ms
    came = []
    for userid in dice.sample(people, count):
        ago_ms = (
            span_ms - dice.triangular(0, span_ms, span_ms / 5) if dice.random() > FRESH else dice.random() * DAY_MS / 3
        )
        at_ms = (now_ms - int(ago_ms)) // SECOND_MS * SECOND_MS
        scene = dice.choices(SCENES, [6, 3, 1])[0]
        inviter = one.owner if scene is JoinScene.INVITED else ""
        came.append(SeenMember(userid, True, at_ms, scene, inviter, state if scene is JoinScene.CODE else ""))
    members = (*one.members, *came)
    return SeenGroup(one.chat_id, one.name, one.owner, one.created_at_ms, "v1", now_ms, NOTICE, (), members)


def _departures(dice: Random, one: SeenGroup, now_ms: int) -> list[Departure]:
    leaving = [member for member in one.members if member.is_customer and dice.random() < LEAVING]
    return [
        Departure(
            one.chat_id,
            member.userid,
            dice.randint(member.joined_at_ms // SECOND_MS, now_ms // SECOND_MS) * SECOND_MS,
            QuitScene.LEFT if dice.random() < 0.9 else QuitScene.REMOVED,
        )
        for member in leaving
    ]


def _days(dice: Random, one: SeenGroup, now_ms: int) -> list[OwnerDay]:
    """This function will say how much was talked in a group each day: more on Wednesdays, when something new comes."""
    today, people = day_of(now_ms), len(one.members)
    found = []
    for day in range(max(today - FIGURE_DAYS, day_of(one.created_at_ms)), today):
        messages = int(people * dice.uniform(0.3, 0.9) * (2.4 if day % 7 == 6 else 1))
        found.append(OwnerDay(one.owner, day, 0, 1, int(messages > 0), 0, people, min(people, messages // 3), messages))
    return found


def enter(platform: Platform, scope: Scope, world: World) -> None:
    """This function will put the brand's groups into a simulated corp that starts empty, and have codes and texts remade."""
    platform.stores.core.write(lambda conn: _remake(conn, scope))
    put(platform, scope, world)


def put(platform: Platform, scope: Scope, world: World) -> None:
    """This function will put the brand's groups with their members into a simulated corp."""
    with platform.stores.core.reading() as conn:
        found, _ = queries.group_page(conn, scope, limit=GROUPS_MAX * 2)
        for one in found:
            world.put_group(_chat(conn, scope, one))


def _remake(conn: Connection, scope: Scope) -> None:
    codes.make_again(conn, scope)
    welcomes.make_again(conn, scope)


def _chat(conn: Connection, scope: Scope, one: GroupCard) -> GroupChat:
    there, _ = members_page(conn, scope, one.chat_id, limit=one.member_count or 1)
    members = {
        each.userid: GroupMember(
            each.userid,
            2 if each.is_customer else 1,
            each.joined_at_ms,
            VENDOR.get(JoinScene(each.scene), VendorScene.INVITED),
            each.inviter,
            each.state,
        )
        for each in there
    }
    return GroupChat(one.chat_id, 0, one.name, one.owner_userid, one.created_at_ms, one.notice, members=members)
