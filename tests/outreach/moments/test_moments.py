"""A moment from draft to likes: who is asked, who published, what customers did, and what happens when WeCom is silent."""

from dataclasses import dataclass

import pytest

from siyu.connectors.wecom.moments.desk import WecomMomentDesk
from siyu.customers.operations import add_tags, ensure_tags
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from siyu.outreach.attaching.queries import attached_to_moment
from siyu.outreach.moments import operations, queries
from siyu.outreach.moments.contracts import Moment, MomentPlan, MomentTotals
from siyu.outreach.moments.domain import BadMomentPlan
from siyu.outreach.moments.tending.operations import tend
from siyu.outreach.moments.tending.queries import foretell
from siyu.outreach.quota.queries import moments_seen
from siyu.simulators.wecom.faults import Fault
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel
from siyu.tenancy.operations import save_org_units, save_staff
from siyu.tenancy.queries import units_by_code
from tests.content.factories import PNG
from tests.outreach.attaching.test_attaching import make
from tests.outreach.mass.conftest import Corp

ADD = "externalcontact/add_moment_task"


@dataclass
class Wall:
    """Moments of a corp, worked on by hand."""

    corp: Corp
    desk: WecomMomentDesk

    def draft(self, text: str = "新米到了", **values: object) -> Moment:
        plan = MomentPlan(text, **values)  # type: ignore[arg-type]
        return self.corp.platform.stores.flow.write(
            lambda conn: operations.create_moment(conn, self.corp.scope, name="新米", plan=plan, at_ms=self.now())
        )

    def publish(self, text: str = "新米到了", **values: object) -> Moment:
        """This function will send a moment off and work until WeCom has handed it out."""
        made = self.draft(text, **values)
        self.corp.platform.stores.flow.write(
            lambda conn: operations.publish_moment(conn, self.corp.scope, made.id, at_ms=self.now())
        )
        self.later(0)
        self.later(3_000)
        return self.look(made)

    def later(self, by_ms: int) -> None:
        self.corp.clock.advance(by_ms)
        while tend(self.corp.platform, self.desk, self.corp.scope):
            pass

    def look(self, one: Moment) -> Moment:
        with self.corp.platform.stores.flow.reading() as conn:
            return queries.moment_by_id(conn, self.corp.scope, one.id)

    def totals(self, one: Moment) -> MomentTotals:
        with self.corp.platform.stores.flow.reading() as conn:
            return queries.totals(conn, self.corp.scope, [one.id])[one.id]

    def cancel(self, one: Moment) -> None:
        self.corp.platform.stores.flow.write(
            lambda conn: operations.cancel_moment(conn, self.corp.scope, one.id, at_ms=self.now())
        )

    def now(self) -> int:
        return self.corp.clock.now_ms()


@pytest.fixture
def wall(corp: Corp) -> Wall:
    units = [NewOrgUnit("hq", "", OrgLevel.HQ, "总部"), NewOrgUnit("east", "hq", OrgLevel.BRANCH, "东区")]
    people = [
        NewStaff("1", "east", "张三", "advisor", "zhangsan"),
        NewStaff("2", "hq", "李四", "advisor", "lisi"),
        NewStaff("3", "hq", "王五", "advisor", "wangwu"),
    ]
    core = corp.platform.stores.core
    core.write(lambda conn: save_org_units(conn, corp.scope, units))
    core.write(lambda conn: save_staff(conn, corp.scope, people))
    return Wall(corp, WecomMomentDesk(corp.platform, corp.desk._client))


def test_advisors_publish_customers_see_and_like_and_all_of_it_is_counted(wall: Wall) -> None:
    ids = wall.corp.befriend("zhangsan", ["wmA1", "wmA2"])
    wall.corp.befriend("lisi", ["wmB1"])
    picture = make(wall.corp, "image", "海报", file=PNG)
    with wall.corp.platform.stores.core.reading() as conn:
        pictures = attached_to_moment(wall.corp.platform, conn, wall.corp.scope, [picture.id])
    told = foretell(wall.corp.platform, wall.corp.scope, MomentPlan("新米到了", pictures))
    assert (told.senders, told.viewers, told.over) == (3, 3, 0)
    made = wall.publish(attachments=pictures)
    assert (made.state, wall.totals(made)) == ("running", MomentTotals(senders=3))
    (vendor,) = wall.corp.world.all_moments()
    assert vendor.content["attachments"][0]["msgtype"] == "image"
    wall.corp.world.publish_moment(made.vendor_id, "zhangsan")
    wall.later(MINUTE_MS)
    assert wall.totals(made) == MomentTotals(senders=3, published=1, viewers=2)
    wall.corp.world.react_to_moment(made.vendor_id, "zhangsan", "wmA1")
    wall.corp.world.react_to_moment(made.vendor_id, "zhangsan", "wmA2", kind="comment")
    wall.corp.world.react_to_moment(made.vendor_id, "zhangsan", "lisi")
    wall.later(HOUR_MS)
    assert wall.totals(made) == MomentTotals(3, 1, 2, 1, 1), "a colleague's like is not a customer's"
    with wall.corp.platform.stores.flow.reading() as conn:
        assert moments_seen(conn, wall.corp.scope, ids, at_ms=wall.now()).tolist() == [1, 1]
        waiting = queries.posts(conn, wall.corp.scope, made.id, limit=9, only="waiting")
    assert {one.advisor for one in waiting} == {"lisi", "wangwu"}
    wall.later(30 * DAY_MS)
    assert wall.look(made).state == "done"


