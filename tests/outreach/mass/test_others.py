"""What others send to many uses the same room: advisors by themselves, other apps; and people over their cap wait."""

import numpy as np
import pytest

from siyu.customers.operations import record_consent
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.outreach.contracts import GateSettings
from siyu.outreach.gating.operations import gate
from siyu.outreach.mass import operations
from siyu.outreach.mass.domain import sentence
from siyu.outreach.mass.tending.operations import learn_foreign_sends
from siyu.outreach.operations import save_gate_settings
from siyu.outreach.quota.contracts import OwnSends
from siyu.outreach.quota.queries import group_room, own_sends, room
from siyu.simulators.wecom.faults import Fault
from tests.outreach.mass.conftest import Corp

MASS = "externalcontact/add_msg_template"


def cap(corp: Corp, count: int) -> None:
    rules = GateSettings(cap_count=count, cap_window_ms=DAY_MS)
    corp.platform.stores.flow.write(lambda conn: save_gate_settings(conn, corp.scope, rules))


def test_another_apps_message_is_counted_once_when_advisors_confirm_it(corp: Corp) -> None:
    ids = np.r_[corp.befriend("zhangsan", ["wmA1", "wmA2"]), corp.befriend("lisi", ["wmB1"])]
    mine = corp.draft(ids[1:2], text="我们的")
    corp.send(mine)
    foreign = corp.desk._client.post(
        corp.desk._corp(corp.scope),
        MASS,
        {"chat_type": "single", "external_userid": ["wmA1", "wmB1"], "text": {"content": "别的应用"}},
    )["msgid"]
    corp.later(2 * HOUR_MS)
    corp.confirm(mine, "zhangsan")
    corp.world.confirm_mass(foreign, "zhangsan")
    learn = lambda: learn_foreign_sends(corp.platform, corp.desk, corp.scope)  # noqa: E731
    assert (learn(), learn()) == (1, 0), "lisi has not confirmed, ours is not foreign"
    corp.world.confirm_mass(foreign, "lisi")
    assert (learn(), learn()) == (1, 0)
    with corp.platform.stores.flow.reading() as conn:
        assert room(conn, corp.scope, ids, at_ms=corp.clock.now_ms()).tolist() == [0, 0, 0]
        assert own_sends(conn, corp.scope, 0) == OwnSends(0, 0, 0), "advisors made none by themselves"
    told = corp.foretell(corp.draft(ids))
    assert told.dropped == {"quota": 3}


def test_what_an_owner_sends_to_a_group_uses_the_groups_room(corp: Corp) -> None:
    chats = [corp.world.seed_group("zhangsan", f"群{n}").chat_id for n in range(2)]
    corp.world.send_own_group_mass("zhangsan", chats[:1], text="早")
    assert (corp.learn(), corp.learn()) == (1, 0)
    with corp.platform.stores.flow.reading() as conn:
        assert group_room(conn, corp.scope, chats, at_ms=corp.clock.now_ms()) == {chats[0]: 0, chats[1]: 1}
        assert own_sends(conn, corp.scope, 0) == OwnSends(1, 0, 1), "a group is not a person"


def test_one_list_that_could_not_be_read_is_made_up_for_though_the_other_went_on(corp: Corp) -> None:
    corp.befriend("zhangsan", ["wmA1"])
    chat = corp.world.seed_group("zhangsan", "群").chat_id
    corp.world.send_own_mass("zhangsan", ["wmA1"], text="早")
    corp.clock.advance(3 * HOUR_MS)
    corp.world.send_own_group_mass("zhangsan", [chat], text="早")
    corp.world.add_fault(Fault("externalcontact/get_groupmsg_list_v2", "errcode", errcode=60020, times=1))
    assert corp.learn() == 1, "the younger one, to a group"
    assert (corp.learn(), corp.learn()) == (1, 0), "the older one, to a customer"
    with corp.platform.stores.flow.reading() as conn:
        assert own_sends(conn, corp.scope, 0) == OwnSends(2, 1, 1)


@pytest.mark.parametrize("refuses", [False, True])
def test_who_is_over_the_cap_waits_for_room_and_is_judged_again(corp: Corp, refuses: bool) -> None:
    cap(corp, 1)
    platform, scope = corp.platform, corp.scope
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"])
    first = corp.draft(ids[:1], text="第一条")
    corp.send(first)
    corp.confirm(first, "zhangsan")
    corp.later()
    second = corp.draft(ids, text="第二条")
    told = corp.send(second)
    assert (told.people, told.sent, told.later, told.dropped) == (2, 1, 1, {})
    assert "1 人超过每人触达上限，有名额后再发" in sentence(told, "zh")
    assert corp.outcomes(second) == {"waiting": 1, "later": 1}
    if refuses:
        platform.stores.core.write(
            lambda conn: record_consent(
                platform, conn, scope, ids[:1], channel="wecom", granted=False, evidence="test", at_ms=1
            )
        )
    corp.clock.advance(DAY_MS)
    assert gate(platform, {"wecom": corp.channel}, scope) == 1
    corp.work()
    assert corp.outcomes(second) == ({"waiting": 1, "refused": 1} if refuses else {"waiting": 2})
    assert len(corp.tasks(second)) == (1 if refuses else 2)


def test_a_stopped_message_no_longer_waits_for_room(corp: Corp) -> None:
    cap(corp, 1)
    ids = corp.befriend("zhangsan", ["wmA1"])
    corp.send(corp.draft(ids, text="第一条"))
    second = corp.draft(ids, text="第二条")
    corp.send(second)
    corp.later()
    assert (corp.state(second), corp.outcomes(second)) == ("running", {"later": 1})
    corp.platform.stores.flow.write(
        lambda conn: operations.cancel_campaign(conn, corp.scope, second.id, at_ms=corp.clock.now_ms())
    )
    corp.work()
    assert (corp.state(second), corp.outcomes(second)) == ("cancelled", {"cancelled": 1})
