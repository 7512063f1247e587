"""A corp's groups come over whole, follow its callbacks in any order, and its codes are kept equal."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from siyu.communities import queries as communities
from siyu.communities.contracts import OPEN, GroupStatus
from siyu.communities.figures.queries import owner_days
from siyu.communities.join_codes import operations as codes
from siyu.communities.join_codes import queries as code_queries
from siyu.communities.join_codes.contracts import JoinCodeSettings
from siyu.communities.members import queries as members
from siyu.communities.tasks import lanes
from siyu.connectors.wecom.callbacks.taking import Taker
from siyu.connectors.wecom.client.endpoints.transfers import transfer_groups
from siyu.connectors.wecom.client.errors import WecomPaused, WecomRefused
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.groups import listing, queue
from siyu.connectors.wecom.groups import reading as groups_reading
from siyu.connectors.wecom.groups.codes import WecomGroupCodes
from siyu.connectors.wecom.groups.figures import FigureTaker
from siyu.connectors.wecom.groups.tasks import LISTENERS, group_lanes, read_due
from siyu.connectors.wecom.groups.welcomes import WecomGroupWelcomes
from siyu.connectors.wecom.sync import operations as syncs
from siyu.connectors.wecom.sync import queries as sync_queries
from siyu.connectors.wecom.sync.contracts import Progress, SyncState
from siyu.connectors.wecom.sync.reading import read_all
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS, HOUR_MS, SECOND_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.world import World
from tests.connectors.wecom.conftest import Corp

GET, LIST = "externalcontact/groupchat/get", "externalcontact/groupchat/list"
STAFF = ("zhangsan", "lisi")
Run = Callable[[], None]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three groups a step, one owner a listing, two groups a page: small worlds have many of each."""
    monkeypatch.setattr(groups_reading, "GROUPS_PER_STEP", 3)
    monkeypatch.setattr(listing, "OWNERS_PER_CALL", 1)
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setenv("SIYU_WECOM_SYNC_READERS", "1")


def sync(platform: Platform, scope: Scope, corp: Corp, *, anew: bool = False) -> Progress:
    now_ms = platform.clock.now_ms()
    begun = platform.stores.core.write(
        lambda conn: syncs.begin(conn, scope, started_by="test", at_ms=now_ms, anew=anew)
    )
    return read_all(platform, corp.client, scope, begun.id)


def follow(platform: Platform, corp: Corp, clock: VirtualClock) -> None:
    """Let callbacks arrive, be taken, and what they named be read."""
    corp.world.deliver_callbacks()
    taker = Taker(corp.client, 2, LISTENERS)
    while taker.run(platform):
        pass
    clock.advance(queue.SETTLE_MS)
    while read_due(corp.client, platform):
        pass


def ours(platform: Platform, scope: Scope) -> dict[str, tuple[str, str, str, set[str]]]:
    with platform.stores.core.reading() as conn:
        page, _ = communities.group_page(conn, scope, limit=200)
        return {
            one.chat_id: (
                one.name,
                one.owner_userid,
                one.notice,
                {each.userid for each in members.members_page(conn, scope, one.chat_id, limit=200)[0]},
            )
            for one in page
        }


def theirs(world: World) -> dict[str, tuple[str, str, str, set[str]]]:
    chats = world.state.groups.chats.values()
    return {one.chat_id: (one.name, one.owner, one.notice, set(one.members)) for one in chats if one.is_open}


def test_a_full_reading_brings_every_group_and_the_next_one_what_is_gone(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock
) -> None:
    made = [corp.world.seed_group("zhangsan", f"福利群{n}", [f"wm{n}a", f"wm{n}b"]) for n in range(5)]
    hers = corp.world.seed_group("lisi", "新品群", ["wm0a"])
    found = sync(platform, scope, corp)
    assert (found.sync.state, found.sync.groups, found.groups_left) == (SyncState.DONE, 6, 0)
    assert dict(found.sync.notes) == {} and ours(platform, scope) == theirs(corp.world)
    calls = corp.world.calls()
    assert (calls[LIST], calls[GET]) == (4, 6), "three pages of one owner, one of the other"
    clock.advance(HOUR_MS)
    corp.world.dismiss_group(made[0].chat_id)  # and the callback never came
    corp.world.member_resigns("lisi")
    found = sync(platform, scope, corp)
    assert (found.sync.state, found.sync.groups) == (SyncState.DONE, 5)
    with platform.stores.core.reading() as conn:
        cards = communities.groups_by_id(conn, scope, [made[0].chat_id, hers.chat_id])
    assert cards[made[0].chat_id].status is GroupStatus.GONE
    assert cards[hers.chat_id].status is GroupStatus.OWNER_LEFT, "listed because its owner was known"
    assert ours(platform, scope) == theirs(corp.world)


