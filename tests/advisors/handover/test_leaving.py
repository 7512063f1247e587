import pytest

from siyu.acquisition.live_codes import queries as codes
from siyu.acquisition.live_codes.contracts import CodeSettings, NewPlacement, Rules, Seat
from siyu.acquisition.live_codes.operations import create_codes
from siyu.acquisition.syncing.operations import work_out
from siyu.advisors.handover.leaving.operations import count
from siyu.advisors.handover.leaving.queries import leavers, list_times
from siyu.advisors.handover.tasks import on_staff_left
from siyu.advisors.matrix.contracts import AccountKind, NewAccount
from siyu.advisors.matrix.operations import add_account, hand_over
from siyu.bootstrap.work import fact_bus
from siyu.connectors.wecom import staff
from siyu.connectors.wecom.credentials import corp_of
from siyu.tenancy.contracts import NewStaff, StaffLeft
from siyu.tenancy.operations import save_staff
from siyu.tenancy.queries import staff_by_wecom
from tests.advisors.handover.conftest import Shop
from tests.kit.brand_guard import brand_guard


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


def deliver(shop: Shop) -> None:
    bus = fact_bus()
    while bus.deliver(shop.platform, shop.platform.stores.core):
        pass


def listed(shop: Shop) -> dict[str, tuple[int, int | None, int | None]]:
    with shop.platform.stores.core.reading() as conn:
        return {one.name: (one.customers, one.unassigned, one.groups) for one in leavers(conn, shop.scope)}


def test_somebody_who_leaves_is_listed_with_what_hangs_on_them(shop):
    shop.friends("mei", ["wm1", "wm2"])
    shop.world.seed_group("mei", "群")
    shop.resigns("mei")
    assert listed(shop) == {}
    deliver(shop)
    assert listed(shop) == {"MEI": (2, None, None)}
    shop.count()
    assert listed(shop) == {"MEI": (2, 2, 1)}
    shop.start(shop.plan("mei", to=["fang"], with_groups=True))
    shop.work()
    with shop.platform.stores.core.reading() as conn:
        assert leavers(conn, shop.scope)[0].moving == 2
    shop.pass_time(25)
    shop.count()
    assert listed(shop) == {}


def test_accounts_in_a_leavers_hands_keep_them_on_the_list(shop):
    at_ms = shop.clock.now_ms()

    def work(conn):
        made = add_account(
            conn, shop.scope, NewAccount(AccountKind.WECHAT, "wx1", "号", shop.units["E11"]), at_ms=at_ms
        )
        hand_over(conn, shop.scope, made.id, shop.staff["mei"], note="", at_ms=at_ms)

    shop.write(work)
    shop.resigns("mei")
    deliver(shop)
    with shop.platform.stores.core.reading() as conn:
        (told,) = leavers(conn, shop.scope)
    assert (told.customers, told.accounts) == (0, 1)


def test_leavers_and_customers_nobody_told_us_of_are_learned_from_wecoms_list(shop):
    shop.world.add_member("old", "老员工")
    shop.world.seed_friends("old", ["wm8", "wm9"])
    shop.world.member_resigns("old")
    shop.friends("mei", ["wm1"])
    shop.world.member_resigns("mei")  # the callback never came
    shop.count()
    assert listed(shop) == {"old": (2, 2, 0), "MEI": (1, 1, 0)}
    deliver(shop)
    shop.count()
    assert listed(shop) == {"old": (2, 2, 0), "MEI": (1, 1, 0)}
    with shop.platform.stores.core.reading() as conn:
        old = staff_by_wecom(conn, shop.scope, ["old"])["old"]
    plan = shop.plan("mei", to=["fang"])
    made = shop.start(type(plan)((old.id,), plan.taker_ids))
    shop.work()
    shop.pass_time(25)
    assert set(shop.states(made).values()) == {"done"}


def test_without_wecom_counting_is_given_up_until_it_is_asked_for_again(shop):
    shop.resigns("mei")
    deliver(shop)
    shop.world.revoke_tokens()
    for app in shop.world.state.apps.values():
        app.customer_contact = False
    assert count(shop.platform, shop.desk, shop.scope) == 0
    with shop.platform.stores.core.reading() as conn:
        asked, counted = list_times(conn, shop.scope)
    assert counted >= asked


def test_somebody_who_comes_back_is_no_leaver(shop):
    shop.friends("mei", ["wm1"])
    shop.resigns("mei")
    deliver(shop)
    shop.write(lambda conn: save_staff(conn, shop.scope, [NewStaff("S-mei", "E11", "MEI", wecom_userid="mei")]))
    assert listed(shop) == {}


def test_a_live_code_no_longer_answers_with_somebody_who_left(shop):
    rules = Rules((Seat(shop.staff["mei"]), Seat(shop.staff["fang"])), shop.staff["jun"])
    at_ms = shop.clock.now_ms()
    (made,) = shop.write(
        lambda conn: create_codes(conn, shop.scope, [(CodeSettings("柜台", rules), [NewPlacement("台")])], at_ms=at_ms)
    )
    assert work_out(shop.platform, shop.scope) == 1
    shop.resigns("mei")
    deliver(shop)
    assert work_out(shop.platform, shop.scope) == 1
    with shop.platform.stores.core.reading() as conn:
        answer = codes.code_by_id(conn, shop.scope, made).answer
    assert answer is not None and answer.staff_ids == (shop.staff["fang"],)


def test_the_same_word_of_leaving_twice_changes_nothing(shop):
    shop.friends("mei", ["wm1"])
    shop.resigns("mei")
    deliver(shop)
    shop.count()
    on_staff_left(shop.platform, shop.scope, StaffLeft([shop.staff["mei"]], shop.clock.now_ms()))
    assert listed(shop) == {"MEI": (1, 1, None)}
    shop.count()
    assert listed(shop) == {"MEI": (1, 1, 0)}


def test_only_those_wecom_no_longer_knows_have_left(shop):
    shop.world.member_resigns("mei")
    shop.app.visible_userids = frozenset({"fang", "jun"})
    corp = corp_of(shop.platform, shop.scope)
    client = shop.desk._client
    assert staff.who_left(client, corp, ["mei", "wen", "fang"]) == ["mei"]
