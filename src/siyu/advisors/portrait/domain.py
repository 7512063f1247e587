"""Pure rules of the portrait: a customer's stage, the reason to speak now, the sentence that says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from siyu.advisors.contracts import FollowUp, Reason, Why
from siyu.content.contracts import Stage
from siyu.kit.clock import DAY_MS, local_date
from siyu.kit.plural import counted
from siyu.orders.contracts import CustomerValue

NEW_FRIEND_DAYS = 7
SLEEPING_DAYS = 90
LOYAL_ORDERS = 5
BIRTHDAY_WITHIN_DAYS = 7
GREET_WITHIN_DAYS = 3
CARE_FROM_DAYS, CARE_UNTIL_DAYS = 3, 14
SENTENCES: Mapping[Why, tuple[str, str]] = {
    Why.OVERDUE: ("跟进已逾期 {days} 天:{text}", "Follow-up overdue by {days}: {text}"),
    Why.DUE_TODAY: ("今天要跟进:{text}", "To follow up today: {text}"),
    Why.TASK: ("有一条群发等你在企业微信里点发送:{text}", "A message waits for your tap in WeCom: {text}"),
    Why.BIRTHDAY: ("{days} 天后生日,提前送上祝福", "Birthday in {days}: congratulate in time"),
    Why.NEW_FRIEND: ("{days} 天前刚加好友,打个招呼", "Became a friend {days} ago: say hello"),
    Why.AFTER_ORDER: ("{days} 天前下单,问问用得怎么样", "Ordered {days} ago: ask how it is"),
    Why.SLEEPING: ("已经 {days} 天没来买了,关心一下", "Has not bought for {days}: get in touch"),
    Why.NOTHING: ("最近没有要紧的事,保持联系", "Nothing pressing: keep in touch"),
}
TODAY_SENTENCES: Mapping[Why, tuple[str, str]] = {
    Why.OVERDUE: ("跟进已到时间:{text}", "The follow-up was due: {text}"),
    Why.BIRTHDAY: ("今天生日,送上祝福", "Birthday today: congratulate"),
    Why.NEW_FRIEND: ("今天刚加好友,打个招呼", "Became a friend today: say hello"),
}
TEXT_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """What the reason of the moment is worked out from. `friend_since_ms`: of the advisor asking, 0 when unknown."""

    now_ms: int
    zone: str
    value: CustomerValue
    friend_since_ms: int
    birthday: object
    follow_ups: Sequence[FollowUp]
    tasks: Sequence[str]


def stage_of(value: CustomerValue, friend_since_ms: int, now_ms: int) -> Stage:
    """This function will return where a customer stands: by orders paid, how long ago, and how new the friendship is."""
    if not value.orders:
        is_new = friend_since_ms and now_ms - friend_since_ms < NEW_FRIEND_DAYS * DAY_MS
        return Stage.NEW_FRIEND if is_new else Stage.CONSIDERING
    if _days_since(value.last_paid_at_ms or 0, now_ms) >= SLEEPING_DAYS:
        return Stage.SLEEPING
    if value.orders >= LOYAL_ORDERS:
        return Stage.LOYAL
    return Stage.FIRST_ORDER if value.orders == 1 else Stage.REPEAT


def reason_of(at: Moment) -> Reason:
    """This function will return the most pressing reason to speak to a customer now."""
    return _promised(at) or _occasion(at) or _bought(at) or Reason(Why.NOTHING)


def sentence(reason: Reason, lang: str) -> str:
    """This function will say a reason in Chinese ("zh") or English ("en")."""
    texts = SENTENCES if reason.days or reason.why not in TODAY_SENTENCES else TODAY_SENTENCES
    zh, en = texts[reason.why]
    text = reason.text if len(reason.text) <= TEXT_LENGTH_MAX else reason.text[:TEXT_LENGTH_MAX] + "…"
    if lang == "zh":
        return zh.format(days=reason.days, text=text)
    return en.format(days=counted(reason.days, "day"), text=text)


def days_to_birthday(birthday: object, today: date) -> int | None:
    """This function will return the days until the next birthday (29 February counts as 1 March), None when unknown."""
    try:
        born = date.fromisoformat(str(birthday)[:10])
    except ValueError:
        return None
    for year in (today.year, today.year + 1):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day >= today:
            return (day - today).days
    return None


def _promised(at: Moment) -> Reason | None:
    """This function will return what the advisor has promised, or what headquarters asks for."""
    today = local_date(at.now_ms, at.zone)
    for one in sorted(at.follow_ups, key=lambda one: one.due_at_ms):
        if one.due_at_ms <= at.now_ms:
            return Reason(Why.OVERDUE, _days_since(one.due_at_ms, at.now_ms), one.text)
        if local_date(one.due_at_ms, at.zone) == today:
            return Reason(Why.DUE_TODAY, 0, one.text)
    return Reason(Why.TASK, 0, at.tasks[0]) if at.tasks else None


def _occasion(at: Moment) -> Reason | None:
    days = days_to_birthday(at.birthday, local_date(at.now_ms, at.zone)) if at.birthday else None
    if days is not None and days <= BIRTHDAY_WITHIN_DAYS:
        return Reason(Why.BIRTHDAY, days)
    since = _days_since(at.friend_since_ms, at.now_ms)
    return Reason(Why.NEW_FRIEND, since) if at.friend_since_ms and since < GREET_WITHIN_DAYS else None


def _bought(at: Moment) -> Reason | None:
    if at.value.last_paid_at_ms is None:
        return None
    since = _days_since(at.value.last_paid_at_ms, at.now_ms)
    if CARE_FROM_DAYS <= since <= CARE_UNTIL_DAYS:
        return Reason(Why.AFTER_ORDER, since)
    return Reason(Why.SLEEPING, since) if since >= SLEEPING_DAYS else None


def _days_since(at_ms: int, now_ms: int) -> int:
    return max(0, (now_ms - at_ms) // DAY_MS)
