"""Readings, departures and listings become groups, stays, customers, events and facts, each once."""

from siyu.communities import queries
from siyu.communities.contracts import Departure, GroupStatus, JoinScene, QuitScene
from siyu.communities.members import queries as members
from siyu.communities.operations import dismiss, end_unlisted, note_departures, note_listed
from siyu.customers import queries as customers
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.contracts import Identity
from siyu.customers.operations import resolve
from siyu.events import queries as events
from siyu.kit.db.schema import kit_table
from siyu.kit.db.scope import Scope
from siyu.segments import queries as segments
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.operations import save_staff
from tests.communities.factories import HOUR_MS, customer, reading, record
from tests.conftest import START_MS as NOW
from tests.tenancy.factories import tree


def write(platform, work, *arguments, **more):
    return platform.stores.core.write(lambda conn: work(platform, conn, *arguments, **more))


def look(platform, query, *arguments, **more):
    with platform.stores.core.reading() as conn:
        return query(conn, *arguments, **more)


def named(platform, scope, kind, value):
    with platform.stores.core.reading() as conn:
        found = customers.find(platform, conn, scope, kind, value)
        return found, customers.card(platform, conn, scope, found).name if found else ""


def told(platform, scope, customer_id):
    with platform.stores.core.reading() as conn:
        entries = events.timeline(platform, conn, scope, customer_id).entries
    return [(one.name, one.at_ms, one.properties["group_name"], one.properties["scene"]) for one in entries]


def facts(platform, kind):
    table = kit_table("core", "fact")
    with platform.stores.core.reading() as conn:
        return [row.body for row in conn.execute(table.select().where(table.c.kind == kind))]


def there(platform, scope, chat_id, **more):
    return {one.userid for one in look(platform, members.members_page, scope, chat_id, **more)[0]}


def test_a_reading_makes_the_group_its_stays_and_customers(platform, scope):
    at = NOW - HOUR_MS
    write(platform, lambda on, conn: _known(on, conn, scope))
    people = [customer("wmA", at, state="poster-3"), customer("wmB", at + 1000, scene=JoinScene.INVITED)]
    moved = record(platform, scope, reading("wr1", people, at_ms=NOW, notice="欢迎", admins=("lisi",)))
    assert [one.userid for one in moved.joined] == ["wmA", "wmB"] and moved.left == ()
    card = look(platform, queries.group_by_id, scope, "wr1")
    assert (card.member_count, card.customer_count, card.notice, card.admins) == (3, 2, "欢迎", ("lisi",))
    known, name = named(platform, scope, "external_userid", "wmA")
    assert (known, name) == (named(platform, scope, "unionid", "oUwmA")[0], "林女士"), "a better name stays"
    assert named(platform, scope, "external_userid", "wmB")[1] == "昵称wmB"
    assert told(platform, scope, known) == [("Group Joined", at, "群wr1", "code")]
    assert len(facts(platform, "GroupMembersJoined")) == 1
    again = record(platform, scope, reading("wr1", people, at_ms=NOW + 1))
    assert (again.joined, again.left) == ((), ()) and len(told(platform, scope, known)) == 1


def _known(platform, conn, scope):
    known = resolve(platform, conn, scope, [[Identity("unionid", "oUwmA")]], source="import", at_ms=1)
    values = [{"name": "林女士"}]
    set_attributes(platform, conn, scope, known, values, at_ms=1, source="import", define_missing=True)


def test_who_is_not_shown_any_more_has_left_and_who_comes_again_stays_twice(platform, scope):
    at = NOW - HOUR_MS
    record(platform, scope, reading("wr1", [customer("wmA", at), customer("wmB", at)], at_ms=NOW))
    moved = record(platform, scope, reading("wr1", [customer("wmA", NOW + 1000)], at_ms=NOW + 5000))
    assert [(one.userid, one.scene, one.at_ms) for one in moved.left] == [
        ("wmA", "unseen", NOW + 1000),
        ("wmB", "unseen", NOW + 5000),
    ]
    assert (there(platform, scope, "wr1"), there(platform, scope, "wr1", there=False)) == (
        {"zhangsan", "wmA"},
        {"wmA", "wmB"},
    )
    who, _ = named(platform, scope, "external_userid", "wmA")
    assert [one[0] for one in told(platform, scope, who)].count("Group Joined") == 2
    kept = look(platform, members.scenes, scope, "wr1")["code"]
    assert (kept.joined, kept.left, kept.kept) == (3, 2, 1)


def test_an_older_reading_changes_nothing(platform, scope):
    record(platform, scope, reading("wr1", [customer("wmA", NOW - 9)], at_ms=NOW, name="新名字"))
    moved = record(platform, scope, reading("wr1", [], at_ms=NOW - 5, name="旧名字"))
    assert (moved.left, look(platform, queries.group_by_id, scope, "wr1").name) == ((), "新名字")


