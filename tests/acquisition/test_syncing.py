"""Contact ways at the vendor: made once, changed only when the answer does, never called again blindly."""

from dataclasses import replace

import pytest

from siyu.acquisition.live_codes.checking.operations import BadCode
from siyu.acquisition.live_codes.contracts import (
    Backup,
    CodeSettings,
    CodeStatus,
    Hours,
    LiveCode,
    NewPlacement,
    Rotation,
    Rules,
    Seat,
    Shift,
    SyncState,
    Welcome,
)
from siyu.acquisition.live_codes.operations import (
    CodeClosed,
    CodeMovedOn,
    add_placements,
    change_code,
    close_code,
    create_codes,
    settings_for_staff,
    settings_for_units,
    staff_changed,
    switch_staff,
)
from siyu.acquisition.live_codes.queries import UnknownCode, code_by_id, live_codes, welcome_of
from siyu.kit.clock import HOUR_MS, MINUTE_MS
from siyu.kit.db.scope import Scope
from siyu.simulators.wecom.faults import Fault
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel
from siyu.tenancy.operations import save_org_units, save_staff
from tests.acquisition.conftest import UPDATE, Shop

ADD, GET = "externalcontact/add_contact_way", "externalcontact/get_contact_way"


def two(shop: Shop, rotation: Rotation = Rotation.TOGETHER, **rules: object) -> CodeSettings:
    seats = (Seat(shop.staff["zhangsan"]), Seat(shop.staff["lisi"]))
    return CodeSettings("门店码", Rules(seats, shop.staff["default"], rotation, **rules))


def way(shop: Shop, code: LiveCode, place: int = 0) -> dict:
    return shop.world.state.ways[code.placements[place].config_id].fields


def write(shop: Shop, work) -> object:
    return shop.platform.stores.core.write(work)


def test_makes_one_contact_way_a_place(shop: Shop) -> None:
    code = shop.code(replace(two(shop), sticky=True), "包裹卡", "货架")
    assert [one.sync for one in code.placements] == [SyncState.READY, SyncState.READY]
    assert [way(shop, code, place)["user"] for place in (0, 1)] == [["lisi", "zhangsan"]] * 2
    assert way(shop, code)["is_exclusive"] and way(shop, code)["state"] == code.placements[0].state
    assert shop.world.calls()[ADD] == 2 and shop.updates() == 0


def test_takes_turns_with_one_call_a_friend(shop: Shop) -> None:
    code = shop.code(two(shop, Rotation.SEQUENCE))
    served = []
    for _ in range(4):
        served.append(shop.scan(code))
        shop.settle()
    assert served == ["zhangsan", "lisi"] * 2 and shop.updates() == 4


def test_wakes_when_a_shift_ends_and_not_before(shop: Shop) -> None:
    shift = Shift(tuple(range(7)), Hours(540, 1080, (shop.staff["zhangsan"], shop.staff["lisi"])))
    code = shop.code(two(shop, shifts=(shift,)))
    assert code.due_at_ms == shop.clock.now_ms() + HOUR_MS  # it is 8:00, the shift begins at 9:00
    shop.clock.advance(HOUR_MS - MINUTE_MS)
    shop.settle()
    assert way(shop, code)["user"] == ["default"] and shop.updates() == 0
    shop.clock.advance(MINUTE_MS)
    shop.settle()
    assert way(shop, code)["user"] == ["lisi", "zhangsan"] and shop.updates() == 1


def test_an_answer_that_never_came_is_read_back_before_calling_again(shop: Shop) -> None:
    code = shop.code(two(shop))
    shop.world.add_fault(Fault(UPDATE, "cut", times=1))
    switch(shop, code, "lisi", on=False)
    assert shop.read(code.id).placements[0].sync is SyncState.ASKING
    shop.clock.advance(HOUR_MS)
    shop.settle()
    # The simulator had carried it out: reading back is enough.
    assert shop.read(code.id).placements[0].sync is SyncState.READY
    assert way(shop, code)["user"] == ["zhangsan"]
    assert shop.world.calls()[GET] == 1 and shop.updates() == 1


def test_a_way_made_without_an_answer_is_found_again_not_made_twice(shop: Shop) -> None:
    shop.world.add_fault(Fault(ADD, "cut", times=1))
    code = shop.code(two(shop))
    assert code.placements[0].sync is SyncState.ASKING and len(shop.world.state.ways) == 1
    shop.clock.advance(HOUR_MS)
    shop.settle()
    code = shop.read(code.id)
    assert code.placements[0].sync is SyncState.READY and code.placements[0].config_id in shop.world.state.ways
    assert len(shop.world.state.ways) == 1 and shop.world.calls()[ADD] == 1


def test_a_refusal_is_shown_and_a_change_is_tried_at_once(shop: Shop) -> None:
    code = shop.code(two(shop, Rotation.SEQUENCE))
    shop.world.state.members["lisi"].customer_contact = False
    shop.scan(code)
    shop.settle()
    held = shop.read(code.id).placements[0]
    assert held.sync is SyncState.REFUSED and "84074" in held.error
    switch(shop, code, "lisi", on=False)
    assert shop.read(code.id).placements[0].sync is SyncState.READY
    assert way(shop, code)["user"] == ["zhangsan"]


def test_who_leaves_is_never_answered_with(shop: Shop, platform) -> None:
    code = shop.code(two(shop))
    gone = [NewStaff("lisi", "HQ", "Lisi", wecom_userid="")]
    write(shop, lambda conn: save_staff(conn, shop.scope, gone))
    write(shop, lambda conn: staff_changed(conn, shop.scope, [shop.staff["lisi"]]))
    shop.settle()
    assert way(shop, code)["user"] == ["zhangsan"]


