"""Full readings: everything once, bounded, resumable in the middle, with a reason for whatever was left out."""

from typing import Any

import pytest

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.sync import operations, queries
from siyu.connectors.wecom.sync import reading as pipeline
from siyu.connectors.wecom.sync.contracts import Progress, Stage, SyncState
from siyu.connectors.wecom.sync.reading import AlreadyReading, read_all
from siyu.connectors.wecom.sync.tasks import begin_nightly, sync_lane
from siyu.customers import queries as customers
from siyu.customers.friends import queries as friends
from siyu.customers.friends.contracts import FriendState
from siyu.events import queries as events
from siyu.kit.clock import HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import hold_lane
from siyu.kit.platform import Platform
from siyu.simulators.wecom.faults import Fault
from siyu.tenancy import queries as tenancy
from tests.connectors.wecom.conftest import Corp

GET_BY_USER = "externalcontact/batch/get_by_user"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten friends a page, two members a part, two pages a transaction, one reader: small worlds have many pages."""
    monkeypatch.setattr(pipeline, "PAGE", 10)
    monkeypatch.setattr(pipeline, "PAGES_PER_WRITE", 2)
    monkeypatch.setattr(operations, "STAFF_PER_PART", 2)
    monkeypatch.setenv("SIYU_WECOM_SYNC_READERS", "1")


def befriend(corp: Corp, counts: dict[str, int]) -> None:
    for userid, count in counts.items():
        if userid not in ("zhangsan", "lisi"):
            corp.world.add_member(userid)
        corp.world.seed_friends(userid, [f"wm-{userid}-{number}" for number in range(count)])


def read(platform: Platform, scope: Scope, client: WecomClient, *, anew: bool = False) -> Progress:
    now_ms = platform.clock.now_ms()
    begun = platform.stores.core.write(
        lambda conn: operations.begin(conn, scope, started_by="test", at_ms=now_ms, anew=anew)
    )
    return read_all(platform, client, scope, begun.id)


def counts_of(platform: Platform, scope: Scope, staff: list[str]) -> dict[str, int]:
    with platform.stores.core.reading() as conn:
        return friends.friend_counts(conn, scope, staff)


def test_a_reading_brings_staff_tags_friends_and_identities(platform: Platform, scope: Scope, corp: Corp) -> None:
    befriend(corp, {"zhangsan": 25, "lisi": 3, "wangwu": 0})
    tag = corp.world.seed_tags("等级", ["VIP"])["VIP"]
    body = {"userid": "lisi", "external_userid": "wm-lisi-0", "add_tag": [tag]}
    corp.client.post(corp_of(platform, scope), "externalcontact/mark_tag", body)
    corp.world.member_edits("lisi", "wm-lisi-0", remark="林女士", mobiles=["13800138000"])
    found = read(platform, scope, corp.client)
    assert (found.sync.state, found.sync.stage, found.friends, found.staff_done) == (SyncState.DONE, Stage.END, 28, 3)
    assert counts_of(platform, scope, ["zhangsan", "lisi", "wangwu"]) == {"zhangsan": 25, "lisi": 3, "wangwu": 0}
    with platform.stores.core.reading() as conn:
        who = customers.find(platform, conn, scope, "phone", "13800138000")
        assert who is not None and who == customers.find(platform, conn, scope, "unionid", "oUwm-lisi-0")
        card = customers.card(platform, conn, scope, who)
        assert card.tags == ("VIP",)
        staff = tenancy.staff_by_wecom(conn, scope, ["lisi"])["lisi"]
        assert card.advisor_id == staff.id
        names = {one.name for one in events.timeline(platform, conn, scope, who).entries}
    assert names == {"Tag Added", "Friend Added"}


def test_a_second_reading_finds_nothing_new_and_ends_what_is_gone(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    befriend(corp, {"zhangsan": 12, "lisi": 2})
    read(platform, scope, corp.client)
    clock.advance(HOUR_MS)
    corp.world.member_deletes("zhangsan", "wm-zhangsan-3")  # and the callback never came
    found = read(platform, scope, corp.client)
    assert (found.sync.lost, found.friends) == (1, 13)
    with platform.stores.core.reading() as conn:
        [lost], _ = friends.lost_page(conn, scope)
        assert (lost.external_userid, lost.state, lost.lost_by) == ("wm-zhangsan-3", FriendState.GONE, "sync")
        names = [one.name for one in events.timeline(platform, conn, scope, lost.customer_id).entries]
    assert names == ["Friend Removed", "Friend Added"]


class Dead(BaseException):
    """Stands for the death of the process: nothing catches it."""


def test_a_reading_that_died_goes_on_at_its_cursor_without_reading_finished_staff_again(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    befriend(corp, {"a": 30, "b": 30, "c": 30, "d": 30})
    asked: list[tuple[str, ...]] = []
    post, takes = corp.client.post, iter(range(100))

    def counted(app: Any, path: str, body: Any, **more: Any) -> Any:
        if path == GET_BY_USER:
            asked.append(tuple(body["userid_list"]))
        return post(app, path, body, **more)

    real = pipeline._take_in

    def dies(*arguments: Any) -> None:
        real(*arguments)
        if next(takes) == 4:  # inside the second part's transaction, after its rows were written
            raise Dead

    monkeypatch.setattr(corp.client, "post", counted)
    monkeypatch.setattr(pipeline, "_take_in", dies)
    with pytest.raises(Dead):
        read(platform, scope, corp.client)
    clock.advance(60_000)
    before = len(asked)
    found = read(platform, scope, corp.client)
    assert found.sync.state is SyncState.DONE
    assert ("a", "b") not in asked[before:]
    assert len(asked) - before < 6 + 3
    assert counts_of(platform, scope, ["a", "b", "c", "d"]) == {"a": 30, "b": 30, "c": 30, "d": 30}


def test_a_pause_is_a_visible_reason_and_the_lane_carries_on_after_it(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    befriend(corp, {"zhangsan": 15})
    corp.world.add_fault(Fault(GET_BY_USER, "errcode", errcode=45009, times=1))
    with pytest.raises(WecomRefused):
        read(platform, scope, corp.client)
    with platform.stores.core.reading() as conn:
        [held] = queries.newest(conn, scope, 1)
    assert held.state is SyncState.WAITING and held.reason
    lane = sync_lane(corp.client)
    assert lane.run(platform, None) == 0  # type: ignore[arg-type]
    clock.advance(120_000)
    assert lane.run(platform, None) == 1  # type: ignore[arg-type]
    assert counts_of(platform, scope, ["zhangsan"]) == {"zhangsan": 15}


def test_members_whose_customers_wecom_does_not_show_are_left_out_with_a_reason(
    platform: Platform, scope: Scope, corp: Corp
) -> None:
    befriend(corp, {"a": 3, "b": 3, "c": 3})
    every = corp.world.state.members["b"]
    post = corp.client.post

    def refuses(app: Any, path: str, body: Any, **more: Any) -> Any:
        every.customer_contact = path != GET_BY_USER
        return post(app, path, body, **more)

    corp.client.post = refuses  # type: ignore[method-assign]
    found = read(platform, scope, corp.client)
    assert (found.sync.state, found.staff_refused) == (SyncState.DONE, 1)
    assert counts_of(platform, scope, ["a", "b", "c"]) == {"a": 3, "b": 0, "c": 3}


def test_a_request_to_stop_stops_after_the_page_and_a_new_start_goes_on(
    platform: Platform, scope: Scope, corp: Corp, monkeypatch: pytest.MonkeyPatch
) -> None:
    befriend(corp, {"a": 30, "b": 30})
    real, asked = pipeline._take_in, iter([True])

    def stops(reading: Any, conn: Any, rows: Any, asked_at_ms: int) -> None:
        real(reading, conn, rows, asked_at_ms)
        if next(asked, False):
            operations.ask_to_stop(conn, scope, reading.sync.id, at_ms=1)

    monkeypatch.setattr(pipeline, "_take_in", stops)
    stopped = read(platform, scope, corp.client)
    assert (stopped.sync.state, stopped.friends) == (SyncState.STOPPED, 20)
    assert stopped.sync.reason.endswith("stopped by request")
    assert read(platform, scope, corp.client).friends == 60


def test_two_processes_do_not_read_a_corp_at_once(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    assert hold_lane(platform.stores.core, f"wecom.sync:{scope.brand_id}", clock, "somebody else") is not None
    with pytest.raises(AlreadyReading):
        read(platform, scope, corp.client)


def test_every_night_brands_with_wecom_are_read_and_others_are_not(
    platform: Platform, scope: Scope, other_scope: Scope, corp: Corp
) -> None:
    begin_nightly(platform, None)  # type: ignore[arg-type]
    with platform.stores.core.reading() as conn:
        assert [one.started_by for one in queries.newest(conn, scope)] == ["nightly"]
        assert queries.newest(conn, other_scope) == []


def test_a_pause_of_our_own_is_no_reason_to_give_up() -> None:
    assert not WecomPaused(GET_BY_USER, 1_000).permanent