def test_a_reading_of_groups_that_stopped_goes_on_where_it_was(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        corp.world.seed_group("zhangsan", f"群{number}", [f"wm{number}"])
    post, asked_for = corp.client.post, iter(range(100))

    def counted(app: Any, path: str, body: Any, **more: Any) -> Any:
        if path == GET and next(asked_for) == 4:
            corp.world.add_fault(Fault(GET, "errcode", errcode=45009))
        return post(app, path, body, **more)

    monkeypatch.setattr(corp.client, "post", counted)
    with pytest.raises((WecomPaused, WecomRefused)):
        sync(platform, scope, corp)
    with platform.stores.core.reading() as conn:
        [stopped] = sync_queries.progress(conn, scope, sync_queries.newest(conn, scope, 1))
    assert (stopped.sync.state, stopped.sync.groups) == (SyncState.WAITING, 7) and 0 < stopped.groups_left < 7
    asked = corp.world.calls()[LIST]
    clock.advance(2 * HOUR_MS)
    found = sync(platform, scope, corp)
    assert (found.sync.state, found.groups_left, corp.world.calls()[LIST]) == (SyncState.DONE, 0, asked)
    assert ours(platform, scope) == theirs(corp.world)


def test_a_group_that_may_not_be_read_is_named_and_does_not_stop_the_others(
    platform: Platform, scope: Scope, corp: Corp
) -> None:
    for number in range(3):
        corp.world.seed_group("zhangsan", f"群{number}")
    corp.world.add_fault(Fault(GET, "errcode", errcode=60011))
    found = sync(platform, scope, corp)
    assert (found.sync.state, found.groups_left, len(ours(platform, scope))) == (SyncState.DONE, 1, 2)
    assert "Groups not read, tried again tomorrow: 1" in found.sync.notes["members"]


def test_callbacks_bring_new_groups_members_and_changes(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str
) -> None:
    chat = corp.world.open_group("zhangsan", "福利群", ["lisi"])
    clock.advance(SECOND_MS)
    corp.world.join_group(chat.chat_id, "wmA", channel="poster-3")
    corp.world.rename_group(chat.chat_id, "福利一群")
    follow(platform, corp, clock)
    assert corp.world.calls()[GET] == 1, "one reading for three callbacks"
    with platform.stores.core.reading() as conn:
        [came], _ = members.members_page(conn, scope, chat.chat_id, search="客户")
        assert (came.userid, came.state, came.scene) == ("wmA", "poster-3", "code")
    clock.advance(SECOND_MS)
    corp.world.leave_group(chat.chat_id, "wmA")
    follow(platform, corp, clock)
    assert corp.world.calls()[GET] == 1, "who left is known from the callback alone"
    with platform.stores.core.reading() as conn:
        [gone], _ = members.members_page(conn, scope, chat.chat_id, there=False)
        assert (gone.userid, gone.quit_scene, gone.left_at_ms) == ("wmA", "left", clock.now_ms() - queue.SETTLE_MS)
    assert ours(platform, scope) == theirs(corp.world)
    corp.world.dismiss_group(chat.chat_id)
    follow(platform, corp, clock)
    assert ours(platform, scope) == {} and corp.world.calls()[GET] == 1


def test_a_group_whose_owner_left_can_be_written_to_again_once_somebody_has_inherited_it(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str
) -> None:
    chat = corp.world.open_group("zhangsan", "福利群", ["lisi"])
    follow(platform, corp, clock)
    corp.world.member_resigns("zhangsan")
    sync(platform, scope, corp)
    with platform.stores.core.reading() as conn:
        assert communities.reachable_groups(conn, scope) == []
    app = corp_of(platform, scope)
    assert transfer_groups(corp.client, app, [chat.chat_id], taker="lisi", resigned=True) == []
    clock.advance(DAY_MS)
    corp.world.advance()
    follow(platform, corp, clock)
    with platform.stores.core.reading() as conn:
        card = communities.group_by_id(conn, scope, chat.chat_id)
        [reachable] = communities.reachable_groups(conn, scope)
    assert (card.status, reachable.owner_userid) == (GroupStatus.INHERITED, "lisi")


def test_whatever_happens_in_whatever_order_it_is_told_we_hold_what_the_corp_has(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str
) -> None:
    dice, world = random.Random(1), corp.world
    world.set_callback_trouble(CallbackTrouble(duplicated=0.2, reordered=0.4, reordered_by_s=9.0))
    for number in range(3):
        world.open_group("zhangsan", f"群{number}", ["lisi", f"wm{number}"])
    for step in range(40):
        clock.advance(dice.randint(0, 3) * SECOND_MS)
        _something(dice, world)
        if step % 13 == 0:
            follow(platform, corp, clock)
    follow(platform, corp, clock)
    assert ours(platform, scope) == theirs(world)
    with platform.stores.core.reading() as conn:
        for chat in world.state.groups.chats.values():
            stays = [*chat.members.values(), *chat.past]
            card = communities.groups_by_id(conn, scope, [chat.chat_id])[chat.chat_id]
            assert (card.status in OPEN) == chat.is_open
            assert card.member_count == (len(chat.members) if chat.is_open else 0)
            held, _ = members.members_page(conn, scope, chat.chat_id, there=False, limit=200)
            known = {(one.ident, one.joined_at_ms // SECOND_MS) for one in stays}
            assert {(one.userid, one.joined_at_ms // SECOND_MS) for one in held} <= known


def _something(dice: random.Random, world: World) -> None:
    chats = [one for one in world.state.groups.chats.values() if one.is_open]
    if not chats:
        return
    chat, person = dice.choice(chats), f"wm{dice.randint(0, 5)}"
    acts = (
        lambda: world.join_group(chat.chat_id, person),
        lambda: world.join_group(chat.chat_id, person, invitor=chat.owner),
        lambda: world.leave_group(chat.chat_id, person),
        lambda: world.remove_from_group(chat.chat_id, person),
        lambda: world.rename_group(chat.chat_id, f"群{dice.random():.3f}"),
        lambda: world.set_group_notice(chat.chat_id, f"公告{dice.random():.3f}"),
        lambda: world.change_group_owner(chat.chat_id, dice.choice(STAFF)),
        lambda: world.open_group(dice.choice(STAFF), "新群", ["zhangsan", "lisi", person]),
        lambda: world.dismiss_group(chat.chat_id) if dice.random() < 0.2 else None,
    )
    with suppress(ActionRefused):  # not in the group, or its owner: nothing happened
        dice.choice(acts)()


@pytest.fixture
def kept(platform: Platform, scope: Scope, corp: Corp) -> Iterator[Run]:
    """The lane that keeps codes equal, run until it rests."""
    lane, _ = lanes(WecomGroupCodes(platform, corp.client), WecomGroupWelcomes(platform, corp.client))

    def run() -> None:
        while lane.run(platform, None):  # type: ignore[arg-type]
            pass

    yield run


def test_a_group_code_leads_into_groups_counts_who_came_and_learns_the_groups_it_opened(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str, kept: Run
) -> None:
    chat = corp.world.open_group("zhangsan", "福利群")
    follow(platform, corp, clock)
    wanted = JoinCodeSettings("门店海报", (chat.chat_id,), base_name="福利群", base_number=2)
    write = platform.stores.core.write
    made = write(lambda conn: codes.create_code(conn, scope, wanted, at_ms=clock.now_ms()))
    kept()
    with platform.stores.core.reading() as conn:
        held = code_queries.code_by_id(conn, scope, made.id)
        assert (held.sync, held.has_picture) == ("ready", True)
        assert code_queries.picture(conn, scope, made.id).startswith(b"\x89PNG")
    [way] = corp.world.state.groups.ways.values()
    assert (way.fields["state"], way.fields["room_base_id"], way.fields["remark"]) == (held.state, 2, "门店海报")
    clock.advance(SECOND_MS)
    for name in ("wmA", "wmB"):
        corp.world.scan_join_way(way.config_id, external_userid=name)
    follow(platform, corp, clock)
    clock.advance(SECOND_MS)
    corp.world.leave_group(chat.chat_id, "wmB")
    follow(platform, corp, clock)
    with platform.stores.core.reading() as conn:
        tally = members.kept_by_state(conn, scope, [held.state])[held.state]
    assert (tally.joined, tally.left, tally.kept) == (2, 1, 1)
    way.fields["chat_id_list"] = [chat.chat_id, "wrNew"]  # WeCom opened one by itself
    clock.advance(codes.READ_EVERY_MS)
    kept()
    with platform.stores.core.reading() as conn:
        held = code_queries.code_by_id(conn, scope, made.id)
    assert held.settings.chat_ids == (chat.chat_id, "wrNew")
    renamed = JoinCodeSettings("收银台海报", (chat.chat_id,))
    write(lambda conn: codes.change_code(conn, scope, made.id, renamed, version=held.version, at_ms=clock.now_ms()))
    with pytest.raises(codes.GroupCodeMovedOn):
        write(lambda conn: codes.change_code(conn, scope, made.id, wanted, version=held.version, at_ms=1))
    kept()
    assert (way.fields["remark"], way.fields["state"]) == ("收银台海报", held.state)
    write(lambda conn: codes.remove_code(conn, scope, made.id, at_ms=clock.now_ms()))
    kept()
    assert corp.world.state.groups.ways == {}
    with platform.stores.core.reading() as conn:
        assert code_queries.join_codes(conn, scope) == ([], 0)


def test_a_code_that_wecom_refuses_says_why_and_is_tried_again(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str, kept: Run
) -> None:
    chat = corp.world.open_group("zhangsan", "福利群")
    follow(platform, corp, clock)
    corp.world.add_fault(Fault("externalcontact/groupchat/add_join_way", "errcode", errcode=41045))
    wanted = JoinCodeSettings("海报", (chat.chat_id,))
    made = platform.stores.core.write(lambda conn: codes.create_code(conn, scope, wanted, at_ms=clock.now_ms()))
    kept()
    with platform.stores.core.reading() as conn:
        held = code_queries.code_by_id(conn, scope, made.id)
    assert held.sync == "refused" and "41045" in held.error and "41045" in held.error_en
    clock.advance(HOUR_MS)
    kept()
    with platform.stores.core.reading() as conn:
        assert code_queries.code_by_id(conn, scope, made.id).sync == "ready"


def test_the_figures_of_days_that_are_over_are_asked_for_once(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str
) -> None:
    chat = corp.world.open_group("zhangsan", "福利群", ["wmA"])
    corp.world.open_group("lisi", "新品群")
    follow(platform, corp, clock)
    corp.world.speak_in_group(chat.chat_id, "wmA", times=3)
    day = day_of(clock.now_ms())
    clock.advance(DAY_MS)
    taker = FigureTaker(corp.client)
    while taker.run(platform):
        pass
    with platform.stores.core.reading() as conn:
        days = owner_days(conn, scope, "zhangsan", from_day=day - 40, until_day=day + 1)
    assert (len(days), days[-1].day, days[-1].messages, days[-1].talking_members) == (30, day, 3, 1)
    calls = corp.world.calls()["externalcontact/groupchat/statistic"]
    assert calls == 30, "both owners in one call a day"
    assert taker.run(platform) == 0
    clock.advance(DAY_MS)
    assert taker.run(platform) == 1


def test_an_owner_whom_wecom_refuses_rests_and_does_not_keep_the_others_from_their_figures(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, door: str
) -> None:
    for userid in STAFF:
        corp.world.open_group(userid, f"{userid}的群")
    follow(platform, corp, clock)
    clock.advance(DAY_MS)
    corp.world.state.members.pop("lisi")
    taker = FigureTaker(corp.client)
    while taker.run(platform):
        pass
    with platform.stores.core.reading() as conn:
        held = {one: owner_days(conn, scope, one, from_day=0, until_day=99_999) for one in STAFF}
    assert (len(held["zhangsan"]), held["lisi"]) == (30, [])


def test_the_lanes_are_two_and_named(corp: Corp) -> None:
    assert [one.name for one in group_lanes(corp.client)] == ["wecom.groups", "wecom.group_figures"]
