"""A slow second reading of a live code's rules: one minute at a time, lists and loops, nothing shared with the product."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from siyu.acquisition.live_codes.contracts import Load, Rules

MINUTE = timedelta(minutes=1)


def local(at_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone))


def people_at(rules: Rules, at_ms: int, load: Load) -> tuple[list[int], bool]:
    """Who is behind the code, and whether it accepts at once."""
    wall = local(at_ms, rules.zone)
    able = []
    for seat in rules.seats:
        full = seat.per_day_max is not None and load.today.get(seat.staff_id, 0) >= seat.per_day_max
        if seat.on and not full and works(rules, seat.staff_id, wall):
            able.append(seat)
    accept = any(inside(wall, window.from_minute, window.until_minute) for window in rules.auto_accept)
    if not able:
        standing_in = [one.staff_id for one in rules.backups if one.on]
        return sorted(standing_in or [rules.default_staff_id]), accept
    if rules.rotation == "together":
        return sorted(seat.staff_id for seat in able), accept
    if rules.rotation == "sequence":
        return [after(rules, [seat.staff_id for seat in able], load.last_staff_id)], accept
    best = able[0]
    for seat in able[1:]:
        mine, theirs = load.today.get(seat.staff_id, 0), load.today.get(best.staff_id, 0)
        if rules.rotation == "weight":
            # Who would stand lowest against their share with half of the next friend counted.
            better = (mine + 0.5) * best.weight < (theirs + 0.5) * seat.weight
        else:
            mine_all, theirs_all = load.friends.get(seat.staff_id, 0), load.friends.get(best.staff_id, 0)
            better = mine_all < theirs_all or (mine_all == theirs_all and mine < theirs)
        if better:
            best = seat
    return [best.staff_id], accept


def works(rules: Rules, staff_id: int, wall: datetime) -> bool:
    for back in (0, 1):
        begun = wall.date() - timedelta(days=back)
        for start, end, people in ranges(rules, begun):
            minute = wall.hour * 60 + wall.minute + 1440 * back
            length = end - start if end > start else end - start + 1440
            if staff_id in people and start <= minute < start + length:
                return True
    return False


def ranges(rules: Rules, day) -> list[tuple[int, int, tuple[int, ...]]]:
    special = [one for one in rules.special_dates if one.date == str(day)]
    if special:
        hours = list(special[0].hours)
    elif rules.shifts:
        hours = [shift.hours for shift in rules.shifts if day.isoweekday() - 1 in shift.days]
    else:
        return [(0, 1440, tuple(seat.staff_id for seat in rules.seats))]
    return [(one.from_minute, one.until_minute, one.staff_ids) for one in hours]


def inside(wall: datetime, start: int, end: int) -> bool:
    minute = wall.hour * 60 + wall.minute
    return start <= minute < end if end > start else minute >= start or minute < end


def after(rules: Rules, able: list[int], last: int | None) -> int:
    line = [seat.staff_id for seat in rules.seats]
    begin = line.index(last) + 1 if last in line else 0
    return next(one for one in line[begin:] + line[:begin] if one in able)


def minutes(from_ms: int, until_ms: int) -> Iterator[int]:
    yield from range(from_ms, until_ms, 60_000)
