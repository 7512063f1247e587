import multiprocessing

import pytest

from siyu.advisors.handover.contracts import HandoverState, Hindrance, ItemKind, ItemState, Order
from siyu.advisors.handover.planning import operations as planning
from siyu.advisors.handover.planning.operations import NothingToHandOver
from siyu.advisors.handover.queries import problems
from siyu.connectors.wecom.callbacks.inbox import Callback
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.handover.listening import on_transfer_fail
from siyu.events.queries import timeline
from siyu.kit.clock import DAY_MS
from siyu.simulators.wecom.faults import Fault
from tests.advisors.handover.conftest import START, START_RESIGNED, Shop
from tests.advisors.handover.killed import hand_over_and_die
from tests.kit.brand_guard import brand_guard


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


def events(shop: Shop, customer_id: int, name: str):
    with shop.platform.stores.core.reading() as conn:
        return [one for one in timeline(shop.platform, conn, shop.scope, customer_id).entries if one.name == name]


def test_silence_hands_over_and_friendship_owner_timeline_and_notice_follow(shop):
    ids = shop.friends("mei", ["wm1", "wm2", "wm3"])
    made = shop.start(shop.plan("mei", to=["fang", "jun"], message="小林接替"))
    shop.work()
    assert set(shop.states(made).values()) == {ItemState.WAITING}
    assert shop.friendships(ids[0]) == {"mei": "normal"}
    shop.pass_time(23)
    assert set(shop.states(made).values()) == {ItemState.WAITING}
    shop.pass_time(1.1)
    assert set(shop.states(made).values()) == {ItemState.DONE}
    assert shop.state(made) == HandoverState.DONE
    items = shop.items(made)
    for external, customer in zip(("wm1", "wm2", "wm3"), ids, strict=True):
        taker = items[external].taker
        assert shop.friendships(customer) == {"mei": "transferred", taker: "normal"}
        assert shop.advisor(customer) == shop.staff[taker]
    assert sorted(one.taker for one in items.values()) == ["fang", "fang", "jun"]
    assert {userid: text.split("的")[0] for userid, text in shop.nudges.told} == {
        "fang": "【客户继承】MEI ",
        "jun": "【客户继承】MEI ",
    }
    assert [m.content["text"]["content"] for m in shop.world.sent_messages("wm1")] == ["小林接替"]
    shop.pass_time(48)
    assert len(shop.nudges.told) == 2 and shop.asked() == 2


