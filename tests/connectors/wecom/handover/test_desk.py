import pytest

from siyu.advisors.handover.contracts import Ended, Hindrance, ItemState, Order
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.kit.clock import DAY_MS
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.faults import Fault

START = "externalcontact/transfer_customer"


@pytest.fixture
def desk(platform, corp):
    corp.world.seed_friends("zhangsan", ["wmA", "wmB", "wmC"])
    return WecomHandoverDesk(platform, corp.client)


def order(*idents: str, resigned: bool = False, giver: str = "zhangsan", taker: str = "lisi") -> Order:
    return Order(giver, taker, resigned, idents, "您好")


def test_what_wecom_says_of_each_customer_is_told(desk, scope, corp, clock):
    answer = desk.start(scope, order("wmA", "wmX"))
    assert answer.ended is Ended.DONE
    assert {ident: (one.reason, one.code) for ident, one in answer.refused.items()} == {
        "wmX": (Hindrance.NOT_FRIEND, 40096)
    }
    assert desk.start(scope, order("wmA")).refused["wmA"].reason is Hindrance.IN_TRANSFER
    (one,) = desk.states(scope, "zhangsan", "lisi", resigned=False)
    assert (one.ident, one.state, one.at_ms) == ("wmA", ItemState.WAITING, clock.now_ms() + DAY_MS)
    corp.world.refuse_transfer("wmA")
    assert [each.state for each in desk.states(scope, "zhangsan", "lisi", resigned=False)] == [ItemState.REFUSED]


FAILURES = [
    ({"kind": "errcode", "errcode": -1}, Ended.UNKNOWN, None),
    ({"kind": "cut"}, Ended.UNKNOWN, None),
    ({"kind": "truncate"}, Ended.UNKNOWN, None),
    ({"kind": "errcode", "errcode": 60020}, Ended.REFUSED, None),
    ({"kind": "errcode", "errcode": 40098}, Ended.REFUSED, Hindrance.TAKER_UNABLE),
    ({"kind": "errcode", "errcode": 40097}, Ended.REFUSED, Hindrance.STILL_HERE),
    # The last: it holds the API back for a while.
    ({"kind": "errcode", "errcode": 45009}, Ended.LATER, None),
]


def test_a_request_that_fails_says_whether_it_may_have_been_done(desk, scope, corp):
    for made, (fault, ended, reason) in enumerate(FAILURES, 1):
        corp.world.add_fault(Fault(path=START, times=1, **fault))
        answer = desk.start(scope, order("wmA"))
        assert answer.ended is ended and answer.reason and answer.reason_en, fault
        assert (answer.whole.reason if answer.whole else None) is reason, fault
        assert corp.world.calls()[START] == made, fault


def test_those_who_left_leave_customers_and_groups(desk, scope, corp):
    mine, other = (corp.world.seed_group("zhangsan", name).chat_id for name in "甲乙")
    corp.world.member_resigns("zhangsan")
    assert desk.able(scope) == {"lisi"}
    assert [one.external_userid for one in desk.unassigned(scope)] == ["wmA", "wmB", "wmC"]
    assert sorted(desk.groups_of(scope, "zhangsan")) == sorted([mine, other])
    assert desk.start_groups(scope, order(mine, resigned=True)).refused == {}
    assert desk.groups_of(scope, "zhangsan") == [other]
    again = desk.start_groups(scope, order(mine, "wrX", resigned=True)).refused
    assert again[mine].moving and not again["wrX"].moving and again["wrX"].reason is Hindrance.GONE
    assert desk.start(scope, order("wmA", resigned=True)).refused == {}
    assert desk.group(scope, other).name == "乙" and desk.group(scope, "wrX") is None


def test_without_settings_it_waits(desk, scope, platform, clock):
    off = ChannelSettings("wecom", False, {}, {})
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, off, at_ms=clock.now_ms()))
    assert desk.start(scope, order("wmA")).ended is Ended.LATER