def test_a_closed_code_is_deleted_at_the_vendor_and_stays_closed(shop: Shop) -> None:
    code = shop.code(two(shop))
    now_ms = shop.clock.now_ms()
    write(shop, lambda conn: close_code(conn, shop.scope, code.id, at_ms=now_ms))
    shop.settle()
    assert not shop.world.state.ways
    held = shop.read(code.id)
    assert held.status is CodeStatus.CLOSED and held.placements[0].sync is SyncState.CLOSED
    with pytest.raises(CodeClosed):
        switch(shop, code, "lisi", on=False)


def test_pictures_come_once(shop: Shop) -> None:
    code = shop.code(two(shop))
    assert (shop.pictures(), shop.pictures()) == (1, 0)
    assert shop.read(code.id).placements[0].has_picture


def test_a_change_on_an_old_version_is_refused(shop: Shop) -> None:
    code = shop.code(two(shop))
    now_ms = shop.clock.now_ms()
    write(shop, lambda conn: change_code(conn, shop.scope, code.id, two(shop), version=1, at_ms=now_ms))
    with pytest.raises(CodeMovedOn):
        write(shop, lambda conn: change_code(conn, shop.scope, code.id, two(shop), version=1, at_ms=now_ms))
    write(shop, lambda conn: add_placements(conn, shop.scope, code.id, [NewPlacement("瓶标")], at_ms=now_ms))
    shop.settle()
    assert len(shop.world.state.ways) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"remark": "字" * 21},
        {"tag_ids": (99,)},
        {"rules": Rules((), 1)},
        {"rules": Rules((Seat(1), Seat(1)), 1)},
        {"rules": Rules((Seat(999),), 1)},
        {"rules": Rules((Seat(1, weight=0),), 1)},
        {"rules": Rules((Seat(1),), 1, shifts=(Shift((), Hours(0, 60, (1,))),))},
        {"rules": Rules((Seat(1),), 1, shifts=(Shift((0,), Hours(60, 60, (1,))),))},
        {"rules": Rules((Seat(1),), 1, shifts=(Shift((0,), Hours(0, 60, (2,))),))},
    ],
)
def test_refuses_settings_that_cannot_work(shop: Shop, change: dict) -> None:
    with pytest.raises(BadCode):
        write(shop, lambda conn: create_codes(conn, shop.scope, [(replace(two(shop), **change), [])], at_ms=1))


def test_one_code_for_each_unit_with_its_own_people(shop: Shop) -> None:
    units = [NewOrgUnit(f"S{n}", "HQ", OrgLevel.STORE, f"门店{n}") for n in range(4)]
    ids = write(shop, lambda conn: save_org_units(conn, shop.scope, units))
    people = [NewStaff(f"g{n}", f"S{n}", f"导购{n}", wecom_userid=f"g{n}") for n in range(3)]
    write(shop, lambda conn: save_staff(conn, shop.scope, people))
    template = replace(two(shop, backups=(Backup(shop.staff["backup1"]),)), name="{name}活码")
    made, empty = write(shop, lambda conn: settings_for_units(conn, shop.scope, template, list(ids.values())))
    assert [one.name for one in made] == ["门店0活码", "门店1活码", "门店2活码"] and empty == ["门店3"]
    assert [len(one.rules.seats) for one in made] == [1, 1, 1]
    branch = Scope(shop.scope.brand_id, (f"/1/{ids['S0']}/",))
    shop.create(made)
    with shop.platform.stores.core.reading() as conn:
        assert live_codes(conn, shop.scope)[1] == 3
        assert live_codes(conn, shop.scope, search="门店1")[1] == 1
        assert live_codes(conn, branch)[1] <= 1  # a branch sees its own codes only
    alone, unable = write(
        shop, lambda conn: settings_for_staff(conn, shop.scope, template, [shop.staff["lisi"], 12345])
    )
    assert alone[0].name == "Lisi活码" and alone[0].owner_staff_id == shop.staff["lisi"] and unable == ["#12345"]


def test_another_brand_sees_nothing_of_it(shop: Shop, other_scope: Scope) -> None:
    welcome = Welcome("欢迎来到门店", journey_id=7)
    code = shop.code(replace(two(shop), welcome=welcome))
    with shop.platform.stores.core.reading() as conn:
        assert welcome_of(conn, shop.scope, code.placements[0].state) == welcome
        assert welcome_of(conn, other_scope, code.placements[0].state) is None
        assert live_codes(conn, other_scope) == ([], 0)
        with pytest.raises(UnknownCode):
            code_by_id(conn, other_scope, code.id)


def switch(shop: Shop, code: LiveCode, name: str, *, on: bool) -> None:
    now_ms = shop.clock.now_ms()
    write(shop, lambda conn: switch_staff(conn, shop.scope, code.id, shop.staff[name], on=on, at_ms=now_ms))
    shop.settle()


def test_a_question_is_settled_even_when_the_answer_has_gone_back(shop: Shop) -> None:
    code = shop.code(two(shop))
    shop.world.add_fault(Fault(UPDATE, "cut", times=1))
    switch(shop, code, "lisi", on=False)  # carried out, but nobody told us
    switch(shop, code, "lisi", on=True)
    shop.clock.advance(HOUR_MS)
    shop.settle()
    assert way(shop, code)["user"] == ["lisi", "zhangsan"]
    assert shop.read(code.id).placements[0].sync is SyncState.READY
