import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_SIZE
from siyu.kit.lake import files as module
from siyu.kit.lake.log import Lake
from siyu.kit.lake.rows import Event, LakeMoved, ref_digest

BRAND, OTHER = Scope(1), Scope(2)
JAN = 1_735_689_600_000


class Crash(Exception):
    pass


def append(platform, *events: Event, scope: Scope = BRAND) -> None:
    platform.stores.core.write(lambda conn: platform.lake.append(conn, scope, list(events)))


def event(customer_id: int, days: int = 0, name: str = "Visit", **more) -> Event:
    return Event(customer_id, JAN + days * DAY_MS, name, **more)


def rows(platform, scope: Scope = BRAND, lake: Lake | None = None, **limits) -> list[tuple[int, int]]:
    sql = "SELECT customer_id, at_ms FROM events ORDER BY ALL"
    with platform.stores.core.reading() as conn:
        answer = (lake or platform.lake).query(conn, scope, sql, **limits).to_pylist()
    return [(row["customer_id"], (row["at_ms"] - JAN) // DAY_MS) for row in answer]


def flush(platform, scope: Scope = BRAND) -> int:
    return platform.lake.flush(platform.stores.core, scope)


def compact(platform, scope: Scope = BRAND) -> int:
    return platform.lake.compact(platform.stores.core, scope)


def test_an_event_is_seen_from_its_commit_on_staged_and_flushed_alike(platform):
    append(platform, event(1), event(2, 40, value_fen=5, quantity=1, ref="O1", properties='{"a":1}'))
    before = rows(platform)
    assert flush(platform) == 2 and flush(platform) == 0
    assert rows(platform) == before == [(1, 0), (2, 40)]
    with platform.stores.core.reading() as conn:
        (kept,) = platform.lake.query(conn, BRAND, "SELECT * FROM events WHERE customer_id = 2").to_pylist()
    assert (kept["value_fen"], kept["ref"], kept["properties"]) == (5, ref_digest("O1"), '{"a":1}')


def test_brands_see_only_their_own_log(platform):
    append(platform, event(1))
    append(platform, event(2), scope=OTHER)
    assert (rows(platform), rows(platform, OTHER)) == ([(1, 0)], [(2, 0)])
    flush(platform)
    assert (rows(platform), rows(platform, OTHER)) == ([(1, 0)], [(2, 0)])


def test_a_shard_and_a_span_of_time_are_all_that_is_read(platform):
    append(platform, event(1), event(SHARD_SIZE + 1, 1), event(1, 31), event(2, 62))
    for _ in range(2):
        assert rows(platform, shard=1) == [(SHARD_SIZE + 1, 1)]
        assert rows(platform, from_ms=JAN + DAY_MS, to_ms=JAN + 62 * DAY_MS) == [(1, 31), (SHARD_SIZE + 1, 1)]
        assert rows(platform, from_ms=JAN + 62 * DAY_MS) == [(2, 62)]
        flush(platform)


def test_a_crash_after_the_files_were_written_repeats_nothing(platform, monkeypatch, tmp_path):
    append(platform, event(1), event(2))
    with monkeypatch.context() as broken, pytest.raises(Crash):
        broken.setattr(platform.stores.core.__class__, "write", lambda *_: (_ for _ in ()).throw(Crash))
        flush(platform)
    assert list((tmp_path / "lake").rglob("*.parquet"))
    assert rows(platform) == [(1, 0), (2, 0)]
    append(platform, event(3))
    assert flush(platform) == 3
    assert rows(platform) == [(1, 0), (2, 0), (3, 0)]


def test_a_second_flush_of_the_same_rows_changes_nothing(platform, monkeypatch):
    append(platform, event(1))
    seen = []
    real = module._batches_to_flush

    def overtaken(conn, scope):
        found = real(conn, scope)
        if not seen:  # the other worker flushes these rows and one more while this one is still writing its files
            seen.append(1)
            append(platform, event(2))
            flush(platform)
        return found

    monkeypatch.setattr(module, "_batches_to_flush", overtaken)
    with pytest.raises(LakeMoved):
        flush(platform)
    assert rows(platform) == [(1, 0), (2, 0)]


def many_files(platform, number: int = 7) -> None:
    for one in range(number):
        append(platform, event(one + 1))
        flush(platform)


def parquets(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "lake").rglob("*.parquet"))


def later(tmp_path: Path) -> None:
    """This function will make the marks of unregistered files eleven minutes old."""
    for mark in (tmp_path / "lake").rglob("*.gone"):
        old = mark.stat().st_mtime - 11 * 60
        os.utime(mark, (old, old))


def test_crowded_months_become_one_file_with_the_same_rows(platform, tmp_path):
    many_files(platform)
    before = rows(platform)
    assert compact(platform) == 1 and compact(platform) == 0
    assert rows(platform) == before and len(before) == 7
    assert len(parquets(tmp_path)) == 8  # the replaced ones are still there for running queries
    later(tmp_path)
    compact(platform)
    assert len(parquets(tmp_path)) == 1 and rows(platform) == before
    assert not list((tmp_path / "lake").rglob("*.gone"))


def test_a_reader_that_listed_its_files_before_a_compaction_still_gets_them(platform):
    many_files(platform)
    with platform.stores.core.reading() as conn, platform.lake.session(conn, BRAND) as db:
        compact(platform)
        compact(platform)
        assert db.sql("SELECT count(*) FROM events").fetchall() == [(7,)]


@pytest.mark.parametrize("step", ["_settle", "write"])
def test_a_compaction_that_crashes_can_be_done_again(platform, monkeypatch, tmp_path, step):
    many_files(platform)
    with monkeypatch.context() as broken, pytest.raises(Crash):
        owner = module if step == "_settle" else platform.stores.core.__class__
        broken.setattr(owner, step, lambda *_: (_ for _ in ()).throw(Crash))
        compact(platform)
    assert len(rows(platform)) == 7
    assert compact(platform) == 1
    later(tmp_path)
    compact(platform)
    assert len(rows(platform)) == 7 and len(parquets(tmp_path)) == 1
    assert not list((tmp_path / "lake").rglob("*.tmp"))


def test_two_compactions_at_once_register_the_rows_once(platform, monkeypatch):
    many_files(platform)
    real = module._settle
    calls = []

    def overtaken(temporary, target) -> None:
        real(temporary, target)
        if not calls:
            calls.append(1)
            compact(platform)

    monkeypatch.setattr(module, "_settle", overtaken)
    with pytest.raises(LakeMoved):
        compact(platform)
    assert len(rows(platform)) == 7


def test_readers_see_every_row_once_while_rows_are_flushed_and_merged(platform):
    done, answers, failures = threading.Event(), [], []

    def read() -> None:
        while not done.is_set():
            try:
                answers.append(rows(platform))
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    many_files(platform, 9)
    compact(platform)
    done.set()
    reader.join(60)
    assert failures == []
    assert all(answer == [(n + 1, 0) for n in range(len(answer))] for answer in answers)
    assert [len(answer) for answer in answers] == sorted(len(answer) for answer in answers)


def test_names_made_in_an_undone_write_are_made_anew(platform):
    def undone(conn) -> None:
        platform.lake.append(conn, BRAND, [event(1, name="Lost")])
        platform.lake.query(conn, BRAND, "SELECT count(*) FROM events")
        assert platform.lake.codes(conn, BRAND, ["Lost"])
        raise Crash

    with pytest.raises(Crash):
        platform.stores.core.write(undone)
    append(platform, event(1, name="Kept"))
    append(platform, event(2, name="Lost"))
    with platform.stores.core.reading() as conn:
        names = platform.lake.names(conn, BRAND)
        answer = platform.lake.query(conn, BRAND, "SELECT customer_id, event FROM events ORDER BY 1").to_pylist()
    assert [names[row["event"]] for row in answer] == ["Kept", "Lost"]


def test_two_writers_may_meet_a_new_name_at_once(platform):
    threads = [
        threading.Thread(target=lambda n=n: append(platform, event(n, name=f"New {n % 3}"))) for n in range(1, 13)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with platform.stores.core.reading() as conn:
        assert sorted(platform.lake.names(conn, BRAND).values()) == ["New 0", "New 1", "New 2"]
    assert len(rows(platform)) == 12


def test_numbers_of_the_log_are_unique_and_version_grows(platform):
    with platform.stores.core.reading() as conn:
        first = platform.lake.version(conn, BRAND)
    append(platform, event(1), event(2))
    append(platform, event(3))
    with platform.stores.core.reading() as conn:
        seqs = platform.lake.query(conn, BRAND, "SELECT seq FROM events ORDER BY seq").to_pylist()
        assert platform.lake.version(conn, BRAND) > first
    assert [row["seq"] for row in seqs] == [1, 2, 3]


def test_a_moment_far_from_today_does_not_stop_the_flush(platform):
    append(platform, Event(1, 253_402_300_799_000, "Visit"), Event(2, -62_135_596_800_000, "Visit"))
    assert flush(platform) == 2
    assert len(rows(platform)) == 2


def test_a_folder_with_a_quote_in_its_name_works(platform, tmp_path):
    odd = Lake(tmp_path / "Ann's lake")
    for n in range(7):
        platform.stores.core.write(lambda conn, n=n: odd.append(conn, BRAND, [event(n)]))
        odd.flush(platform.stores.core, BRAND)
    odd.compact(platform.stores.core, BRAND)
    assert len(rows(platform, lake=odd)) == 7


def test_what_one_question_makes_is_not_seen_by_the_next(platform):
    append(platform, event(1))
    with (
        platform.stores.core.reading() as conn,
        platform.lake.session(conn, BRAND) as first,
        platform.lake.session(conn, OTHER) as second,
    ):
        first.execute("CREATE TEMP TABLE mine AS SELECT * FROM events")
        assert first.sql("SELECT count(*) FROM mine").fetchall() == [(1,)]
        assert second.sql("SELECT count(*) FROM events").fetchall() == [(0,)]
        with pytest.raises(duckdb.CatalogException):
            second.sql("SELECT * FROM mine")


def test_questions_asked_at_once_each_get_their_own_answer(platform):
    for shard in range(4):
        append(platform, *[event(shard * SHARD_SIZE + n) for n in range(shard + 1)])
    flush(platform)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: len(rows(platform, shard=n % 4)), range(40)))
    assert answers == [n % 4 + 1 for n in range(40)]


def test_a_closed_lake_opens_again_when_asked(platform):
    append(platform, event(1))
    assert len(rows(platform)) == 1
    platform.lake.close()
    assert len(rows(platform)) == 1
