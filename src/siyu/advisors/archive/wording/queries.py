"""Weekly figures added up for a page, and their definition in words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from siyu.advisors.archive import schemas
from siyu.advisors.archive.contracts import ArchiveRules, Week
from siyu.kit.calendar import day_date

SUMS = ("sessions", "received", "sent", "replied", "unanswered")
WEEKDAYS_ZH, WEEKDAYS_EN = "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_DAY = 7


def by_week(found: Sequence[Week], mondays: Sequence[int]) -> list[schemas.AnswerWeekOut]:
    """This function will add up all members by week; weeks without messages are there with zeros."""
    grouped: dict[int, list[Week]] = {monday: [] for monday in mondays}
    for one in found:
        grouped.setdefault(one.monday, []).append(one)
    return [_sum(monday, rows) for monday, rows in sorted(grouped.items())]


def by_member(found: Sequence[Week], names: Mapping[str, str]) -> list[schemas.AnswerStaffOut]:
    """This function will add up all weeks by member, those with the most unanswered sessions first."""
    grouped: dict[str, list[Week]] = defaultdict(list)
    for one in found:
        grouped[one.userid].append(one)
    shown = [
        schemas.AnswerStaffOut(
            **_sum(min(one.monday for one in rows), rows).model_dump(), userid=userid, name=names.get(userid, userid)
        )
        for userid, rows in grouped.items()
    ]
    return sorted(shown, key=lambda one: (-one.unanswered, -one.sessions, one.name))


def definition(held: ArchiveRules, lang: str) -> str:
    """This function will say what the figures mean under the brand's rules."""
    hours, gap = held.hours, held.session_gap_hours
    span = f"{_clock(hours.from_minute)}–{_clock(hours.to_minute)}"
    if lang == "en":
        days = "every day" if len(hours.days) == EVERY_DAY else ", ".join(WEEKDAYS_EN[day - 1] for day in hours.days)
        return (
            f"A session begins after {gap} h of silence between an advisor and a customer and counts in the week it "
            f"begins. First reply: from the customer's first message of the session to the advisor's next one, working "
            f"hours only ({span}, {days}). Unanswered: the customer wrote and got no word before the session was over."
        )
    days = "每天" if len(hours.days) == EVERY_DAY else "周" + "、".join(WEEKDAYS_ZH[day - 1] for day in hours.days)
    return (
        f"导购与客户静默满 {gap} 小时后的第一条消息算新会话,计入开始的那一周。首次回复时长:从客户在会话中的第一条消息到导购"
        f"的下一条消息,只算上班时间({days} {span})。未回复:客户发了消息,到会话结束导购都没有回。"
    )


def _sum(monday: int, rows: Sequence[Week]) -> schemas.AnswerWeekOut:
    total = {name: sum(getattr(one, name) for one in rows) for name in SUMS}
    waited_ms = sum(one.reply_ms for one in rows)
    average = round(waited_ms / total["replied"]) if total["replied"] else None
    return schemas.AnswerWeekOut(day=str(day_date(monday)), **total, reply_ms=average)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
