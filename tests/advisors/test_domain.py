from datetime import date

import pytest

from siyu.advisors.contracts import FollowUp, FollowUpState, Reason, Why
from siyu.advisors.domain import chat_message
from siyu.advisors.portrait.domain import Moment, days_to_birthday, reason_of, sentence, stage_of
from siyu.content.contracts import Material, MaterialKind, Stage, StoredFile
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.orders.contracts import CustomerValue

NOW = 1_735_689_600_000  # 2025-01-01 08:00 in Shanghai
NO_ORDERS = CustomerValue(0, 0, None)


def bought(orders: int, days_ago: int) -> CustomerValue:
    return CustomerValue(orders, orders * 9_900, NOW - days_ago * DAY_MS)


def due(in_ms: int, text: str = "问问尺码") -> FollowUp:
    return FollowUp(1, 1, 1, text, NOW + in_ms, FollowUpState.OPEN, None, None, NOW - DAY_MS)


def moment(**fields) -> Moment:
    usual = {"value": NO_ORDERS, "friend_since_ms": 0, "birthday": None, "follow_ups": (), "tasks": ()}
    return Moment(NOW, "Asia/Shanghai", **(usual | fields))


@pytest.mark.parametrize(
    ("value", "friend_days", "stage"),
    [
        (NO_ORDERS, None, Stage.CONSIDERING),
        (NO_ORDERS, 6, Stage.NEW_FRIEND),
        (NO_ORDERS, 7, Stage.CONSIDERING),
        (bought(1, 0), 1, Stage.FIRST_ORDER),
        (bought(1, 89), None, Stage.FIRST_ORDER),
        (bought(9, 90), None, Stage.SLEEPING),
        (bought(4, 10), None, Stage.REPEAT),
        (bought(5, 10), None, Stage.LOYAL),
    ],
)
def test_a_stage_follows_from_orders_and_the_age_of_the_friendship(value, friend_days, stage):
    since = 0 if friend_days is None else NOW - friend_days * DAY_MS
    assert stage_of(value, since, NOW) is stage


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, Reason(Why.NOTHING)),
        ({"value": bought(1, 2)}, Reason(Why.NOTHING)),
        ({"value": bought(1, 3)}, Reason(Why.AFTER_ORDER, 3)),
        ({"value": bought(1, 120)}, Reason(Why.SLEEPING, 120)),
        ({"friend_since_ms": NOW - HOUR_MS}, Reason(Why.NEW_FRIEND, 0)),
        ({"birthday": "1990-01-08", "friend_since_ms": NOW - HOUR_MS}, Reason(Why.BIRTHDAY, 7)),
        ({"birthday": "1990-01-09"}, Reason(Why.NOTHING)),
        ({"birthday": "1990-01-01", "tasks": ("年货到了",)}, Reason(Why.TASK, 0, "年货到了")),
        ({"follow_ups": (due(HOUR_MS),), "tasks": ("年货到了",)}, Reason(Why.DUE_TODAY, 0, "问问尺码")),
        ({"follow_ups": (due(DAY_MS),)}, Reason(Why.NOTHING)),
        ({"follow_ups": (due(HOUR_MS), due(-2 * DAY_MS, "寄样品"))}, Reason(Why.OVERDUE, 2, "寄样品")),
    ],
)
def test_the_most_pressing_reason_is_the_one_told(fields, reason):
    assert reason_of(moment(**fields)) == reason


@pytest.mark.parametrize(
    ("born", "days"),
    [("1990-01-01", 0), ("1990-12-31", 364), ("2000-02-29", 59), ("somewhen", None), ("", None)],
)
def test_birthdays_are_counted_to_the_next_one(born, days):
    assert days_to_birthday(born, date(2025, 1, 1)) == days


def test_a_leap_day_is_kept_in_leap_years():
    assert days_to_birthday("2000-02-29", date(2028, 2, 28)) == 1


def test_every_reason_has_its_sentence_in_both_languages():
    for why in Why:
        for days in (0, 3):
            for lang in ("zh", "en"):
                assert "{" not in sentence(Reason(why, days, "x" * 100), lang)
    assert sentence(Reason(Why.BIRTHDAY, 0), "zh") == "今天生日,送上祝福"


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("text", {"text": "好"}, {"msgtype": "text", "text": {"content": "好"}}),
        (
            "link",
            {"url": "https://a.cn"},
            {"msgtype": "news", "news": {"link": "https://a.cn", "title": "题", "desc": "", "imgUrl": ""}},
        ),
        (
            "miniprogram",
            {"appid": "wx1", "page": "p", "image_url": "https://a.cn/x.png"},
            {
                "msgtype": "miniprogram",
                "miniprogram": {"appid": "wx1", "title": "题", "imgUrl": "https://a.cn/x.png", "page": "p"},
            },
        ),
        ("image", {}, {"msgtype": "image", "image": {"mediaid": "M1"}}),
        ("video", {}, {"msgtype": "video", "video": {"mediaid": "M1"}}),
        ("file", {}, {"msgtype": "file", "file": {"mediaid": "M1"}}),
    ],
)
def test_each_kind_of_material_becomes_the_message_wecom_documents(kind, body, message):
    file = StoredFile("0" * 64, "a.png", 48, "image/png") if not body else None
    held = Material(1, MaterialKind(kind), "题", "", body, file, 1, False, "", NOW, NOW)
    assert chat_message(held, "M1") == message
