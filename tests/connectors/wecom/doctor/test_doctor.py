"""The doctor against the simulated corp, well and with each thing that goes wrong in real ones."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.inbox import Arrived
from siyu.connectors.wecom.client.codes import CODES, Page
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp as Credentials
from siyu.connectors.wecom.doctor.checks import setup
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.examination import examine
from siyu.connectors.wecom.doctor.patient import Patient
from siyu.connectors.wecom.doctor.routes import router
from siyu.connectors.wecom.doctor.words import refused
from siyu.kit.clock import DAY_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.http import install_errors
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.entities import Member
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.conftest import Corp

Look = Callable[..., dict[str, Finding]]
AGENT = "agent/get"


@pytest.fixture
def fill_in(platform: Platform, scope: Scope, corp: Corp) -> Callable[..., None]:
    """Saves the channel's settings as the corp has them, but for what is given."""

    def work(*, enabled: bool = True, **given: str) -> None:
        secrets = {"secret": corp.app.secret, "token": corp.app.token, "aes_key": corp.app.aes_key}
        config = {"corpid": corp.world.corpid, "agentid": str(corp.app.agentid), "base_url": corp.url}
        for name, value in given.items():
            (secrets if name in secrets or name.endswith("_secret") else config)[name] = value
        settings = ChannelSettings("wecom", enabled, config, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))

    work()
    return work


@pytest.fixture
def look(platform: Platform, scope: Scope, corp: Corp, fill_in: Callable[..., None]) -> Look:
    """Examines, and returns the findings by name."""

    def work(base_url: str = "") -> dict[str, Finding]:
        found = examine(platform, scope, corp.client, brand="golden", base_url=base_url)
        assert all(one.zh and one.en for one in found)
        assert all(one.fix_zh and one.fix_en for one in found if one.level is Level.WRONG)
        return {one.name: one for one in found}

    return work


def wrong(found: dict[str, Finding]) -> set[str]:
    return {name for name, one in found.items() if one.level is Level.WRONG}


def test_a_healthy_corp_has_nothing_wrong(look: Look) -> None:
    found = look()
    assert wrong(found) == set()
    assert found["staff"].en.endswith(": 2") and found["tags"].en.startswith("0 of 10000")
    assert found["mass_quota"].page is Page.MASS


def test_without_settings_it_says_where_to_enter_them(look: Look, fill_in: Callable[..., None]) -> None:
    fill_in(enabled=False)
    assert wrong(look()) == {"setup"}


@pytest.mark.parametrize("field", ["secret", "agentid", "token", "aes_key"])
def test_a_field_that_is_empty_or_malformed_is_named(field: str) -> None:
    whole = {"secret": "s", "agentid": "1", "token": "t", "aes_key": "k" * 43}
    for value in ("", "malformed"):
        corp = Credentials(**{"corpid": "ww1", **whole, field: value})
        (one,) = setup(Patient(None, None, None, corp))  # type: ignore[arg-type]
        assert one.level is (Level.WRONG if not value or field in ("agentid", "aes_key") else Level.GOOD)
        assert one.level is Level.GOOD or field in one.zh


def test_a_wrong_secret_is_explained_and_nothing_else_is_asked(
    look: Look, fill_in: Callable[..., None], corp: Corp
) -> None:
    fill_in(secret="wrong")
    found = look()
    assert wrong(found) == {"secret"}
    assert found["secret"].errcode == 40001 and found["secret"].page is Page.SECRET
    assert "permission" not in found
    look()
    assert corp.world.calls()["gettoken"] == 1  # trying again and again would ban the address


def test_an_address_that_is_not_trusted_is_told_with_what_wecom_saw(look: Look, corp: Corp) -> None:
    corp.app.trusted_ips = frozenset({"9.9.9.9"})
    found = look()
    assert wrong(found) == {"trusted_ip"}
    one = found["trusted_ip"]
    assert one.errcode == 60020 and one.page is Page.TRUSTED_IP
    assert "127.0.0.1" in one.zh and "127.0.0.1" in one.fix_en


def test_an_app_that_may_not_call_customer_contact_is_sent_to_the_right_page(look: Look, corp: Corp) -> None:
    corp.app.customer_contact = False
    one = look()["permission"]
    assert one.level is Level.WRONG and one.errcode == 48002 and one.page is Page.CALLABLE


def test_an_app_that_sees_nobody_is_told(look: Look, corp: Corp) -> None:
    corp.app.visible_userids = frozenset()
    found = look()
    assert {"range", "staff"} & wrong(found) and found["range"].page is Page.RANGE


def test_an_agent_id_of_another_app_is_told(look: Look, fill_in: Callable[..., None]) -> None:
    fill_in(agentid="1000999")
    assert look()["secret"].errcode == 301002


def test_members_without_customer_contact_are_named(look: Look, corp: Corp) -> None:
    corp.world.add_members([Member("wangwu", "王五", customer_contact=False)])
    found = look()
    one = found["staff_permission"]
    assert one.level is Level.HINT and one.errcode == 84074 and "王五" in one.zh
    assert wrong(found) == set()


