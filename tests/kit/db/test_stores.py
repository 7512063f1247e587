import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from siyu.kit.db.schema import kit_table
from siyu.kit.db.sequence import last, take
from siyu.kit.db.stores import StoreClosed, StoreFull, Stores, UnknownDatabase, is_writing, open_stores

table = kit_table("core", "sequence")


def add(name: str) -> Callable[[Connection], None]:
    return lambda conn: conn.execute(sa.insert(table).values(name=name, next=1)) and None


def names(stores: Stores) -> set[str]:
    with stores.core.reading() as conn:
        return set(conn.execute(sa.select(table.c.name)).scalars())


def held_open(stores: Stores) -> tuple[threading.Event, threading.Thread]:
    """This function will occupy the SQLite writer until the event is set, so that others queue up behind it."""
    go, inside = threading.Event(), threading.Event()

    def wait(_conn: Connection) -> None:
        inside.set()
        go.wait(30)

    thread = threading.Thread(target=lambda: stores.core.write(wait))
    thread.start()
    assert inside.wait(30)
    return go, thread


def queued(stores: Stores, works: list[Callable[[Connection], object]]) -> list[object]:
    """This function will run `works` from a thread each, in one group on SQLite; returns results or errors in order."""
    outcomes: list[object] = [None] * len(works)
    go, holder = held_open(stores)

    def run(place: int) -> None:
        try:
            outcomes[place] = stores.core.write(works[place])
        except BaseException as error:
            outcomes[place] = error

    threads = []
    for place in range(len(works)):
        before = stores.core._group._queue.qsize()
        threads.append(threading.Thread(target=run, args=(place,)))
        threads[-1].start()
        while stores.core._group._queue.qsize() == before:  # keep the order of the list
            threading.Event().wait(0.001)
    go.set()
    for thread in [holder, *threads]:
        thread.join(30)
    return outcomes


@pytest.fixture
def sqlite_stores(tmp_path: Path):
    opened = open_stores(f"sqlite:///{tmp_path / 'db'}")
    opened.core.write(lambda conn: table.create(conn))
    yield opened
    opened.close()


def test_writes_of_many_threads_are_all_kept_and_none_twice(stores):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: stores.core.write(add(f"n{n}")), range(200)))
    assert names(stores) == {f"n{n}" for n in range(200)}


def test_a_failing_work_undoes_only_its_own_changes(stores):
    def broken(conn: Connection) -> None:
        add("broken")(conn)
        raise KeyError("no")

    stores.core.write(add("before"))
    with pytest.raises(KeyError):
        stores.core.write(broken)
    stores.core.write(add("after"))
    assert names(stores) == {"before", "after"}


def test_a_group_keeps_the_good_works_around_a_failing_one(sqlite_stores):
    def broken(conn: Connection) -> None:
        add("broken")(conn)
        raise KeyError("no")

    outcomes = queued(sqlite_stores, [add("a"), broken, add("a"), add("b")])
    assert [type(one).__name__ for one in outcomes] == ["NoneType", "KeyError", "IntegrityError", "NoneType"]
    assert names(sqlite_stores) == {"a", "b"}


def test_even_an_exit_inside_a_work_leaves_the_writer_alive(sqlite_stores):
    def leave(_conn: Connection) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        sqlite_stores.core.write(leave)
    sqlite_stores.core.write(add("alive"))
    assert names(sqlite_stores) == {"alive"}


