"""Saved segments: kept up to date, told as facts, safe to change."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from siyu.customers import operations as customers
from siyu.kit.bits import shard_ids
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.db.scope import Scope
from siyu.kit.facts import FactBus
from siyu.kit.jobs import hold_lane
from siyu.segments import operations, queries
from siyu.segments.contracts import Segment, SegmentChange, SegmentChanged, SegmentStatus
from siyu.segments.member.domain import SegmentsGoInCircles
from siyu.segments.refreshing import operations as refreshing
from siyu.segments.refreshing import queries as stale_queries
from siyu.segments.rules.domain import RuleInvalid
from siyu.segments.tasks import refresh_lane
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel
from siyu.tenancy.operations import save_org_units
from siyu.tenancy.queries import units_by_id
from tests.segments.factories import ZONE, Deed, log, make_people, tag_people

BOUGHT = {"event": "Order Paid"}


def create(platform, scope, name, rule) -> Segment:
    at_ms = platform.clock.now_ms()
    return platform.stores.core.write(
        lambda conn: operations.create_segment(platform, conn, scope, name=name, rule=rule, at_ms=at_ms)
    )


def change(platform, scope, segment_id, **values) -> Segment:
    wanted = SegmentChange(**{"name": f"S{segment_id}", **values})
    at_ms = platform.clock.now_ms()
    return platform.stores.core.write(
        lambda conn: operations.change_segment(platform, conn, scope, segment_id, wanted, at_ms=at_ms)
    )


def run_lane(platform) -> int:
    lease = hold_lane(platform.stores.core, "segments.refresh", platform.clock)
    return refresh_lane(platform, lease)


def members(platform, scope, segment_id) -> list[int]:
    with platform.stores.core.reading() as conn:
        return queries.member_ids(platform, conn, scope, segment_id, 0).tolist()


def heard(platform) -> list[SegmentChanged]:
    """Delivers what waits and returns it."""
    facts: list[SegmentChanged] = []
    bus = FactBus()
    bus.on(SegmentChanged, lambda _platform, _scope, fact: facts.append(fact))
    while bus.deliver(platform, platform.stores.core):
        pass
    return facts


def buy(platform, scope, *people, at=datetime(2024, 12, 31, 12, tzinfo=ZONE)) -> None:
    log(platform, scope, {one: [Deed(at, "Order Paid", 100, 1, {})] for one in people})


def test_the_lane_finds_members_and_tells_who_came_and_went(platform, scope):
    a, b, c = make_people(platform, scope, 3)
    buy(platform, scope, a)
    recent = create(platform, scope, "recent", {**BOUGHT, "window": {"last_days": 2}})
    assert run_lane(platform) == 1 and members(platform, scope, recent.id) == [a]
    assert [(f.entered, f.left) for f in heard(platform)] == [([a], [])]
    buy(platform, scope, b, c, at=datetime(2025, 1, 1, 9, tzinfo=ZONE))
    assert run_lane(platform) == 1
    assert [(f.entered, f.left) for f in heard(platform)] == [([b, c], [])]
    platform.clock.advance(DAY_MS)
    assert run_lane(platform) == 1
    assert [(f.segment_id, f.entered, f.left) for f in heard(platform)] == [(recent.id, [], [a])]
    assert run_lane(platform) == 0 and heard(platform) == []


def test_nothing_is_worked_out_again_until_something_it_rests_on_changes(platform, scope):
    a, b = make_people(platform, scope, 2)
    tag_people(platform, scope, {"VIP": [a], "other": []})
    create(platform, scope, "vip", {"tag": "VIP"})
    run_lane(platform)

    def due() -> list[int]:
        with platform.stores.core.reading() as conn:
            return stale_queries.stale(platform, conn, scope, now_ms=platform.clock.now_ms())

    assert due() == []
    platform.clock.advance(3 * DAY_MS)
    assert due() == []
    buy(platform, scope, a)
    assert due() == []  # behaviour does not matter to a rule about tags, nor does another tag
    tag_people(platform, scope, {"other": [b]})
    assert due() == []
    tag_people(platform, scope, {"VIP": [b]})
    assert len(due()) == 1


def test_a_segment_of_segments_is_right_in_the_same_round(platform, scope):
    a, b = make_people(platform, scope, 2)
    buy(platform, scope, a, b)
    tag_people(platform, scope, {"VIP": [a]})
    inner = create(platform, scope, "inner", {"all": [BOUGHT, {"tag": "VIP"}]})
    outer = create(platform, scope, "outer", {"all": [BOUGHT, {"not": {"segment": inner.id}}]})
    run_lane(platform)
    assert members(platform, scope, outer.id) == [b]
    change(platform, scope, inner.id, rule={"all": [BOUGHT, {"not": {"tag": "VIP"}}]})
    run_lane(platform)
    assert (members(platform, scope, inner.id), members(platform, scope, outer.id)) == ([b], [a])


def test_a_circle_is_refused_when_it_would_be_closed(platform, scope):
    first = create(platform, scope, "first", BOUGHT)
    second = create(platform, scope, "second", {"segment": first.id})
    with pytest.raises(SegmentsGoInCircles):
        change(platform, scope, first.id, rule={"all": [{"segment": second.id}]})
    with pytest.raises(SegmentsGoInCircles):
        change(platform, scope, first.id, rule={"segment": first.id})


def test_a_list_holds_exactly_the_people_named_and_can_be_rested_on(platform, scope):
    a, b, _ = make_people(platform, scope, 3)
    at_ms = platform.clock.now_ms()
    named = platform.stores.core.write(
        lambda conn: operations.create_list(platform, conn, scope, name="named", customer_ids=[b, a, a], at_ms=at_ms)
    )
    assert (named.members, named.rule, members(platform, scope, named.id)) == (2, None, [a, b])
    assert [f.entered for f in heard(platform)] == [[a, b]]
    with platform.stores.core.reading() as conn:
        assert queries.count(platform, conn, scope, {"not": {"segment": named.id}}, as_of_ms=at_ms) == 1


def test_a_list_of_strangers_is_refused(platform, scope, other_scope):
    (mine,), (theirs,) = make_people(platform, scope, 1), make_people(platform, other_scope, 1)
    for people in ([mine, theirs], [mine, mine + 1], [-5], [1 << 62]):
        with pytest.raises(operations.BadList):
            platform.stores.core.write(
                lambda conn, people=people: operations.create_list(
                    platform, conn, scope, name="x", customer_ids=people, at_ms=0
                )
            )


def test_a_rule_whose_tag_was_deleted_keeps_its_members_and_says_what_is_wrong(platform, scope):
    (a,) = make_people(platform, scope, 1)
    tag_people(platform, scope, {"VIP": [a]})
    vip = create(platform, scope, "vip", {"tag": "VIP"})
    run_lane(platform)

    def delete(conn):
        tag_id = customers.ensure_tags(conn, scope, ["VIP"], at_ms=0)["VIP"]
        customers.delete_tag(platform, conn, scope, tag_id, at_ms=platform.clock.now_ms())

    platform.stores.core.write(delete)
    run_lane(platform)
    with platform.stores.core.reading() as conn:
        broken = queries.by_id(conn, scope, vip.id)
    assert "VIP" in (broken.error or "") and members(platform, scope, vip.id) == [a]
    assert run_lane(platform) == 0
    tag_people(platform, scope, {"VIP": [a]})
    run_lane(platform)
    with platform.stores.core.reading() as conn:
        assert queries.by_id(conn, scope, vip.id).error is None


def test_a_paused_segment_keeps_its_members(platform, scope):
    a, b = make_people(platform, scope, 2)
    buy(platform, scope, a)
    held = create(platform, scope, "bought", BOUGHT)
    run_lane(platform)
    change(platform, scope, held.id, status=SegmentStatus.PAUSED)
    buy(platform, scope, b)
    run_lane(platform)
    assert members(platform, scope, held.id) == [a]
    change(platform, scope, held.id)
    run_lane(platform)
    assert members(platform, scope, held.id) == [a, b]


def test_changes_are_versioned_and_a_late_one_is_refused(platform, scope):
    held = create(platform, scope, "first", BOUGHT)
    assert change(platform, scope, held.id, name="renamed", rule=BOUGHT).version == 1
    assert change(platform, scope, held.id, rule={"not": BOUGHT}, version=1).version == 2
    with pytest.raises(operations.SegmentMovedOn):
        change(platform, scope, held.id, rule=BOUGHT, version=1)


def test_names_are_unique_within_a_brand_and_bounded(platform, scope, other_scope):
    create(platform, scope, "same", BOUGHT)
    create(platform, other_scope, "same", BOUGHT)
    with pytest.raises(operations.SegmentNameTaken):
        create(platform, scope, " same ", BOUGHT)
    for name in ("", "  ", "x" * 61):
        with pytest.raises(operations.BadSegmentName):
            create(platform, scope, name, BOUGHT)
    with pytest.raises(RuleInvalid):
        create(platform, scope, "bad rule", {"tag": "unknown"})


def test_a_deleted_segment_lets_its_members_go_unless_another_rests_on_it(platform, scope):
    (a,) = make_people(platform, scope, 1)
    buy(platform, scope, a)
    inner = create(platform, scope, "inner", BOUGHT)
    outer = create(platform, scope, "outer", {"segment": inner.id})
    run_lane(platform)
    heard(platform)

    def delete(segment_id):
        return platform.stores.core.write(
            lambda conn: operations.delete_segment(platform, conn, scope, segment_id, at_ms=platform.clock.now_ms())
        )

    with pytest.raises(operations.SegmentInUse):
        delete(inner.id)
    assert (delete(outer.id), delete(inner.id)) == (1, 1)
    assert [(f.segment_id, f.left) for f in heard(platform)] == [(outer.id, [a]), (inner.id, [a])]
    with platform.stores.core.reading() as conn, pytest.raises(queries.UnknownSegment):
        queries.by_id(conn, scope, inner.id)


def test_facts_carry_ten_thousand_people_at_most(platform, scope):
    people = make_people(platform, scope, 20_001)
    created = create(platform, scope, "everyone", {"all": []})
    refreshing.refresh(platform, scope, created.id)
    sizes = [len(fact.entered) for fact in heard(platform)]
    assert (sizes, sum(sizes)) == ([10_000, 10_000, 1], len(people))


def test_history_keeps_one_point_an_hour(platform, scope):
    people = make_people(platform, scope, 4)
    held = create(platform, scope, "bought", BOUGHT)
    for number, person in enumerate(people):
        buy(platform, scope, person)
        run_lane(platform)
        platform.clock.advance(HOUR_MS if number == 1 else 1)
    with platform.stores.core.reading() as conn:
        points = queries.history(conn, scope, held.id)
    assert [(point.members, point.entered) for point in points] == [(2, 2), (4, 2)]
    assert points[1].at_ms - points[0].at_ms == HOUR_MS


def test_two_brands_never_meet(platform, scope, other_scope):
    mine, theirs = make_people(platform, scope, 2), make_people(platform, other_scope, 3)
    held = create(platform, scope, "all", {"all": []})
    run_lane(platform)
    with platform.stores.core.reading() as conn:
        assert queries.count(platform, conn, other_scope, {"all": []}, as_of_ms=0) == len(theirs)
        assert queries.count(platform, conn, scope, {"all": []}, as_of_ms=0) == len(mine)
        assert queries.segments(conn, other_scope) == []
        assert queries.member_ids(platform, conn, other_scope, held.id, 0).tolist() == []
        with pytest.raises(queries.UnknownSegment):
            queries.by_id(conn, other_scope, held.id)
        with pytest.raises(RuleInvalid):
            queries.count(platform, conn, other_scope, {"segment": held.id}, as_of_ms=0)


def test_an_editor_of_one_store_sees_only_their_people(platform, scope, branch):
    here, elsewhere, path = branch
    narrow = Scope(scope.brand_id, (path,), "user:1")
    buy(platform, scope, here, elsewhere)
    created = create(platform, scope, "bought", BOUGHT)
    run_lane(platform)
    with platform.stores.core.reading() as conn:
        now = platform.clock.now_ms()
        assert queries.count(platform, conn, narrow, BOUGHT, as_of_ms=now) == 1
        assert queries.count(platform, conn, narrow, {"not": BOUGHT}, as_of_ms=now) == 0
        assert shard_ids(queries.evaluate(platform, conn, narrow, BOUGHT, 0, as_of_ms=now), 0).tolist() == [here]
        assert queries.visible_count(platform, conn, narrow, created.id) == 1
        page = queries.member_page(platform, conn, narrow, created.id, cursor=None, limit=10)
        assert ([card.id for card in page.items], page.total) == ([here], 1)
    assert members(platform, scope, created.id) == [here, elsewhere]


def test_members_are_listed_page_by_page_without_gaps(platform, scope):
    people = make_people(platform, scope, 7)
    created = create(platform, scope, "all", {"all": []})
    run_lane(platform)
    found, cursor = [], None
    with platform.stores.core.reading() as conn:
        while True:
            page = queries.member_page(platform, conn, scope, created.id, cursor=cursor, limit=3)
            found += [card.id for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        with pytest.raises(queries.BadPage):
            queries.member_page(platform, conn, scope, created.id, cursor="1; DROP", limit=3)
    assert found == sorted(people, reverse=True)


def test_a_worker_that_lost_the_lane_stores_nothing(platform, scope):
    (a,) = make_people(platform, scope, 1)
    buy(platform, scope, a)
    held = create(platform, scope, "bought", BOUGHT)
    lost = hold_lane(platform.stores.core, "segments.refresh", platform.clock, "one")
    platform.clock.advance(timedelta(minutes=5).seconds * 1000)
    hold_lane(platform.stores.core, "segments.refresh", platform.clock, "two")
    with pytest.raises(refreshing.LeaseLost):
        refreshing.refresh(platform, scope, held.id, lost)
    assert members(platform, scope, held.id) == [] and heard(platform) == []


@pytest.fixture
def branch(platform, scope):
    """Two stores with one customer each: (customer of the first, of the second, path of the first)."""
    here, elsewhere = make_people(platform, scope, 2)

    def work(conn):
        made = save_org_units(conn, scope, [NewOrgUnit(code, "", OrgLevel.STORE, f"{code}店") for code in "AB"])
        units = [made["A"], made["B"]]
        ids = np.array([here, elsewhere], dtype=np.int64)
        customers.assign_owner(conn, scope, ids, org_unit_ids=units, advisor_ids=[None, None])
        return units_by_id(conn, scope, units)[units[0]].path

    return here, elsewhere, platform.stores.core.write(work)


def test_people_come_and_go_with_their_store_when_the_organisation_is_put_together_anew(platform, scope, branch):
    here, _, _ = branch

    def place(parent: str) -> dict[str, int]:
        units = [NewOrgUnit("E", "", OrgLevel.REGION, "华东"), NewOrgUnit("A", parent, OrgLevel.STORE, "A店")]
        return platform.stores.core.write(lambda conn: save_org_units(conn, scope, units))

    east = place("")["E"]
    made = create(platform, scope, "east", {"attribute": "$org_unit", "op": "in", "value": [east]})
    run_lane(platform)
    assert members(platform, scope, made.id) == []
    place("E")
    assert run_lane(platform) == 1 and members(platform, scope, made.id) == [here]
    place("")
    assert run_lane(platform) == 1 and members(platform, scope, made.id) == []