def test_only_the_named_units_publish_and_only_tagged_customers_see(wall: Wall) -> None:
    on, scope = wall.corp.platform, wall.corp.scope
    ids = wall.corp.befriend("zhangsan", ["wmA1", "wmA2"])
    tag = on.stores.core.write(lambda conn: ensure_tags(conn, scope, ["VIP"], at_ms=1))["VIP"]
    on.stores.core.write(lambda conn: add_tags(on, conn, scope, tag, ids[:1], source="test", at_ms=1))
    vendor_tag = wall.corp.world.seed_tags("等级", ["VIP"])["VIP"]
    wall.desk.tags = lambda scope, tag_ids=None: {tag: vendor_tag}  # type: ignore[method-assign]
    with on.stores.core.reading() as conn:
        east = units_by_code(conn, scope, ["east"])["east"].id
    told = foretell(on, scope, MomentPlan("x", branches=(east,), tag_ids=(tag,)))
    assert (told.senders, told.viewers) == (1, 1)
    made = wall.publish(branches=(east,), tag_ids=(tag,))
    assert wall.totals(made).senders == 1
    (vendor,) = wall.corp.world.all_moments()
    assert list(vendor.customers) == ["zhangsan"]


def test_a_moment_whose_making_got_no_answer_is_found_and_not_made_twice(wall: Wall) -> None:
    wall.corp.world.add_fault(Fault(ADD, "cut", times=1))
    made = wall.publish()
    assert made.state == "creating" and made.job_id == ""
    wall.later(3 * MINUTE_MS)
    assert wall.look(made).state == "running" and len(wall.corp.world.all_moments()) == 1


def test_a_moment_that_was_never_made_is_made_again(wall: Wall) -> None:
    wall.corp.world.add_fault(Fault(ADD, "errcode", errcode=-1, times=1))
    made = wall.publish()
    for _ in range(4):
        wall.later(2 * MINUTE_MS)
    assert wall.look(made).state == "running" and len(wall.corp.world.all_moments()) == 1


@pytest.mark.parametrize(("errcode", "state"), [(41078, "running"), (41211, "failed")])
def test_what_can_wait_waits_and_what_cannot_says_why(wall: Wall, errcode: int, state: str) -> None:
    wall.corp.world.add_fault(Fault(ADD, "errcode", errcode=errcode, times=4))
    made = wall.publish()
    wall.later(2 * MINUTE_MS)
    wall.later(3_000)
    found = wall.look(made)
    assert found.state == state and (str(errcode) in found.problem) == (state == "failed")


def test_a_cancelled_moment_keeps_what_is_out_and_stops_the_rest(wall: Wall) -> None:
    wall.corp.befriend("zhangsan", ["wmA1"])
    made = wall.publish()
    wall.corp.world.publish_moment(made.vendor_id, "zhangsan")
    wall.cancel(made)
    wall.later(MINUTE_MS)
    assert wall.look(made).state == "cancelled" and wall.totals(made).published == 1
    assert wall.corp.world.all_moments()[0].cancelled_at_ms
    with pytest.raises(operations.MomentMovedOn):
        wall.cancel(made)
    waiting = wall.draft(start_at_ms=wall.now() + HOUR_MS)
    with pytest.raises(operations.MomentMovedOn):
        wall.cancel(waiting)


def test_a_moment_deleted_in_wecom_is_over_and_keeps_its_figures(wall: Wall) -> None:
    wall.corp.befriend("zhangsan", ["wmA1"])
    made = wall.publish()
    wall.corp.world.publish_moment(made.vendor_id, "zhangsan")
    wall.later(MINUTE_MS)
    wall.corp.world.state.moments.moments.clear()
    wall.later(MINUTE_MS)
    assert (wall.look(made).state, wall.totals(made).viewers) == ("done", 1)


def test_a_moment_waits_for_its_time(wall: Wall) -> None:
    made = wall.publish(start_at_ms=wall.now() + HOUR_MS)
    assert (made.state, wall.corp.world.all_moments()) == ("scheduled", [])
    wall.later(HOUR_MS)
    wall.later(3_000)
    assert wall.look(made).state == "running"


@pytest.mark.parametrize("plan", [MomentPlan(), MomentPlan("长" * 1_334), MomentPlan("a" * 2_001)])
def test_what_wecom_would_refuse_is_refused_when_it_is_written(wall: Wall, plan: MomentPlan) -> None:
    with pytest.raises(BadMomentPlan):
        wall.draft(plan.text)