def test_a_commit_that_fails_fails_every_work_of_its_group(sqlite_stores):
    def fail_commit(_conn: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    sa.event.listen(sqlite_stores.core.engine, "commit", fail_commit)
    outcomes = queued(sqlite_stores, [add("a"), add("b")])
    sa.event.remove(sqlite_stores.core.engine, "commit", fail_commit)
    assert [type(one) for one in outcomes] == [OperationalError] * 2
    assert names(sqlite_stores) == set()
    sqlite_stores.core.write(add("c"))
    assert names(sqlite_stores) == {"c"}


def fill(conn: Connection) -> None:
    pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    add("x" * 1_000_000)(conn)


def test_a_full_disk_says_so_and_loses_nothing_that_was_acknowledged(sqlite_stores):
    sqlite_stores.core.write(add("before"))
    outcomes = queued(sqlite_stores, [add("a"), fill, add("b")])
    assert isinstance(outcomes[1], StoreFull)
    acknowledged = {name for name, outcome in zip(("a", "", "b"), outcomes, strict=True) if outcome is None}
    assert names(sqlite_stores) == {"before"} | acknowledged
    sqlite_stores.core.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 100000").scalar())
    sqlite_stores.core.write(add("after"))
    assert "after" in names(sqlite_stores)


def test_when_sqlite_gives_up_the_transaction_the_whole_group_is_told(sqlite_stores):
    def give_up(conn: Connection) -> None:
        conn.connection.dbapi_connection.rollback()  # as SQLITE_FULL and SQLITE_IOERR may do
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    outcomes = queued(sqlite_stores, [add("a"), give_up, add("b")])
    assert [type(one) for one in outcomes[:2]] == [StoreFull, StoreFull]
    assert names(sqlite_stores) == ({"b"} if outcomes[2] is None else set())


def test_closing_answers_everybody_who_is_queued_and_refuses_newcomers(sqlite_stores):
    go, holder = held_open(sqlite_stores)
    outcomes: list[object] = []

    def late() -> None:
        try:
            outcomes.append(sqlite_stores.core.write(add("late")))
        except StoreClosed as error:
            outcomes.append(error)

    threads = [threading.Thread(target=late), threading.Thread(target=sqlite_stores.core.close)]
    for thread in threads:
        thread.start()
    threading.Timer(0.05, go.set).start()
    for thread in [holder, *threads]:
        thread.join(30)
        assert not thread.is_alive()
    assert len(outcomes) == 1
    with pytest.raises(StoreClosed):
        sqlite_stores.core.write(add("too late"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_store_that_cannot_be_opened_answers_instead_of_hanging(tmp_path):
    folder = tmp_path / "db"
    (folder / "core.db").mkdir(parents=True)
    broken = open_stores(f"sqlite:///{folder}")
    with pytest.raises(StoreClosed):
        broken.core.write(add("x"))
    broken.close()


def test_a_write_inside_a_write_of_the_same_store_is_refused(sqlite_stores):
    with pytest.raises(RuntimeError, match="another write"):
        sqlite_stores.core.write(lambda _conn: sqlite_stores.core.write(add("x")))


def test_the_end_of_the_process_keeps_what_was_acknowledged(tmp_path):
    url = f"sqlite:///{tmp_path / 'db'}"
    first = open_stores(url)
    first.core.write(lambda conn: table.create(conn))
    first.core.write(add("kept"))
    second = open_stores(url)  # while the first still has everything open
    assert names(second) == {"kept"}
    first.close()
    second.close()


def test_counters_are_seen_in_the_order_of_commits(stores):
    """Whoever sees n has seen everything below n, whatever order the takers finish in."""
    seen: list[list[int]] = []
    done = threading.Event()

    def take_one(n: int) -> None:
        def work(conn: Connection) -> None:
            number = take(conn, "seen")
            conn.execute(sa.insert(table).values(name=f"row:{number:06}", next=number))

        stores.core.write(work)

    def watch() -> None:
        while not done.is_set():
            with stores.core.reading() as conn:
                rows = conn.execute(sa.select(table.c.next).where(table.c.name.startswith("row:"))).scalars()
                seen.append(sorted(int(one) for one in rows))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take_one, range(60)))
    done.set()
    watcher.join(30)
    assert all(rows == list(range(1, len(rows) + 1)) for rows in seen)


def test_numbers_taken_in_an_undone_write_are_taken_again(stores):
    def broken(conn: Connection) -> None:
        take(conn, "counter", 5)
        raise KeyError("no")

    with pytest.raises(KeyError):
        stores.core.write(broken)
    assert stores.core.write(lambda conn: take(conn, "counter", 3)) == 1
    assert stores.core.write(lambda conn: take(conn, "counter")) == 4
    with stores.core.reading() as conn:
        assert (last(conn, "counter"), last(conn, "never")) == (4, 0)


def test_nobody_takes_no_numbers_or_too_many(stores):
    for count in (0, -1, 1 << 40):
        with pytest.raises(ValueError, match="cannot take"):
            stores.core.write(lambda conn, count=count: take(conn, "counter", count))


def test_a_reader_sees_one_state_from_its_first_statement_to_its_last(stores):
    with stores.core.reading() as conn:
        before = conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        stores.core.write(add("meanwhile"))
        assert conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == before
    assert "meanwhile" in names(stores)


def test_reads_and_writes_can_be_told_apart(stores):
    with stores.core.reading() as conn:
        assert not is_writing(conn)
    assert stores.core.write(is_writing)


def test_a_deadlock_on_postgresql_is_tried_again_until_both_have_written(stores):
    if stores.core.dialect != "postgresql":
        pytest.skip("SQLite has one writer, so two writes cannot wait for each other")
    stores.core.write(lambda conn: [add(name)(conn) for name in ("one", "two")])
    met = threading.Barrier(2)
    first_try = threading.local()

    def crossing(order: tuple[str, str]) -> Callable[[Connection], None]:
        def work(conn: Connection) -> None:
            for place, name in enumerate(order):
                conn.execute(sa.update(table).where(table.c.name == name).values(next=table.c.next + 1))
                if place == 0 and not getattr(first_try, "over", False):
                    first_try.over = True
                    met.wait(10)

        return work

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda order: stores.core.write(crossing(order)), [("one", "two"), ("two", "one")]))
    with stores.core.reading() as conn:
        assert conn.execute(sa.select(table.c.next).where(table.c.name.in_(["one", "two"]))).scalars().all() == [3, 3]


def test_an_error_that_is_no_clash_is_not_tried_again(stores):
    tries = []

    def work(conn: Connection) -> None:
        tries.append(1)
        conn.exec_driver_sql("SELECT * FROM nowhere")

    with pytest.raises(DBAPIError):
        stores.core.write(work)
    assert len(tries) == 1


def test_an_address_of_another_kind_is_refused_without_its_password():
    with pytest.raises(UnknownDatabase) as error:
        open_stores("mysql://root:secret@host/db")
    assert "secret" not in str(error.value) and "host/db" in error.value.detail("zh")
