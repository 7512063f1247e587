"""Over random histories WeCom is told exactly as often as the answer changes, and always holds the right answer."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.acquisition.live_codes.contracts import CodeSettings, Hours, LiveCode, Load, Rules
from siyu.acquisition.live_codes.operations import close_code, switch_staff
from siyu.kit.clock import MINUTE_MS
from tests.acquisition import oracle
from tests.acquisition.conftest import NAMES, Shop
from tests.acquisition.strategies import DEFAULT, STAFF, STAND_INS, rules

DEEDS = st.sampled_from(["wait", "wait", "scan", "scan", "scan", "lose", "switch"])
HISTORIES = st.lists(st.tuples(DEEDS, st.integers(1, 400), st.integers(0, 99)), min_size=3, max_size=12)


class Told:
    """What the oracle has seen of a history, and how often the answer changed."""

    def __init__(self, code: Rules, at_ms: int, friends: dict[int, int]) -> None:
        self.rules, self.friends, self.last = code, friends, None
        self.days: dict[tuple[object, int], int] = {}
        self.changes = 0
        self.now = self.answer(at_ms)

    def answer(self, at_ms: int) -> tuple[list[int], bool]:
        today = oracle.local(at_ms, self.rules.zone).date()
        counts = {staff_id: count for (day, staff_id), count in self.days.items() if day == today}
        return oracle.people_at(self.rules, at_ms, Load(counts, self.friends, self.last))

    def look(self, at_ms: int) -> None:
        found = self.answer(at_ms)
        self.changes += found != self.now
        self.now = found

    def served(self, staff_id: int, at_ms: int) -> None:
        day = oracle.local(at_ms, self.rules.zone).date()
        self.days[day, staff_id] = self.days.get((day, staff_id), 0) + 1
        self.friends[staff_id] = self.friends.get(staff_id, 0) + 1
        self.last = staff_id


def with_ids(code: Rules, ids: dict[int, int]) -> Rules:
    def hours(one: Hours) -> Hours:
        return replace(one, staff_ids=tuple(ids[staff_id] for staff_id in one.staff_ids if staff_id in ids))

    shifts = [replace(one, hours=hours(one.hours)) for one in code.shifts]
    specials = [
        replace(one, hours=tuple(h for h in map(hours, one.hours) if h.staff_ids)) for one in code.special_dates
    ]
    return replace(
        code,
        seats=tuple(replace(one, staff_id=ids[one.staff_id]) for one in code.seats),
        backups=tuple(replace(one, staff_id=ids[one.staff_id]) for one in code.backups),
        default_staff_id=ids[code.default_staff_id],
        shifts=tuple(one for one in shifts if one.hours.staff_ids),
        special_dates=tuple(specials),
    )


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(drawn=rules(days_ahead=5), history=HISTORIES)
def test_calls_equal_the_changes_of_the_answer(shop: Shop, drawn: Rules, history: list[tuple[str, int, int]]) -> None:
    seats = {seat.staff_id for seat in drawn.seats}
    people = dict(zip((*STAFF, *STAND_INS, DEFAULT), NAMES, strict=True))
    ids = {one: shop.staff[name] for one, name in people.items()}
    code = with_ids(drawn, {one: ids[one] for one in ids if one in seats or one not in STAFF})
    stored = shop.code(CodeSettings("随机", code))
    begun = shop.updates()
    told = Told(code, shop.clock.now_ms(), friends_now(shop))
    try:
        live(shop, told, stored, history)
        assert shop.updates() - begun == told.changes
    finally:  # an older code's changes must not be counted with the next one's
        now_ms = shop.clock.now_ms()
        shop.platform.stores.core.write(lambda conn: close_code(conn, shop.scope, stored.id, at_ms=now_ms))
        shop.settle()


def live(shop: Shop, told: Told, stored: LiveCode, history: list[tuple[str, int, int]]) -> None:
    for deed, minutes, pick in history:
        pass_time(shop, told, stored.id, minutes)
        act(shop, told, stored.id, deed, pick)
        shop.settle()
        told.look(shop.clock.now_ms())
        held = shop.world.state.ways[stored.placements[0].config_id].fields
        userids = sorted(name for name, staff_id in shop.staff.items() if staff_id in told.now[0])
        assert (sorted(held["user"]), held["skip_verify"]) == (userids, told.now[1])


def pass_time(shop: Shop, told: Told, code_id: int, minutes: int) -> None:
    """Time goes by: the product wakes when it said it would, the oracle looks every minute."""
    until = shop.clock.now_ms() + minutes * MINUTE_MS
    for moment in range(shop.clock.now_ms() + MINUTE_MS, until + 1, MINUTE_MS):
        told.look(moment)
    while (due := shop.read(code_id).due_at_ms) is not None and due <= until:
        shop.clock.set_ms(max(due, shop.clock.now_ms()))
        shop.settle()
    shop.clock.set_ms(until)
    shop.settle()


def act(shop: Shop, told: Told, code_id: int, deed: str, pick: int) -> None:
    now_ms = shop.clock.now_ms()
    if deed == "scan":
        told.served(shop.staff[shop.scan(shop.read(code_id))], now_ms)
    elif deed == "lose" and shop.friends:
        userid, external = shop.friends.pop(pick % len(shop.friends))
        shop.lose(userid, external)
        told.friends[shop.staff[userid]] -= 1
    elif deed == "switch":
        seat = told.rules.seats[pick % len(told.rules.seats)]
        told.rules = replace(
            told.rules, seats=tuple(replace(one, on=not one.on) if one == seat else one for one in told.rules.seats)
        )
        shop.platform.stores.core.write(
            lambda conn: switch_staff(conn, shop.scope, code_id, seat.staff_id, on=not seat.on, at_ms=now_ms)
        )


def friends_now(shop: Shop) -> dict[int, int]:
    counts: dict[int, int] = {}
    for userid, _ in shop.friends:
        counts[shop.staff[userid]] = counts.get(shop.staff[userid], 0) + 1
    return counts
