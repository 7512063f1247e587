"""Who answers a live code, and until when by time alone. Pure: every moment is handed in.

First the people on hand: seats that are on, on duty and below their day's cap; if none, the backups that are on; if
none, the default person. Then the rotation picks among the seats on hand; backups stand in together.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from siyu.acquisition.live_codes.contracts import (
    DAY_MINUTES,
    Answer,
    Hours,
    Load,
    Reason,
    Rotation,
    Rules,
    Seat,
    Stretch,
    Window,
)
from siyu.kit.calendar import day_date, day_number, day_of, offsets
from siyu.kit.clock import from_datetime, to_datetime

# A week, one day for hours that run over midnight, and today itself: then the pattern repeats.
PATTERN_DAYS = 9
STRETCHES_MAX = 500
REMARK_LENGTH_MAX = 20
Asked = Callable[[Rules, int, Load], Answer]


def answer(rules: Rules, at_ms: int, load: Load) -> Answer:
    """This function will say who is behind the code at `at_ms` (ms UTC), given the load of that moment."""
    hand, reason = _on_hand(rules, at_ms, load)
    picked = _pick(rules, hand, load) if reason is Reason.DUTY else [seat.staff_id for seat in hand]
    return Answer(tuple(sorted(picked)), accepts(rules.auto_accept, at_ms, rules.zone), reason)


def on_hand(rules: Rules, at_ms: int, load: Load) -> Answer:
    """This function will say who may answer at `at_ms` before the rotation picks: the coloured rows of a timeline."""
    hand, reason = _on_hand(rules, at_ms, load)
    staff_ids = tuple(sorted(seat.staff_id for seat in hand))
    return Answer(staff_ids, accepts(rules.auto_accept, at_ms, rules.zone), reason)


def next_change_ms(rules: Rules, at_ms: int, load: Load, asked: Asked = answer) -> int | None:
    """This function will return when people or acceptance change by time alone after `at_ms`; None for never.

    `load` is the load at `at_ms`; counts of the day start again at local midnight.
    """
    now = asked(rules, at_ms, load)
    rested = Load({}, load.friends, load.last_staff_id)
    today = day_of(at_ms, rules.zone)
    for moment in _edges(rules, at_ms):
        then = asked(rules, moment, load if day_of(moment, rules.zone) == today else rested)
        if (then.staff_ids, then.skip_verify) != (now.staff_ids, now.skip_verify):
            return moment
    return None


def timeline(rules: Rules, from_ms: int, until_ms: int, load: Load) -> list[Stretch]:
    """This function will list the stretches between two moments, people on hand by time alone; at most 500."""
    found: list[Stretch] = []
    at_ms, today = from_ms, day_of(from_ms, rules.zone)
    while at_ms < until_ms and len(found) < STRETCHES_MAX:
        held = load if day_of(at_ms, rules.zone) == today else Load({}, load.friends, load.last_staff_id)
        end = next_change_ms(rules, at_ms, held, on_hand)
        until = until_ms if end is None else min(end, until_ms)
        found.append(Stretch(at_ms, until, on_hand(rules, at_ms, held)))
        at_ms = until
    return found


def accepts(windows: Iterable[Window], at_ms: int, zone: str) -> bool:
    """This function will say whether a new friend is accepted without asking at `at_ms`."""
    minute = _minute(at_ms, zone)
    return any(_covers_today(one, minute) or _covers_from_yesterday(one, minute) for one in windows)


def clean_nickname(nickname: str, blocked: Iterable[str]) -> str:
    """This function will return a nickname without the blocked words; of one that is nothing else "" is left."""
    for word in sorted((word for word in blocked if word), key=len, reverse=True):
        nickname = nickname.replace(word, "")
    return nickname.strip()


def _on_hand(rules: Rules, at_ms: int, load: Load) -> tuple[list[Seat], Reason]:
    duty = _on_duty(rules, at_ms)
    seats = [seat for seat in rules.seats if seat.on and seat.staff_id in duty]
    free = [seat for seat in seats if seat.per_day_max is None or load.today.get(seat.staff_id, 0) < seat.per_day_max]
    if free:
        return free, Reason.DUTY
    backups = [Seat(backup.staff_id) for backup in rules.backups if backup.on]
    if backups:
        return backups, Reason.BACKUP_FULL if seats else Reason.BACKUP_OFF
    return [Seat(rules.default_staff_id)], Reason.DEFAULT_FULL if seats else Reason.DEFAULT_OFF


def _on_duty(rules: Rules, at_ms: int) -> set[int]:
    day, minute = day_of(at_ms, rules.zone), _minute(at_ms, rules.zone)
    begun_today = (one for one in _hours_of(rules, day) if _covers_today(one, minute))
    since_yesterday = (one for one in _hours_of(rules, day - 1) if _covers_from_yesterday(one, minute))
    return {staff_id for one in (*begun_today, *since_yesterday) for staff_id in one.staff_ids}


def _hours_of(rules: Rules, day: int) -> Sequence[Hours]:
    """This function will return the hours that begin on a day (days since 1970-01-01)."""
    on = day_date(day)
    for special in rules.special_dates:
        if special.date == on.isoformat():
            return special.hours
    if not rules.shifts:
        return (Hours(0, DAY_MINUTES, tuple(seat.staff_id for seat in rules.seats)),)
    return [shift.hours for shift in rules.shifts if on.weekday() in shift.days]


def _covers_today(hours: Hours | Window, minute: int) -> bool:
    crosses = hours.until_minute <= hours.from_minute
    return hours.from_minute <= minute and (crosses or minute < hours.until_minute)


def _covers_from_yesterday(hours: Hours | Window, minute: int) -> bool:
    return hours.until_minute <= hours.from_minute and minute < hours.until_minute


def _minute(at_ms: int, zone: str) -> int:
    moment = to_datetime(at_ms, zone)
    return moment.hour * 60 + moment.minute


def _pick(rules: Rules, hand: Sequence[Seat], load: Load) -> list[int]:
    order = {seat.staff_id: place for place, seat in enumerate(rules.seats)}
    if rules.rotation is Rotation.TOGETHER:
        return [seat.staff_id for seat in hand]
    keys: dict[Rotation, Callable[[Seat], object]] = {
        Rotation.SEQUENCE: lambda seat: (order[seat.staff_id] - _turn(order, load)) % len(order),
        # Highest averages with odd divisors (Webster 1832, Sainte-Laguë 1910): shares follow the weights at any moment.
        Rotation.WEIGHT: lambda seat: (
            Fraction(2 * load.today.get(seat.staff_id, 0) + 1, seat.weight),
            order[seat.staff_id],
        ),
        Rotation.LEAST: lambda seat: (
            load.friends.get(seat.staff_id, 0),
            load.today.get(seat.staff_id, 0),
            order[seat.staff_id],
        ),
    }
    return [min(hand, key=keys[rules.rotation]).staff_id]  # type: ignore[arg-type]  # keys of one kind compare


def _turn(order: dict[int, int], load: Load) -> int:
    """This function will return the place whose turn it is: the one after who was last."""
    return order[load.last_staff_id] + 1 if load.last_staff_id in order else 0


def _edges(rules: Rules, at_ms: int) -> Iterator[int]:
    """This function will yield, ascending, every moment after `at_ms` at which the answer can change by time.

    Beyond a week the pattern repeats, so only the days around special dates can bring anything new.
    """
    today = day_of(at_ms, rules.zone)
    days = set(range(today, today + PATTERN_DAYS + 1))
    for special in rules.special_dates:
        first = day_number(date.fromisoformat(special.date))
        days |= {day for day in range(first - 1, first + 4) if day >= today}
    minutes = _minutes(rules)
    for day in sorted(days):
        yield from (moment for moment in _moments(day_date(day), minutes, rules.zone) if moment > at_ms)


def _minutes(rules: Rules) -> list[int]:
    hours = [one for special in rules.special_dates for one in special.hours]
    hours += [shift.hours for shift in rules.shifts]
    spans = [(one.from_minute, one.until_minute) for one in hours]
    spans += [(one.from_minute, one.until_minute) for one in rules.auto_accept]
    return sorted({minute % DAY_MINUTES for span in spans for minute in span} | {0})


def _moments(day: date, minutes: Sequence[int], zone: str) -> list[int]:
    """This function will return the moments of a day's wall clock, both of those that come twice, and zone changes."""
    read_in = ZoneInfo(zone)
    walls = [datetime.combine(day, time(minute // 60, minute % 60), read_in) for minute in minutes]
    begin, end = from_datetime(walls[0]), from_datetime(walls[0] + timedelta(days=1))
    changes = [moment for moment, _ in offsets(zone, day.year, day.year + 1) if begin <= moment < end]
    return sorted({from_datetime(wall.replace(fold=fold)) for wall in walls for fold in (0, 1)} | set(changes))