def test_members_who_cannot_send_are_named(look: Look, corp: Corp) -> None:
    away = {2: "已禁用", 4: "未激活", 5: "已退出"}
    corp.world.add_members([Member(f"w{status}", f"王{status}", status=status) for status in away])
    one = look()["staff_inactive"]
    assert all(f"王{status}[w{status}]({word})" in one.zh for status, word in away.items())
    assert one.page is Page.PEOPLE


def test_a_frequency_limit_is_explained(look: Look, corp: Corp) -> None:
    corp.world.add_fault(Fault("externalcontact/get_corp_tag_list", "errcode", errcode=45009))
    one = look()["quotas"]
    assert one.errcode == 45009 and "自动" in one.fix_zh


def test_no_answer_is_explained_and_nothing_else_is_asked(look: Look, fill_in: Callable[..., None]) -> None:
    fill_in(base_url="http://127.0.0.1:9")
    found = look()
    assert wrong(found) == {"network"} and "permission" not in found


def test_a_crowded_tag_list_is_a_hint(look: Look, corp: Corp) -> None:
    corp.client.settings = corp.client.settings.model_copy(update={"corp_tags_max": 2})
    corp.world.seed_tags("等级", ["VIP", "老客"])
    assert look()["tags"].level is Level.HINT


def test_little_left_of_the_acquisition_links_is_a_hint(look: Look, corp: Corp) -> None:
    assert look()["acquisition"].level is Level.GOOD  # none were bought
    corp.world.buy_link_quota(19)
    assert look()["acquisition"].level is Level.HINT
    corp.world.buy_link_quota(1)
    one = look()["acquisition"]
    assert one.level is Level.GOOD and "20 of 20" in one.en


def test_archive_and_customer_service_are_told_set_up_or_not(
    look: Look, corp: Corp, fill_in: Callable[..., None]
) -> None:
    found = look()
    assert found["archive"].level is found["kf"].level is Level.GOOD
    corp.world.add_fault(Fault("msgaudit/", "errcode", errcode=301053))
    fill_in(archive_secret=corp.app.secret)
    one = look()["archive"]
    assert one.level is Level.WRONG and one.page is Page.ARCHIVE and one.errcode == 301053


def test_our_door_is_tried_from_outside(look: Look, door: str, fill_in: Callable[..., None]) -> None:
    base_url = door.removesuffix("/callbacks/wecom/golden")
    assert look(base_url)["callback_address"].level is Level.GOOD
    fill_in(public_url=base_url)
    assert look()["callback_address"].level is Level.GOOD


def test_a_door_that_does_not_answer_is_wrong(look: Look, corp: Corp) -> None:
    assert look()["callback_address"].level is Level.HINT  # nobody said where we are
    assert wrong(look("http://127.0.0.1:9")) == {"callback_address"}
    assert wrong(look(corp.url)) == {"callback_address"}  # somebody else is at home there


def test_silence_and_parked_callbacks_are_told(
    look: Look, platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    assert "No callback" in look()["callback_last"].en
    arrived = [Arrived("<xml/>", "change_external_contact/x", False)]
    platform.stores.inbox.write(lambda conn: inbox.keep(conn, scope, arrived, at_ms=clock.now_ms()))
    assert look()["callback_last"].level is Level.GOOD
    for _ in range(inbox.ATTEMPTS_MAX):
        clock.advance(DAY_MS)
        with platform.stores.inbox.reading() as conn:
            (one,) = inbox.waiting(conn, scope, clock.now_ms())
        platform.stores.inbox.write(lambda conn, one=one: inbox.put_off(conn, scope, one, "x", now_ms=clock.now_ms()))
    found = look()
    assert found["callback_last"].level is Level.HINT
    assert wrong(found) == {"callback_parked"}


@pytest.mark.parametrize("code", [60020, 48002, 84061, 45009, 84074, 40001])
def test_the_codes_everybody_meets_have_words_of_their_own_in_both_languages(code: int) -> None:
    one = refused("x", WecomRefused(code, "", {"errmsg": "from ip: 1.2.3.4, more"}))
    assert one.fix_zh != one.fix_en and str(code) in one.zh
    assert one.page is CODES[code].page


def test_every_refusal_of_a_secret_is_called_one() -> None:
    assert {refused("x", WecomRefused(code, "", {})).name for code in (40001, 40013, 40091, 41002, 41004)} == {"secret"}


def test_the_console_reads_it_in_the_callers_language(
    platform: Platform, scope: Scope, corp: Corp, fill_in: Callable[..., None]
) -> None:
    app = FastAPI()
    app.state.platform = platform
    app.state.authenticate = lambda request, brand, permission: (SimpleNamespace(), scope)
    app.state.wecom_doctor = corp.client
    app.include_router(router, prefix="/api")
    install_errors(app)
    fill_in(secret="wrong")
    with TestClient(app) as client:
        zh = client.get("/api/brands/golden/wecom/health").json()
        en = client.get("/api/brands/golden/wecom/health", headers={"Accept-Language": "en"}).json()
    assert not zh["well"] and not en["well"]
    assert zh["findings"][-1]["page"] or zh["findings"][1]["page"].startswith("企业微信后台")
    assert any(one["page"].startswith("WeCom console") for one in en["findings"])
