"""A customer adds an advisor: welcome, customer, event, each once."""

import itertools
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.acquisition.live_codes.contracts import CodeSettings, NewPlacement, Rules, Seat, Welcome
from siyu.acquisition.live_codes.operations import create_codes
from siyu.acquisition.live_codes.queries import code_by_id
from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.greeting import Greeter
from siyu.connectors.wecom.callbacks.knocks import arrived
from siyu.connectors.wecom.callbacks.taking import Taker
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.crypto import BadCallback, check_signature, open_envelope
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.connectors.wecom.xml import read_xml
from siyu.content.contracts import MaterialKind, NewMaterial
from siyu.content.files.operations import keep_file
from siyu.content.operations import create_material
from siyu.customers import queries as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends import queries as friends
from siyu.customers.friends.contracts import FriendState
from siyu.customers.operations import resolve
from siyu.events import queries as events
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.welcome import queries as welcome
from siyu.outreach.welcome.contracts import NewRule, WelcomeOutcome
from siyu.outreach.welcome.operations import save_rule
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.faults import Fault
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel
from siyu.tenancy.operations import save_org_units, save_staff
from tests.connectors.wecom.conftest import Corp, work_off
from tests.content.factories import PNG, Upload

# The vendor's published example (p90968).
VECTOR = {
    "token": "QDG6eK",
    "timestamp": "1409659813",
    "nonce": "1372623149",
    "signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "corpid": "wx5823bf96d3bd56c7",
    "encrypted": "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/"
    "sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+"
    "LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9"
    "EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ"
    "2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
}


def test_the_vendors_own_example_is_opened() -> None:
    signed = (VECTOR["token"], VECTOR["timestamp"], VECTOR["nonce"], VECTOR["encrypted"])
    check_signature(*signed, VECTOR["signature"])
    text = open_envelope(VECTOR["aes_key"], VECTOR["encrypted"], VECTOR["corpid"])
    assert read_xml(text)["Content"] == "hello"
    assert read_xml(text)["MsgId"] == "4561255354251345929"


def test_a_wrong_signature_receiver_or_key_is_refused() -> None:
    with pytest.raises(BadCallback):
        check_signature("other", VECTOR["timestamp"], VECTOR["nonce"], VECTOR["encrypted"], VECTOR["signature"])
    with pytest.raises(BadCallback):
        open_envelope(VECTOR["aes_key"], VECTOR["encrypted"], "wxsomebodyelse")
    with pytest.raises(BadCallback):
        open_envelope("A" * 43, VECTOR["encrypted"], VECTOR["corpid"])
    with pytest.raises(BadCallback):
        open_envelope(VECTOR["aes_key"], "not base64", VECTOR["corpid"])


def test_documents_with_entities_are_refused() -> None:
    with pytest.raises(BadCallback):
        read_xml('<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>')


def test_the_address_is_proved_on_saving(corp: Corp, door: str) -> None:
    assert corp.world.verify_callback_url(corp.app.agentid).ok


