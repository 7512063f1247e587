"""Tags of shown groups are made in WeCom and put on every friendship of who carries them; nothing comes back as an echo."""

import numpy as np

from siyu.connectors.wecom.tags import marking, operations, tasks
from siyu.connectors.wecom.tags.contracts import Shown
from siyu.customers import operations as customers
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.tags.conftest import ADD, MARK, Desk

GROUP = "等级"


def test_a_shown_group_is_made_in_wecom_and_put_on_every_friendship(desk: Desk) -> None:
    vip = desk.tag("VIP", "wm1", "wm2")
    other = desk.tag("挑剔", "wm1", group="内部")
    assert desk.state(vip).shown is Shown.INTERNAL
    desk.settle()
    assert desk.corp_tags() == {}
    group_id = desk.show()
    desk.settle()
    assert desk.corp_tags() == {"VIP": GROUP}
    assert [desk.there(*one) for one in (("zhangsan", "wm1"), ("lisi", "wm1"), ("lisi", "wm2"))] == [{"VIP"}] * 3
    assert desk.group(group_id).shown and desk.state(vip).shown is Shown.SYNCED
    assert desk.state(other).shown is Shown.INTERNAL and desk.state(other).reason
    assert desk.calls() == 3


def test_tagging_and_untagging_afterwards_is_written_once_and_never_echoed(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP", "wm1")
    desk.settle()
    assert desk.there("zhangsan", "wm1") == desk.there("lisi", "wm1") == {"VIP"}
    desk.tag("VIP", "wm1", on=False)
    desk.settle()
    assert desk.there("zhangsan", "wm1") == desk.there("lisi", "wm1") == set()
    calls = desk.calls()
    desk.hear()
    desk.clock.advance(DAY_MS)
    desk.settle()
    assert desk.calls() == calls == 4 and desk.overview().waiting == 0


def test_what_is_put_on_and_taken_off_in_between_costs_no_call(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP")
    desk.settle()
    desk.tag("VIP", "wm1")
    desk.tag("VIP", "wm1", on=False)
    desk.settle()
    assert desk.calls() == 0 and desk.overview().waiting == 0


def test_several_tags_of_one_friendship_are_one_call(desk: Desk) -> None:
    desk.show()
    for name in ("VIP", "金卡", "老客"):
        desk.tag(name)
    desk.settle()
    for name in ("VIP", "金卡", "老客"):
        desk.tag(name, "wm2")
    desk.settle()
    assert desk.there("lisi", "wm2") == {"VIP", "金卡", "老客"}
    assert desk.calls() == 1


def test_what_an_advisor_changes_in_wecom_comes_here_and_is_not_sent_back(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP", "wm1")
    desk.settle()
    [tag_id] = desk.corp.world.state.tags
    desk.corp.world.member_edits("lisi", "wm2", tag_ids=[tag_id])
    desk.corp.world.member_edits("zhangsan", "wm1", tag_ids=[])
    calls = desk.calls()
    desk.hear()
    # One advisor took it off; the other still has it on, so the customer keeps it, and nobody's choice is overwritten.
    assert desk.here("VIP") == {"wm1", "wm2"}
    assert desk.there("zhangsan", "wm1") == set()
    desk.corp.world.member_edits("lisi", "wm1", tag_ids=[])
    desk.hear()
    assert desk.here("VIP") == {"wm2"}
    assert desk.calls() == calls


def test_a_lost_friend_keeps_the_tags_that_are_shown(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP", "wm2")
    desk.settle()
    desk.corp.world.customer_deletes("wm2", "lisi")
    desk.hear()
    assert desk.here("VIP") == {"wm2"}


def test_a_new_advisor_of_a_tagged_customer_sees_the_tags(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP", "wm2")
    desk.settle()
    desk.befriend("zhangsan", "wm2")
    desk.settle()
    assert desk.there("zhangsan", "wm2") == {"VIP"}


def test_renaming_and_deleting_are_written(desk: Desk) -> None:
    group_id = desk.show()
    vip = desk.tag("VIP", "wm2")
    desk.tag("老客", "wm2")
    desk.settle()
    desk.write(lambda conn: customers.change_tag(conn, desk.scope, vip, name="钻石", group_id=group_id))
    desk.settle()
    assert desk.corp_tags().keys() == {"钻石", "老客"} and desk.there("lisi", "wm2") == {"钻石", "老客"}
    calls = desk.calls()
    desk.write(lambda conn: customers.delete_tag(desk.platform, conn, desk.scope, vip, at_ms=1))
    desk.settle()
    assert desk.corp_tags().keys() == {"老客"} and desk.there("lisi", "wm2") == {"老客"}
    assert desk.calls() == calls  # WeCom takes a deleted tag off everybody by itself


def test_a_tag_renamed_in_wecom_is_renamed_here_and_keeps_its_people(desk: Desk) -> None:
    desk.show()
    vip = desk.tag("VIP", "wm2")
    desk.settle()
    [tag_id] = desk.corp.world.state.tags
    desk.corp.world.rename_tag_in_console(tag_id, "钻石")
    desk.hear()
    assert desk.here("钻石") == {"wm2"} and desk.state(vip).shown is Shown.SYNCED
    assert desk.corp_tags().keys() == {"钻石"}


def test_a_tag_deleted_in_wecom_is_made_again_only_when_somebody_asks(desk: Desk) -> None:
    group_id = desk.show()
    vip = desk.tag("VIP", "wm2")
    desk.settle()
    [tag_id] = desk.corp.world.state.tags
    desk.corp.world.delete_tag_in_console(tag_id)
    desk.hear()
    assert desk.here("VIP") == {"wm2"} and desk.corp_tags() == {}
    assert desk.state(vip).shown is Shown.INTERNAL and "删除" in desk.state(vip).reason
    desk.write(lambda conn: operations.level(conn, desk.scope, [group_id], at_ms=desk.clock.now_ms()))
    desk.settle()
    assert desk.corp_tags() == {}
    desk.write(lambda conn: operations.level(conn, desk.scope, [group_id], at_ms=desk.clock.now_ms(), anew=True))
    desk.settle()
    assert desk.there("lisi", "wm2") == {"VIP"}


def test_tags_beyond_the_corps_limit_stay_internal_and_say_so(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(desk.corp.client.settings, "corp_tags_max", 2)
    tags = [desk.tag(name, "wm2") for name in ("一", "二", "三")]
    desk.show()
    desk.settle()
    assert len(desk.corp_tags()) == 2
    shown = {one: desk.state(one).shown for one in tags}
    assert sorted(shown.values()) == [Shown.INTERNAL, Shown.SYNCED, Shown.SYNCED]
    [left] = [one for one in tags if shown[one] is Shown.INTERNAL]
    assert "上限" in desk.state(left).reason and "internal" in desk.state(left).reason_en
    # Room was made: the nightly round tries again, and whoever carries the tag gets it.
    monkeypatch.setattr(desk.corp.client.settings, "corp_tags_max", 3)
    tasks.compare(desk.platform, None)
    desk.settle()
    assert len(desk.corp_tags()) == len(desk.there("lisi", "wm2")) == 3


def test_tags_beyond_one_friendships_limit_stay_internal_and_say_so(desk: Desk, monkeypatch) -> None:
    monkeypatch.setenv("SIYU_WECOM_FRIEND_TAGS_MAX", "2")
    tags = [desk.tag(name, "wm2") for name in ("一", "二", "三")]
    desk.show()
    desk.settle()
    assert len(desk.there("lisi", "wm2")) == 2
    assert sum(desk.state(one).refused for one in tags) == desk.overview().refused == 1
    assert [desk.state(one).reason for one in tags if desk.state(one).refused] == [marking.OVER[0]]


def test_the_vendors_errors_are_answered_by_their_class(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP")
    desk.tag("金卡")
    desk.settle()
    world = desk.corp.world
    world.add_fault(Fault(MARK, "errcode", errcode=84061))  # no friends any more: done with
    desk.tag("VIP", "wm2")
    desk.settle()
    assert desk.there("lisi", "wm2") == set() and desk.overview().waiting == desk.overview().refused == 0
    world.add_fault(Fault(MARK, "errcode", errcode=40144))  # this friendship is full: refused, kept with the reason
    desk.tag("金卡", "wm2")
    desk.settle()
    assert (desk.overview().waiting, desk.overview().refused) == (0, 1)
    world.add_fault(Fault(MARK, "errcode", errcode=48002, times=1))  # the app may not: everything waits, and says why
    desk.tag("VIP", "wm1")
    desk.settle()
    assert desk.overview().waiting == 1 and desk.overview().paused_until_ms > desk.clock.now_ms()
    assert "48002" in desk.overview().reason
    desk.clock.advance(HOUR_MS)
    desk.settle()
    assert desk.there("zhangsan", "wm1") == {"VIP"} and desk.overview().reason == ""


def test_a_call_whose_end_nobody_saw_is_compared_again_not_repeated_blindly(desk: Desk) -> None:
    world = desk.corp.world
    world.add_fault(Fault(ADD, "cut", times=1))
    world.add_fault(Fault(MARK, "cut", times=1))
    desk.tag("VIP", "wm2")
    desk.show()
    for _ in range(4):
        desk.settle()
        desk.clock.advance(2 * MINUTE_MS)
    assert desk.corp_tags() == {"VIP": GROUP} and desk.calls(ADD) == 1
    assert desk.there("lisi", "wm2") == {"VIP"} and desk.overview().waiting == 0


def test_a_friend_not_confirmed_yet_is_tagged_once_they_are(desk: Desk) -> None:
    desk.show()
    desk.tag("VIP")
    desk.settle()
    world = desk.corp.world
    world.add_half_friend("zhangsan", "wm2")
    desk.hear()
    desk.tag("VIP", "wm2")
    desk.settle()
    assert desk.there("lisi", "wm2") == {"VIP"} and desk.there("zhangsan", "wm2") == set()
    world.confirm_friend("zhangsan", "wm2")
    desk.hear()
    desk.clock.advance(HOUR_MS)
    desk.settle()
    assert desk.there("zhangsan", "wm2") == {"VIP"} and desk.overview().waiting == 0


def test_a_group_no_longer_shown_is_left_as_it_is(desk: Desk) -> None:
    desk.tag("VIP", "wm2")
    desk.show()
    desk.settle()
    desk.show(shown=False)
    vip = desk.tag("VIP", "wm1")
    desk.settle()
    assert desk.there("lisi", "wm1") == set() and desk.there("lisi", "wm2") == {"VIP"}
    assert desk.state(vip).shown is Shown.READ_ONLY


def test_a_change_made_while_the_call_is_under_way_is_written_too(desk: Desk, monkeypatch) -> None:
    desk.show()
    vip = desk.tag("VIP")
    desk.settle()
    real = marking.mark_tag

    def slow(*args, **given) -> None:
        real(*args, **given)
        if given["add"]:
            desk.tag("VIP", "wm2", on=False)
            with desk.platform.stores.core.reading() as conn:
                pairs = operations.shown_pairs(conn, desk.scope, vip, [desk.people["wm2"]])
            desk.write(lambda conn: operations.mark(conn, desk.scope, pairs, at_ms=1))

    monkeypatch.setattr(marking, "mark_tag", slow)
    desk.tag("VIP", "wm2")
    desk.settle()
    assert desk.there("lisi", "wm2") == set() and desk.overview().waiting == 0


def test_reading_the_corp_in_between_does_not_undo_what_is_being_written(desk: Desk) -> None:
    desk.show()
    vip = desk.tag("VIP", "wm1", "wm2")
    desk.settle()
    [tag_id] = desk.corp.world.state.tags
    # Siyu takes it off; before that is written WeCom tells that an advisor has changed something else about them.
    ids = np.array([desk.people["wm2"]], dtype=np.int64)
    desk.write(lambda conn: customers.remove_tags(desk.platform, conn, desk.scope, vip, ids, source="t", at_ms=2))
    desk.corp.world.member_edits("lisi", "wm2", remark="林女士", tag_ids=[tag_id])
    desk.hear()
    assert desk.here("VIP") == {"wm1"} and desk.there("lisi", "wm2") == set()