def test_a_customer_of_somebody_else_keeps_their_advisor(shop):
    (shared,) = shop.friends("jun", ["wm1"])
    shop.friends("mei", ["wm1"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.work()
    shop.pass_time(25)
    assert shop.states(made) == {"wm1": ItemState.DONE}
    assert shop.advisor(shared) == shop.staff["jun"]
    assert shop.friendships(shared) == {"jun": "normal", "mei": "transferred", "fang": "normal"}


def test_refusals_and_full_takers_are_told_apart_and_a_callback_brings_the_news_at_once(shop):
    shop.friends("mei", ["wm1", "wm2"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.work()
    shop.world.refuse_transfer("wm1")
    shop.step()
    assert shop.states(made)["wm1"] is ItemState.WAITING  # nobody has looked yet
    knock = Knock(Callback(1, "d", "", "", 0, 0), {"UserID": "fang", "FailReason": "customer_refused"})
    on_transfer_fail(shop.platform, shop.scope, [knock])
    shop.step()
    assert shop.states(made)["wm1"] is ItemState.REFUSED
    shop.world.state.members["fang"].customers_max = 0
    shop.pass_time(25)
    assert shop.states(made) == {"wm1": ItemState.REFUSED, "wm2": ItemState.TAKER_FULL}
    assert shop.state(made) == HandoverState.DONE


def test_batches_hold_as_many_as_wecom_takes(shop):
    shop.friends("mei", [f"wm{n:03}" for n in range(230)])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.work()
    assert shop.asked() == 3
    assert set(shop.states(made).values()) == {ItemState.WAITING}
    assert shop.nudges.told == [("fang", shop.nudges.told[0][1])] and "230 位客户" in shop.nudges.told[0][1]


def test_what_cannot_be_moved_is_said_beforehand_and_agrees_with_wecom(shop):
    shop.friends("mei", ["wm1", "wm2", "wm3"])
    back_and_forth = shop.plan("mei", to=["fang"], customer_ids=tuple(shop.friends("mei", ["wm1"])))
    shop.start(back_and_forth)
    shop.work()
    shop.pass_time(25)
    shop.start(shop.plan("fang", to=["mei"]))
    shop.work()
    busy = shop.start(shop.plan("mei", to=["jun"], customer_ids=tuple(shop.friends("mei", ["wm2"]))))
    shop.work()
    shop.clock.advance(DAY_MS + 1)
    shop.world.advance()
    told = shop.foretell(shop.plan("mei", to=["fang"]))
    assert (told.moving, told.left_out) == (1, {Hindrance.IN_TRANSFER: 1})  # wm1 is on its way back as far as we know
    shop.work()
    told = shop.foretell(shop.plan("mei", to=["fang"]))
    assert (told.moving, told.left_out) == (1, {Hindrance.TOO_OFTEN: 1})
    assert shop.states(busy) == {"wm2": ItemState.DONE}
    answer = shop.desk.start(shop.scope, Order("mei", "fang", False, ("wm1",)))
    assert answer.refused["wm1"].reason is Hindrance.TOO_OFTEN and answer.refused["wm1"].code == 40128
    shop.clock.advance(90 * DAY_MS)
    assert shop.foretell(shop.plan("mei", to=["fang"])).left_out == {}


def test_takers_without_permission_or_room_get_nobody(shop):
    ids = shop.friends("mei", ["wm1", "wm2", "wm3"])
    shop.world.state.members["fang"].customer_contact = False
    told = shop.foretell(shop.plan("mei", to=["fang"]))
    assert (told.moving, told.left_out, told.checked) == (0, {Hindrance.TAKER_UNABLE: 3}, True)
    with pytest.raises(NothingToHandOver):
        shop.start(shop.plan("mei", to=["fang"]))
    assert shop.foretell(shop.plan("mei")).takers[0].name == "JUN"
    assert shop.foretell(shop.plan("wen")).people == 0
    strangers = shop.foretell(shop.plan("mei", to=["jun"], customer_ids=(ids[0], 999)))
    assert (strangers.moving, strangers.left_out) == (1, {Hindrance.NOT_FRIEND: 1})


def test_an_answer_that_never_came_is_looked_up_and_never_asked_for_again_blindly(shop):
    shop.friends("mei", ["wm1", "wm2"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.world.add_fault(Fault(path=START, kind="cut", times=1))
    shop.step()
    assert set(shop.states(made).values()) == {ItemState.ASKING}
    shop.step()
    assert shop.asked() == 1
    shop.clock.advance(31_000)
    shop.work()
    assert set(shop.states(made).values()) == {ItemState.WAITING} and shop.asked() == 1


def test_busy_is_unknown_too_and_what_was_not_begun_is_asked_for_again(shop):
    shop.friends("mei", ["wm1"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.world.add_fault(Fault(path=START, kind="errcode", errcode=-1, times=1))
    shop.step()
    assert shop.states(made) == {"wm1": ItemState.ASKING}
    shop.clock.advance(31_000)
    shop.work()
    assert shop.states(made) == {"wm1": ItemState.WAITING} and shop.asked() == 2


def test_killed_between_asking_and_noting_nothing_is_asked_twice(shop, database_url, tmp_path):
    shop.friends("mei", ["wm1", "wm2", "wm3"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    spawn = multiprocessing.get_context("spawn")
    dying = spawn.Process(target=hand_over_and_die, args=(tmp_path, database_url, shop.scope, shop.clock.now_ms()))
    dying.start()
    dying.join()
    assert dying.exitcode == -9 and shop.asked() == 1
    assert set(shop.states(made).values()) == {ItemState.ASKING}
    shop.clock.advance(31_000)
    shop.work()
    assert set(shop.states(made).values()) == {ItemState.WAITING} and shop.asked() == 1
    shop.pass_time(25)
    assert shop.state(made) == HandoverState.DONE and len(shop.nudges.told) == 1


def test_wrong_settings_hold_it_up_with_a_reason_and_it_goes_on_afterwards(shop):
    shop.friends("mei", ["wm1"])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.world.add_fault(Fault(path=START, kind="errcode", errcode=60020, times=1))
    shop.step()
    assert shop.states(made) == {"wm1": ItemState.PLANNED}
    with shop.platform.stores.core.reading() as conn:
        assert "60020" in problems(conn, shop.scope, [made])[made][0]
    shop.pass_time(1.1)
    assert shop.states(made) == {"wm1": ItemState.WAITING}


def test_a_taker_wecom_will_not_have_turns_all_of_theirs_down(shop):
    shop.friends("mei", ["wm1", "wm2"])
    made = shop.start(shop.plan("mei", to=["fang", "jun"]))
    shop.world.state.members["fang"].banned = True
    shop.work()
    items = {one.taker: (one.state, one.reason, one.code) for one in shop.items(made).values()}
    assert items["fang"] == (ItemState.REJECTED, Hindrance.TAKER_UNABLE, 40143)
    assert items["jun"][0] is ItemState.WAITING


def test_what_is_queued_can_be_taken_back(shop):
    shop.friends("mei", [f"wm{n:03}" for n in range(120)])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.step()
    now_ms = shop.clock.now_ms()
    assert shop.write(lambda conn: planning.stop(conn, shop.scope, made, at_ms=now_ms)) == 20
    shop.work()
    shop.pass_time(25)
    counts = list(shop.states(made).values())
    assert (counts.count(ItemState.DONE), counts.count(ItemState.CANCELLED)) == (100, 20)
    assert shop.state(made) == HandoverState.DONE and shop.asked() == 1


def test_two_plans_at_once_do_not_share_a_customer(shop):
    shop.friends("mei", ["wm1"])
    shop.start(shop.plan("mei", to=["fang"]))
    assert shop.foretell(shop.plan("mei", to=["jun"])).left_out == {Hindrance.IN_TRANSFER: 1}
    with pytest.raises(NothingToHandOver):
        shop.start(shop.plan("mei", to=["jun"]))


def test_customers_and_groups_of_a_leaver_go_to_their_store(shop):
    ids = shop.friends("mei", ["wm1", "wm2"])
    group = shop.world.seed_group("mei", "西湖福利群").chat_id
    shop.resigns("mei")
    plan = shop.plan("mei", with_groups=True)
    assert shop.foretell(plan).groups == 1
    made = shop.start(plan)
    shop.work()
    assert shop.asked(START_RESIGNED) == 2 and shop.asked() == 0
    (held,) = shop.items(made, ItemKind.GROUP).values()
    assert (held.name, held.taker, held.state) == ("西湖福利群", "fang", ItemState.WAITING)
    shop.pass_time(25)
    assert set(shop.states(made).values()) == {ItemState.DONE}
    assert shop.states(made, ItemKind.GROUP) == {group: ItemState.DONE}
    assert shop.world.state.groups.chats[group].owner == "fang"
    assert shop.friendships(ids[0])["mei"] == "transferred"
    assert {userid for userid, _ in shop.nudges.told} == {"fang", "jun"}


def test_a_groups_lost_answer_is_looked_up(shop):
    group = shop.world.seed_group("mei", "群").chat_id
    shop.friends("mei", ["wm1"])
    made = shop.start(shop.plan("mei", to=["fang"], with_groups=True))
    shop.world.add_fault(Fault(path="externalcontact/groupchat/onjob_transfer", kind="cut", times=1))
    shop.work()
    assert shop.states(made, ItemKind.GROUP) == {group: ItemState.ASKING}
    shop.clock.advance(31_000)
    shop.work()
    assert shop.states(made, ItemKind.GROUP) == {group: ItemState.WAITING}
    shop.pass_time(25)
    assert shop.states(made, ItemKind.GROUP) == {group: ItemState.DONE}


def test_of_an_owners_groups_only_so_many_go_in_a_day(shop, monkeypatch):
    monkeypatch.setenv("SIYU_HANDOVER_GROUPS_PER_DAY", "2")
    for name in "甲乙丙":
        shop.world.seed_group("mei", name)
    made = shop.start(shop.plan("mei", to=["fang"], with_groups=True))
    shop.work()
    assert sorted(shop.states(made, ItemKind.GROUP).values()) == ["planned", "waiting", "waiting"]
    shop.pass_time(24)
    assert "planned" not in shop.states(made, ItemKind.GROUP).values()


def test_the_timeline_tells_it_once(shop):
    (customer,) = shop.friends("mei", ["wm1"])
    shop.start(shop.plan("mei", to=["fang"]))
    shop.work()
    shop.pass_time(25)
    shop.pass_time(25)
    (told,) = events(shop, customer, "Handed Over")
    assert (told.properties["from"], told.properties["to"], told.properties["on_job"]) == ("MEI", "FANG", True)


def test_more_than_one_look_holds_is_settled_without_a_rest(shop, monkeypatch):
    monkeypatch.setattr("siyu.advisors.handover.looking.operations.WAITING_PER_LOOK", 2)
    shop.friends("mei", [f"wm{n}" for n in range(5)])
    made = shop.start(shop.plan("mei", to=["fang"]))
    shop.work()
    shop.pass_time(25)
    assert set(shop.states(made).values()) == {ItemState.DONE}
