"""The log: recording, remembering, the timeline, and what the sweep forgets."""

import pytest

from siyu.customers.contracts import Identity
from siyu.customers.operations import resolve
from siyu.events import tasks
from siyu.events.contracts import EventKind, NewEvent
from siyu.events.operations import record
from siyu.events.queries import BadCursor, timeline
from siyu.kit.clock import DAY_MS


def people(door, count: int) -> list[int]:
    who = [[Identity("user_id", f"u{n}")] for n in range(count)]
    core, now_ms = door.platform.stores.core, door.platform.clock.now_ms()
    return core.write(lambda conn: resolve(door.platform, conn, door.scope, who, source="test", at_ms=now_ms)).tolist()


def write(door, *events: NewEvent) -> int:
    return door.platform.stores.core.write(lambda conn: record(door.platform, conn, door.scope, events))


def read(door, customer: int, **more):
    with door.platform.stores.core.reading() as conn:
        return timeline(door.platform, conn, door.scope, customer, **more)


def test_an_event_recorded_twice_is_logged_once(door):
    [one] = people(door, 1)
    paid = NewEvent("order:A1:paid", one, 1_700_000_000_000, "Order Paid", 1299, 2, "A1", {"order_no": "A1"})
    assert write(door, paid, paid) == 1
    assert write(door, paid) == 0
    [event] = door.log()
    assert (event["value_fen"], event["quantity"], event["properties"]) == (1299, 2, '{"order_no":"A1"}')
    assert event["ref"] != 0


def test_a_sender_cannot_take_the_ids_siyu_makes_itself(door):
    door.send({"type": "track", "messageId": "order:A1:paid", "userId": "u0", "event": "E"})
    door.fold()
    [one] = people(door, 1)
    assert write(door, NewEvent("order:A1:paid", one, 1_700_000_000_000, "Order Paid", 1299)) == 1


def test_recording_nothing_is_fine(door):
    assert write(door) == 0


def test_the_timeline_is_newest_first_and_pages_without_gaps(door):
    mine, other = people(door, 2)
    # Twelve events at only four times: pages must cut between events of one time as well.
    write(door, *(NewEvent(f"e{n}", mine, 1_700_000_000_000 + n // 3, "E", n) for n in range(12)))
    write(door, NewEvent("x", other, 1_700_000_000_000, "E"))
    seen, cursor = [], None
    while True:
        page = read(door, mine, cursor=cursor, limit=5)
        seen += page.entries
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [entry.value_fen for entry in seen] == list(reversed(range(12)))


def test_the_timeline_reads_files_and_what_is_staged_alike(door):
    [one] = people(door, 1)
    write(door, NewEvent("a", one, 1_700_000_000_000, "A"))
    before = read(door, one)
    assert tasks.flush_lane(door.platform) == 1
    assert read(door, one) == before
    write(door, NewEvent("b", one, 1_700_000_000_001, "B"))
    assert [entry.name for entry in read(door, one).entries] == ["B", "A"]


def test_the_timeline_can_be_kept_to_a_kind(door):
    [one] = people(door, 1)
    names = ["Order Paid", "Message Sent", "Tag Added", "Page Viewed"]
    write(door, *(NewEvent(name, one, 1_700_000_000_000, name) for name in names))
    for kind, name in zip((EventKind.ORDER, EventKind.MESSAGE, EventKind.TAG, EventKind.EVENT), names, strict=True):
        assert [entry.name for entry in read(door, one, kinds=[kind]).entries] == [name]


@pytest.mark.parametrize("cursor", ["x", "eyJhIjoxfQ==", "WzFd", "é"])
def test_a_cursor_of_somewhere_else_is_refused(door, cursor):
    with pytest.raises(BadCursor):
        read(door, 1, cursor=cursor)


def test_the_sweep_forgets_old_ids_and_old_folded_deliveries_only(door):
    track = {"type": "track", "messageId": "m", "userId": "u1", "event": "E"}
    door.send(track)
    door.fold()
    door.platform.clock.advance(89 * DAY_MS)
    tasks.sweep(door.platform)
    door.send(track, {**track, "messageId": "n"})
    tasks.sweep(door.platform)
    assert door.fold() == 2
    assert len(door.log()) == 2
    door.platform.clock.advance(2 * DAY_MS)
    tasks.sweep(door.platform)
    door.send(track)
    door.fold()
    assert len(door.log()) == 3


def test_the_lane_folds_every_brand(door, other_door):
    door.send({"type": "track", "messageId": "m", "userId": "u1", "event": "E"})
    other_door.send({"type": "track", "messageId": "m", "userId": "u1", "event": "E"})
    assert tasks.fold_lane(door.platform) == 2
    assert tasks.fold_lane(door.platform) == 0
    assert len(other_door.log()) == 1


def test_the_trouble_of_one_brand_does_not_keep_the_others_waiting(door, other_door, monkeypatch):
    real = tasks.fold
    for one in (door, other_door):
        one.send({"type": "track", "messageId": "m", "userId": "u1", "event": "E"})

    def troubled(platform, scope):
        if scope == door.scope:
            raise RuntimeError("trouble")
        return real(platform, scope)

    monkeypatch.setattr(tasks, "fold", troubled)
    with pytest.raises(RuntimeError):
        tasks.fold_lane(door.platform)
    assert len(other_door.log()) == 1
