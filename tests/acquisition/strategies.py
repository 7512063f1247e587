"""Random live codes: shifts over midnight, special dates, caps, weights, people on and off."""

from datetime import date, timedelta

from hypothesis import strategies as st

from siyu.acquisition.live_codes.contracts import (
    Backup,
    Hours,
    Load,
    Rotation,
    Rules,
    Seat,
    Shift,
    SpecialDate,
    Window,
)

STAFF = (11, 12, 13, 14)
STAND_INS = (21, 22)
DEFAULT = 31
# Few different minutes, so that ends meet; 0 and 1440 among them.
MINUTES = (0, 1, 120, 150, 539, 540, 720, 1079, 1080, 1320, 1439)
FIRST = date(2025, 1, 1)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    begin = draw(st.sampled_from(MINUTES))
    end = draw(st.sampled_from([minute for minute in (*MINUTES[1:], 1440) if minute != begin]))
    people = draw(st.lists(st.sampled_from(STAFF), min_size=1, max_size=3, unique=True))
    return Hours(begin, end, tuple(people))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    one = draw(hours())
    return Window(one.from_minute, one.until_minute)


SEATS = st.builds(
    Seat,
    st.just(0),
    weight=st.integers(1, 4),
    per_day_max=st.none() | st.integers(0, 3),
    on=st.sampled_from([True, True, True, False]),
)
SHIFTS = st.builds(Shift, st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True).map(tuple), hours())


@st.composite
def rules(draw: st.DrawFn, zones: tuple[str, ...] = ("Asia/Shanghai",), days_ahead: int = 12) -> Rules:
    staff = draw(st.lists(st.sampled_from(STAFF), min_size=1, max_size=4, unique=True))
    seats = tuple(
        Seat(one, drawn.weight, drawn.per_day_max, drawn.on)
        for one, drawn in zip(staff, draw(st.lists(SEATS, min_size=4, max_size=4)), strict=False)
    )
    dates = draw(st.lists(st.integers(-1, days_ahead), max_size=2, unique=True))
    specials = tuple(
        SpecialDate(str(FIRST + timedelta(days=one)), tuple(draw(st.lists(hours(), max_size=2)))) for one in dates
    )
    backups = draw(st.lists(st.builds(Backup, st.sampled_from(STAND_INS), st.booleans()), max_size=2, unique_by=id_of))
    return Rules(
        seats=seats,
        default_staff_id=DEFAULT,
        rotation=draw(st.sampled_from(Rotation)),
        backups=tuple(backups),
        shifts=tuple(draw(st.lists(SHIFTS, max_size=3))),
        special_dates=specials,
        auto_accept=tuple(draw(st.lists(windows(), max_size=2))),
        zone=draw(st.sampled_from(zones)),
    )


def id_of(backup: Backup) -> int:
    return backup.staff_id


COUNTS = st.dictionaries(st.sampled_from(STAFF), st.integers(0, 5))
LOADS = st.builds(Load, COUNTS, COUNTS, st.none() | st.sampled_from((*STAFF, *STAND_INS)))
