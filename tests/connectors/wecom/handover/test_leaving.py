from functools import partial

import pytest

from siyu.advisors.handover.leaving.queries import leavers
from siyu.bootstrap.work import fact_bus
from siyu.connectors.wecom.sync import operations
from siyu.connectors.wecom.sync.reading import read_all
from siyu.simulators.wecom.world import AppKeys
from siyu.tenancy.queries import staff_by_wecom
from tests.connectors.wecom.conftest import work_off


@pytest.fixture
def read(platform, scope, clock, corp):
    """Reads the corp whole, as each night."""

    def run() -> None:
        clock.advance(60_000)
        begin = partial(operations.begin, scope=scope, started_by="test", at_ms=clock.now_ms())
        read_all(platform, corp.client, scope, platform.stores.core.write(begin).id)
        deliver(platform)

    return run


def deliver(platform) -> None:
    bus = fact_bus()
    while bus.deliver(platform, platform.stores.core):
        pass


def waiting(platform, scope) -> list[tuple[str, int]]:
    with platform.stores.core.reading() as conn:
        return [(one.userid, one.customers) for one in leavers(conn, scope)]


def test_a_full_reading_finds_who_has_left_and_spares_who_is_out_of_sight(platform, scope, corp, read):
    corp.world.add_member("wangwu")
    for userid in ("zhangsan", "lisi", "wangwu"):
        corp.world.seed_friends(userid, [f"wm-{userid}"])
    read()
    assert waiting(platform, scope) == []
    corp.world.member_resigns("zhangsan")
    corp.app.visible_userids = frozenset({"lisi"})
    read()
    assert waiting(platform, scope) == [("zhangsan", 1)]
    with platform.stores.core.reading() as conn:
        people = staff_by_wecom(conn, scope, ["zhangsan", "lisi", "wangwu"])
    assert {userid: one.active for userid, one in people.items()} == {"zhangsan": False, "lisi": True, "wangwu": True}


def test_a_callback_lists_who_left_at_once(platform, scope, corp, read, door):
    corp.world.seed_friends("zhangsan", ["wm1", "wm2"])
    read()
    keys = AppKeys(corp.app.secret, corp.app.token, corp.app.aes_key)
    corp.world.add_app(kind="contacts", callback_url=door, keys=keys)
    corp.world.member_resigns("zhangsan")
    assert waiting(platform, scope) == []
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    deliver(platform)
    assert waiting(platform, scope) == [("zhangsan", 2)]