def test_word_of_a_departure_counts_once_and_says_better_what_a_reading_missed(platform, scope):
    at = NOW - HOUR_MS
    record(platform, scope, reading("wr1", [customer(one, at) for one in ("wmA", "wmB", "wmC")], at_ms=NOW))
    word = Departure("wr1", "wmA", NOW + 1000, QuitScene.REMOVED)
    assert len(write(platform, note_departures, scope, [word, word]).left) == 1
    assert write(platform, note_departures, scope, [word]).left == ()
    card = look(platform, queries.group_by_id, scope, "wr1")
    assert (card.member_count, card.customer_count) == (3, 2)
    record(platform, scope, reading("wr1", [customer("wmC", at)], at_ms=NOW + 9000))  # wmB is gone, unseen
    late = Departure("wr1", "wmB", NOW + 2000, QuitScene.LEFT)
    assert write(platform, note_departures, scope, [late]).left == (), "told before"
    gone, _ = look(platform, members.members_page, scope, "wr1", there=False)
    assert {(one.userid, one.left_at_ms, one.quit_scene) for one in gone} == {
        ("wmA", NOW + 1000, "removed"),
        ("wmB", NOW + 2000, "left"),
    }


def test_a_dismissed_group_is_left_by_all_and_cannot_be_written_to(platform, scope):
    record(platform, scope, reading("wr1", [customer("wmA", 5000)], at_ms=NOW), reading("wr2", [], at_ms=NOW))
    moved = write(platform, dismiss, scope, {"wr1": NOW + 1000}, GroupStatus.DISMISSED)
    assert [(one.userid, one.scene) for one in moved.left] == [("wmA", "dismissed")]
    assert write(platform, dismiss, scope, {"wr1": NOW + 9000}, GroupStatus.DISMISSED).left == ()
    card = look(platform, queries.group_by_id, scope, "wr1")
    assert (card.status, card.ended_at_ms, card.member_count) == (GroupStatus.DISMISSED, NOW + 1000, 0)
    assert [one.chat_id for one in look(platform, queries.reachable_groups, scope)] == ["wr2"]
    page, total = look(platform, queries.group_page, scope)
    assert ([one.chat_id for one in page], total) == (["wr2"], 1)


def test_a_listing_closes_what_its_owners_no_longer_have_and_a_reading_opens_it_again(platform, scope):
    for chat_id, owner in (("wr1", "zhangsan"), ("wr2", "zhangsan"), ("wr3", "lisi")):
        record(platform, scope, reading(chat_id, [customer("wmA", 5000)], at_ms=NOW, owner=owner))
    begun = NOW + HOUR_MS
    listed = {"wr1": GroupStatus.OWNER_LEFT}
    platform.stores.core.write(lambda conn: note_listed(conn, scope, listed, begun_at_ms=begun))
    assert write(platform, end_unlisted, scope, ["zhangsan"], begun_at_ms=begun) == 1
    cards = look(platform, queries.groups_by_id, scope, ["wr1", "wr2", "wr3"])
    assert [cards[one].status for one in sorted(cards)] == ["owner_left", "gone", "normal"]
    assert [one.chat_id for one in look(platform, queries.reachable_groups, scope)] == ["wr3"]
    record(platform, scope, reading("wr2", [customer("wmA", 5000)], at_ms=begun + 1))
    assert there(platform, scope, "wr2") == {"zhangsan", "wmA"}, "the same stay goes on"


def test_groups_belong_to_their_owners_unit_and_another_brand_sees_none(platform, scope, other_scope):
    units = tree(platform, scope)
    _staff(platform, scope, "zhangsan", "E11")
    record(platform, scope, reading("wr1", [], at_ms=NOW), reading("wr2", [], at_ms=NOW, owner="nobody"))
    [mine] = look(platform, queries.reachable_groups, scope, owners=["zhangsan"])
    assert (mine.chat_id, mine.owner_userid, mine.member_count, mine.org_unit_id) == (
        "wr1",
        "zhangsan",
        1,
        units["E11"],
    )
    assert [one.chat_id for one in look(platform, queries.reachable_groups, scope, chat_ids=["wr2"])] == ["wr2"]
    part = Scope(scope.brand_id, org_paths=("/nowhere/",))
    assert look(platform, queries.reachable_groups, part) == []
    assert look(platform, queries.reachable_groups, other_scope) == []


def _staff(platform, scope, userid, unit):
    new = [NewStaff(userid.upper(), unit, userid, wecom_userid=userid)]
    platform.stores.core.write(lambda conn: save_staff(conn, scope, new))


def test_rules_may_ask_who_joined_and_left_groups(platform, scope):
    record(platform, scope, reading("wr1", [customer("wmA", NOW - 9), customer("wmB", NOW - 9)], at_ms=NOW - 5))
    write(platform, note_departures, scope, [Departure("wr1", "wmA", NOW - 2, QuitScene.LEFT)])
    joined = {"event": "Group Joined", "measure": "count", "op": ">=", "value": 1}
    rule = {"all": [joined, {"not": {**joined, "event": "Group Left"}}]}
    with platform.stores.core.reading() as conn:
        assert segments.count(platform, conn, scope, joined, as_of_ms=NOW) == 2
        assert segments.count(platform, conn, scope, rule, as_of_ms=NOW) == 1
        assert segments.explain(conn, scope, rule, "zh") == "进过群,且没退过群的客户"