def test_a_forged_or_stale_callback_is_refused_and_nothing_kept(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": "1", "nonce": "1"}
    answer = httpx.post(door, params=query, content=b"<xml><Encrypt>AAAA</Encrypt></xml>")
    assert answer.status_code == 403
    assert httpx.post(door, params=query, content=b"\xff\xfe").status_code == 403
    corp.world.add_friend("zhangsan", "wmA1")
    clock.advance(1)
    corp.world.state.skip_ms(3_600_000)  # the corp's clock runs an hour ahead: signed outside the replay window
    corp.world.deliver_callbacks()
    assert kept(platform, scope) == []


def test_the_replay_window_can_be_switched_off(
    platform: Platform, scope: Scope, corp: Corp, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIYU_WECOM_REPLAY_WINDOW_S", "0")
    corp.world.add_friend("zhangsan", "wmA1")
    corp.world.state.skip_ms(3_600_000)
    corp.world.deliver_callbacks()
    assert [state for _, state, _, _ in kept(platform, scope)] == ["greeting"]


def test_a_new_friend_is_welcomed_and_becomes_a_customer(
    platform: Platform, scope: Scope, corp: Corp, door: str
) -> None:
    corp.world.add_friend("zhangsan", "wmA1", channel="store-12")
    corp.world.member_edits("zhangsan", "wmA1", remark="林女士", mobiles=["13800138000"])
    assert corp.world.deliver_callbacks() == 2
    work_off(platform, corp)
    assert [message.kind for message in corp.world.sent_messages("wmA1")] == ["welcome"]
    with platform.stores.core.reading() as conn:
        customer_id = customers.find(platform, conn, scope, "external_userid", "wmA1")
        assert customer_id is not None
        assert customer_id == customers.find(platform, conn, scope, "unionid", "oUwmA1")
        assert customer_id == customers.find(platform, conn, scope, "phone", "13800138000")
        page = events.timeline(platform, conn, scope, customer_id)
        assert friends.advisors(conn, scope, [customer_id]) == {customer_id: ("zhangsan", "wmA1")}
        [friend] = friends.friends_of_customer(conn, scope, customer_id)
    assert (friend.remark, friend.channel_state, friend.add_way) == ("林女士", "store-12", 3)
    assert [(entry.name, entry.properties["state"]) for entry in page.entries] == [("Friend Added", "store-12")]


def test_a_phone_noted_by_staff_joins_a_new_contact_but_moves_nobody(
    platform: Platform, scope: Scope, corp: Corp, door: str
) -> None:
    def member(phone: str) -> int:
        people = [[Identity("phone", phone)]]
        made = platform.stores.core.write(lambda conn: resolve(platform, conn, scope, people, source="import", at_ms=1))
        return int(made[0])

    first, second = member("13800138001"), member("13800138002")
    corp.world.add_friend("zhangsan", "wmA1")
    corp.world.member_edits("zhangsan", "wmA1", mobiles=["13800138001"])
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    corp.world.member_edits("zhangsan", "wmA1", mobiles=["13800138002"])
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    with platform.stores.core.reading() as conn:
        assert customers.find(platform, conn, scope, "external_userid", "wmA1") == first
        assert customers.find(platform, conn, scope, "phone", "13800138002") == second


def test_the_vendors_repeats_change_nothing(platform: Platform, scope: Scope, corp: Corp, door: str) -> None:
    corp.world.set_callback_trouble(CallbackTrouble(duplicated=1.0))
    corp.world.add_friend("zhangsan", "wmA1")
    assert corp.world.deliver_callbacks() >= 2
    work_off(platform, corp)
    assert len(corp.world.sent_messages("wmA1")) == 1


def test_the_welcome_goes_out_while_lookups_fail(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    corp.world.add_fault(Fault("externalcontact/get", "errcode", errcode=48002, times=1_000))
    corp.world.add_friend("zhangsan", "wmA1")
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    assert len(corp.world.sent_messages("wmA1")) == 1
    [(_, state, reason, _)] = kept(platform, scope)
    assert state == "waiting" and "48002" in reason


def test_a_worker_that_died_after_the_welcome_does_not_send_it_twice(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    corp.world.add_friend("zhangsan", "wmA1")
    corp.world.deliver_callbacks()
    # As if the process had been killed after sending, before it could note that the welcome went out.
    with platform.stores.inbox.reading() as conn:
        (waiting,) = inbox.waiting(conn, scope, clock.now_ms(), state=inbox.GREET)
    code = read_xml(waiting.body)["WelcomeCode"]
    platform.stores.inbox.write(lambda conn: inbox.claim(conn, scope, clock.now_ms(), limit=10))
    app = corp_of(platform, scope)
    corp.client.post(app, "externalcontact/send_welcome_msg", {"welcome_code": code, "text": {"content": "欢迎"}})
    assert work_off(platform, corp) == 0
    clock.advance(inbox.CLAIM_MS)
    work_off(platform, corp)
    assert len(corp.world.sent_messages("wmA1")) == 1
    with platform.stores.flow.reading() as conn:
        [count] = welcome.outcomes(conn, scope, from_ms=0, to_ms=clock.now_ms() + 1)
    assert (count.outcome, count.reason) == (WelcomeOutcome.SENT, "wecom 41051")


def test_a_contended_welcome_is_tried_again_inside_its_window_and_a_late_one_is_skipped(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    meeting = corp.world.add_friend("zhangsan", "wmA1")
    assert meeting.welcome_code is not None
    corp.world.contend_welcome(meeting.welcome_code, times=2)
    corp.world.add_friend("lisi", "wmA2")
    corp.world.deliver_callbacks()
    greeter = Greeter(corp.client, 2)
    for _ in range(4):
        while greeter.run(platform):
            pass
        clock.advance(1_000)
    assert len(corp.world.sent_messages("wmA1")) == 1
    corp.world.add_friend("lisi", "wmA3")
    corp.world.deliver_callbacks()
    clock.advance(22_000)
    while greeter.run(platform):
        pass
    assert corp.world.sent_messages("wmA3") == []
    with platform.stores.flow.reading() as conn:
        found = welcome.outcomes(conn, scope, from_ms=0, to_ms=clock.now_ms())
    assert {one.outcome: one.count for one in found} == {WelcomeOutcome.SENT: 2, WelcomeOutcome.LATE: 1}


def test_a_live_codes_own_welcome_comes_before_the_rules(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    def code(conn: Any) -> str:
        save_org_units(conn, scope, [NewOrgUnit("S", "", OrgLevel.STORE, "西湖店")])
        staff = save_staff(conn, scope, [NewStaff("z", "S", "张珊", "advisor", "zhangsan")])["z"]
        settings = CodeSettings("柜台", Rules((Seat(staff),), staff), welcome=Welcome("柜台欢迎你"))
        [made] = create_codes(conn, scope, [(settings, [NewPlacement("收银台")])], at_ms=clock.now_ms())
        return code_by_id(conn, scope, made).placements[0].state

    state = platform.stores.core.write(code)
    rule = NewRule("所有人", "大家好")
    platform.stores.flow.write(lambda conn: save_rule(conn, scope, rule, at_ms=1))
    corp.world.add_friend("zhangsan", "wmA1", channel=state)
    corp.world.add_friend("zhangsan", "wmA2", channel="elsewhere")
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    said = {one.external_userid: one.content["text"]["content"] for one in corp.world.sent_messages()}
    assert said == {"wmA1": "柜台欢迎你", "wmA2": "大家好"}


def test_a_lost_friend_is_noted_with_who_ended_it(
    platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock
) -> None:
    for external in ("wmA1", "wmA2"):
        corp.world.add_friend("zhangsan", external)
    clock.advance(60_000)
    corp.world.customer_deletes("wmA1", "zhangsan")
    corp.world.member_deletes("zhangsan", "wmA2")
    corp.world.deliver_callbacks()
    work_off(platform, corp)
    with platform.stores.core.reading() as conn:
        lost, total = friends.lost_page(conn, scope)
        assert (total, {one.state for one in lost}) == (
            2, {FriendState.DELETED_BY_CUSTOMER, FriendState.DELETED_BY_STAFF}
        )  # fmt: skip
        pages = [events.timeline(platform, conn, scope, one.customer_id).entries for one in lost]
    assert [[entry.name for entry in page] for page in pages] == [["Friend Removed", "Friend Added"]] * 2
    assert {page[0].properties["by"] for page in pages} == {"customer", "staff"}


def test_what_no_room_takes_is_kept_with_a_reason(platform: Platform, scope: Scope, corp: Corp) -> None:
    bodies = [
        "<xml><MsgType>event</MsgType><Event>change_external_chat</Event><ChangeType>create</ChangeType></xml>",
        "<xml><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>transfer_fail</ChangeType>"
        "<FailReason>customer_refused</FailReason></xml>",
        "no xml at all",
    ]
    found = [arrived(body) for body in bodies]
    platform.stores.inbox.write(lambda conn: inbox.keep(conn, scope, found, at_ms=1))
    Taker(corp.client, 1).run(platform)
    reasons = {kind: (state, reason) for kind, state, reason, _ in kept(platform, scope)}
    assert reasons["change_external_chat/create"] == ("kept", "no room takes this kind of event yet")
    assert reasons["change_external_contact/transfer_fail"] == ("kept", "customer_refused")
    assert reasons[""][0] == "parked"


def test_a_listener_takes_its_kind_of_callback(platform: Platform, scope: Scope, corp: Corp) -> None:
    heard: list[str] = []
    body = "<xml><MsgType>event</MsgType><Event>change_external_chat</Event><ChatId>wr1</ChatId></xml>"
    platform.stores.inbox.write(lambda conn: inbox.keep(conn, scope, [arrived(body)], at_ms=1))
    listeners = {"change_external_chat": lambda _, __, knocks: heard.extend(one.fields["ChatId"] for one in knocks)}
    Taker(corp.client, 1, listeners).run(platform)
    assert heard == ["wr1"]
    assert [state for _, state, _, _ in kept(platform, scope)] == ["done"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_of_a_persons_callbacks_ends_the_same(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, data: st.DataObject
) -> None:
    number = next(NUMBERS)
    story = [
        ("add_half_external_contact", 10, "<State>door</State>"),
        ("add_external_contact", 11, "<State>door</State>"),
        ("edit_external_contact", 12, ""),
        ("del_follow_user", 13, ""),
        ("add_external_contact", 14, "<State>shop</State>"),
        ("del_external_contact", 15, "<Source>DELETE_BY_TRANSFER</Source>"),
    ][: data.draw(st.integers(1, 6))]
    external = f"wmN{number}"
    bodies = [_event(kind, external, at, extra) for kind, at, extra in story]
    order = data.draw(st.permutations(bodies)) + data.draw(st.lists(st.sampled_from(bodies), max_size=3))
    cuts = data.draw(st.integers(1, 3))
    taker = Taker(corp.client, 1)
    for start in range(0, len(order), cuts):
        part = [arrived(body) for body in order[start : start + cuts]]
        platform.stores.inbox.write(lambda conn, part=part: inbox.keep(conn, scope, part, at_ms=clock.now_ms()))
        while taker.run(platform):
            pass
    with platform.stores.core.reading() as conn:
        customer_id = customers.find(platform, conn, scope, "external_userid", external)
        if customer_id is None:
            assert [kind for kind, _, _ in story] == []
            return
        found = friends.friends_of_customer(conn, scope, customer_id)
        entries = events.timeline(platform, conn, scope, customer_id).entries
    state, channel = AFTER[len(story)]
    assert [(one.state, one.channel_state) for one in found] == [(state, channel)]
    told = [kind for kind, _, _ in story if kind != "edit_external_contact"]
    assert len(entries) == len(told)


NUMBERS = itertools.count()
AFTER = {
    1: (FriendState.HALF, "door"),
    2: (FriendState.NORMAL, "door"),
    3: (FriendState.NORMAL, "door"),
    4: (FriendState.DELETED_BY_CUSTOMER, "door"),
    5: (FriendState.NORMAL, "shop"),
    6: (FriendState.TRANSFERRED, "shop"),
}


def _event(change: str, external: str, at_s: int, extra: str) -> str:
    return (
        "<xml><FromUserName>sys</FromUserName><MsgType>event</MsgType><Event>change_external_contact</Event>"
        f"<ChangeType>{change}</ChangeType><UserID>zhangsan</UserID><ExternalUserID>{external}</ExternalUserID>"
        f"<CreateTime>{1_735_689_000 + at_s}</CreateTime>{extra}</xml>"
    )


def kept(platform: Platform, scope: Scope) -> list[tuple[str, str, str, int]]:
    """This function will return (kind, state, reason, count) of the brand's callbacks."""
    with platform.stores.inbox.reading() as conn:
        return inbox.tally(conn, scope, from_ms=0)


def test_a_welcome_takes_along_what_is_ready_and_waits_for_nothing(
    platform: Platform, scope: Scope, corp: Corp, door: str
) -> None:
    picture = NewMaterial(MaterialKind.IMAGE, "海报")
    file = keep_file(platform, scope, MaterialKind.IMAGE, "海报.png", Upload(PNG))
    made = platform.stores.core.write(lambda conn: create_material(conn, scope, picture, at_ms=1, file=file))
    named = ({"msgtype": "material", "material": {"id": made.id}},)
    rule = NewRule("海报", "欢迎", attachments=named)
    platform.stores.flow.write(lambda conn: save_rule(conn, scope, rule, at_ms=1))

    def welcomed(external: str) -> Any:
        platform.clock.advance(5_000)  # type: ignore[attr-defined]
        corp.world.add_friend("zhangsan", external)
        corp.world.deliver_callbacks()
        work_off(platform, corp)
        (message,) = corp.world.sent_messages(external)
        return message.content

    assert "attachments" not in welcomed("wmA1") and corp.world.state.media == {}, "not ready: the words go alone"
    WecomMediaStore(platform, MediaLibrary(platform, corp.client)).prepare(scope)
    assert welcomed("wmA2")["attachments"][0]["image"]["media_id"] in corp.world.state.media
    corp.world.state.media.clear()
    assert "attachments" not in welcomed("wmA3"), "WeCom forgot the file: the words go alone, inside the window"
    WecomMediaStore(platform, MediaLibrary(platform, corp.client)).prepare(scope)
    assert len(welcomed("wmA4")["attachments"]) == 1
