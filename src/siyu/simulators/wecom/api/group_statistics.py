"""How groups did, per owner and per day (p92133): yesterday and back to 180 days, at most 30 days at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from siyu.simulators.wecom.api.call import Call, Endpoint, read_flag, read_int, read_object, read_texts
from siyu.simulators.wecom.api.members import need_member
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.groups import GroupChat
from siyu.simulators.wecom.state import State

DAY_S, CHINA_S = 86_400, 8 * 3_600
ORDERS = ("", "new_chat_cnt", "chat_total", "new_member_cnt", "member_total")


@dataclass(frozen=True, slots=True)
class Days:
    """This record is a span of whole days in China, as numbers of days."""

    first: int
    last: int

    @property
    def starts_ms(self) -> int:
        """Return when the first day begins."""
        return (self.first * DAY_S - CHINA_S) * 1000

    @property
    def ends_ms(self) -> int:
        """Return when the day after the last begins."""
        return ((self.last + 1) * DAY_S - CHINA_S) * 1000


def statistic(state: State, call: Call) -> Json:
    """Return one row per owner over the whole span, sorted and cut by offset."""
    body = call.body
    days, owners = _read(state, call)
    key = ORDERS[read_int(body, "order_by", default=1, end=len(ORDERS)) or 1]
    limit = read_int(body, "limit", default=state.limits.statistic_page_default, end=state.limits.group_page_max + 1)
    offset = read_int(body, "offset")
    rows: list[Json] = [{"owner": owner, "data": _data(_groups_of(state, [owner]), days)} for owner in owners]
    rows.sort(key=lambda row: row["data"][key], reverse=not read_flag(body, "order_asc", default=False))
    page = rows[offset : offset + limit]
    return {"total": len(rows), "next_offset": offset + len(page), "items": page}


def statistic_group_by_day(state: State, call: Call) -> Json:
    """Return one row per day over all the owners together."""
    days, owners = _read(state, call)
    chats = _groups_of(state, owners)
    spans = [Days(day, day) for day in range(days.first, days.last + 1)]
    return {"items": [{"stat_time": span.starts_ms // 1000, "data": _data(chats, span)} for span in spans]}


def _read(state: State, call: Call) -> tuple[Days, list[str]]:
    body, limits = call.body, state.limits
    owners = read_texts(read_object(body, "owner_filter"), "userid_list", count_max=limits.group_owners_max)
    if not owners:
        raise VendorError(40063, "owner_filter.userid_list")
    for owner in owners:
        need_member(state, call, owner)
    first = _day(read_int(body, "day_begin_time"))
    last = _day(read_int(body, "day_end_time", default=read_int(body, "day_begin_time")))
    today = _day(state.now_ms() // 1000)
    if not today - limits.statistic_back_days <= first <= last < today or last - first > limits.statistic_span_days:
        raise VendorError(40058, "day_begin_time and day_end_time")
    return Days(first, last), owners


def _day(at_s: int) -> int:
    return (at_s + CHINA_S) // DAY_S


def _groups_of(state: State, owners: Iterable[str]) -> list[GroupChat]:
    wanted = set(owners)
    return [chat for chat in state.groups.chats.values() if chat.owner in wanted]


def _data(chats: list[GroupChat], days: Days) -> Json:
    open_chats = [c for c in chats if c.created_at_ms < days.ends_ms and _lasts(c.dismissed_at_ms, days)]
    stays = [stay for chat in open_chats for stay in (*chat.members.values(), *chat.past)]
    said = {(c.chat_id, *key): n for c in open_chats for key, n in c.said.items() if days.first <= key[0] <= days.last}
    return {
        "new_chat_cnt": sum(days.starts_ms <= c.created_at_ms for c in open_chats),
        "chat_total": len(open_chats),
        "chat_has_msg": len({key[0] for key in said}),
        "new_member_cnt": sum(days.starts_ms <= stay.joined_at_ms < days.ends_ms for stay in stays),
        "member_total": sum(s.joined_at_ms < days.ends_ms and _lasts(s.left_at_ms, days) for s in stays),
        "member_has_msg": len({(key[0], key[2]) for key in said}),
        "msg_total": sum(said.values()),
        "migrate_trainee_chat_cnt": 0,
    }


def _lasts(ended_at_ms: int | None, days: Days) -> bool:
    return ended_at_ms is None or ended_at_ms >= days.ends_ms


ENDPOINTS = (
    Endpoint("externalcontact/groupchat/statistic", statistic, {"total": 0, "next_offset": 0, "items": []}),
    Endpoint("externalcontact/groupchat/statistic_group_by_day", statistic_group_by_day, {"items": []}),
)
