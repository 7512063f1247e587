"""The stores: one URL gives three concerns (core, inbox, flow), each read by many and written in whole transactions.

On SQLite each concern is a file (WAL, synchronous FULL) with one writer thread that commits many callers' work at once
(group commit): a caller returns only when its work is on disk. On PostgreSQL each write is a transaction of its own.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from siyu.kit.db.schema import CONCERNS
from siyu.kit.errors import Invalid, Unavailable

T = TypeVar("T")
GROUP_MAX = 256
CLASHES_MAX = 8
BUSY_TIMEOUT_MS = 15_000
READERS_MAX = 16
PG_CONNECTIONS_MAX = 16


class StoreFull(Unavailable):
    """The disk of the store is full; nothing of the failed transaction was kept."""

    zh = "磁盘已满,数据没有写入,已有数据不受影响"
    en = "The disk is full: nothing of this change was written, everything stored before is safe"
    fix_zh = "请清理磁盘空间或更换数据目录(SIYU_DATA_DIR)后重试"
    fix_en = "Free some disk space or move SIYU_DATA_DIR, then try again"


class UnknownDatabase(Invalid):
    """The database URL is of a kind Siyu does not know."""

    zh = "不支持的数据库地址「{value}」"
    en = "{value!r} is not a database Siyu can use"
    fix_zh = "请使用 sqlite:///目录 或 postgresql+psycopg://用户:密码@主机/库"
    fix_en = "Use sqlite:///FOLDER or postgresql+psycopg://user:password@host/database"


class Store:
    """One concern of the operational truth."""

    def __init__(self, concern: str, reader: Engine, writer: Engine) -> None:
        self.concern = concern
        self.dialect = writer.dialect.name
        self.engine = writer
        self._reader = reader
        self._group = _GroupWriter(writer) if self.dialect == "sqlite" else None

    def write(self, work: Callable[[Connection], T]) -> T:
        """This function will run `work` in one transaction and return its result once that is on disk.

        Raises whatever `work` raises (its changes are undone), and StoreFull when the disk is full.
        `work` must not call a network or another store's `write`.
        """
        if self._group:
            return self._group.run(work)
        return self._write_alone(work)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """This function will lend a connection with one consistent snapshot for reading."""
        with self._reader.connect() as conn:
            yield conn

    def close(self) -> None:
        """This function will finish queued writes and close every connection."""
        if self._group:
            self._group.close()
        self._reader.dispose()
        self.engine.dispose()

    def _write_alone(self, work: Callable[[Connection], T]) -> T:
        for attempt in Retrying(
            retry=retry_if_exception(_is_pg_clash),
            stop=stop_after_attempt(CLASHES_MAX),
            wait=wait_random_exponential(0.01, 0.5),
            reraise=True,
        ):
            with attempt, _translated(), self.engine.begin() as conn:
                return work(conn)
        raise AssertionError("the last attempt raises")


@dataclass(frozen=True, slots=True)
class Stores:
    """All concerns of one installation."""

    core: Store
    inbox: Store
    flow: Store

    def __iter__(self) -> Iterator[Store]:
        return iter((self.core, self.inbox, self.flow))

    def close(self) -> None:
        """This function will close all stores."""
        for store in self:
            store.close()


def open_stores(url: str) -> Stores:
    """This function will open the stores behind `url` (sqlite:///FOLDER or postgresql+psycopg://…).

    Raises UnknownDatabase for any other kind of address.
    """
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///"))
        folder.mkdir(parents=True, exist_ok=True)
        return Stores(**{concern: _sqlite_store(concern, folder) for concern in CONCERNS})
    if url.startswith("postgresql"):
        engine = create_engine(
            url, pool_size=PG_CONNECTIONS_MAX, max_overflow=8, pool_pre_ping=True, query_cache_size=2_000
        )
        return Stores(**{concern: _pg_store(concern, engine) for concern in CONCERNS})
    raise UnknownDatabase(field="SIYU_DATABASE_URL", value=url.split("@")[-1])


def is_writing(conn: Connection) -> bool:
    """This function will say whether `conn` belongs to a write: what it sees may yet be undone, so keep it in no file."""
    return bool(conn.get_execution_options().get("writing"))


def _pg_store(concern: str, engine: Engine) -> Store:
    # Readers make several statements about one state; only REPEATABLE READ gives all of them the same snapshot.
    reader = engine.execution_options(concern=concern, isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Store(concern, reader, engine.execution_options(concern=concern, writing=True))


def _sqlite_store(concern: str, folder: Path) -> Store:
    url = f"sqlite:///{folder / concern}.db"
    options: dict[str, Any] = {"query_cache_size": 2_000, "connect_args": _CONNECT}
    tag = {"concern": concern}
    reader = create_engine(url, pool_size=READERS_MAX, max_overflow=32, execution_options=tag, **options)
    writer = create_engine(url, poolclass=NullPool, execution_options={**tag, "writing": True}, **options)
    _prepare_sqlite(reader, begin="BEGIN")
    _prepare_sqlite(writer, begin="BEGIN IMMEDIATE")
    return Store(concern, reader, writer)


_CONNECT = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}


def _prepare_sqlite(engine: Engine, *, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        cursor = dbapi_connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)


def _is_pg_clash(error: BaseException) -> bool:
    """This function will say whether PostgreSQL asked for the transaction to be tried again (40001, 40P01)."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


@dataclass(slots=True)
class _Work:
    run: Callable[[Connection], Any]
    done: "Future[Any]"
    result: Any = None


class StoreClosed(Unavailable):
    """The store has been closed, or its writer could not start; nothing of this change was written."""

    zh = "存储已关闭,数据没有写入"
    en = "The store is closed: nothing of this change was written"
    fix_zh = "服务正在停止或重启,请稍后重试"
    fix_en = "The service is stopping or starting again; try again in a moment"


class _GroupUndone(Exception):
    """SQLite gave up the whole transaction, not only the failing work's part (disk full, read or write error)."""


class _GroupWriter:
    """The one writer thread of a SQLite file: many callers' work, one commit, one fsync."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._loop, name="siyu-writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Connection], T]) -> T:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write may not start another write on the same store")
        item = _Work(work, Future())
        with self._gate:  # nothing is queued behind the end mark, where nobody would answer it
            if self._closed:
                raise StoreClosed()
            self._queue.put(item)
        result: T = item.done.result()
        return result

    def close(self) -> None:
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _loop(self) -> None:
        try:
            while self._serve():
                pass
        finally:
            self._refuse_the_rest()

    def _serve(self) -> bool:
        """This function will commit groups until told to stop (False) or one fails (True: go on with a new connection)."""
        with self._engine.connect() as conn:
            while (first := self._queue.get()) is not None:
                going, sound = self._commit_group(conn, first)
                if not (going and sound):
                    return going
        return False

    def _refuse_the_rest(self) -> None:
        """This function will answer whatever is still queued when the thread ends, so that no caller waits for ever."""
        with self._gate:
            self._closed = True
        while not self._queue.empty():
            if (item := self._queue.get()) is not None:
                _fail([item], StoreClosed())

    def _commit_group(self, conn: Connection, first: _Work) -> tuple[bool, bool]:
        """This function will run `first` and what queues up behind it in one transaction.

        Returns whether to go on (the end mark was not met) and whether the transaction was committed.
        """
        group: list[_Work] = []
        item: _Work | None = first
        going = True
        try:
            with conn.begin():
                while item is not None:
                    group.append(item)
                    self._attempt(conn, item)
                    if len(group) >= GROUP_MAX or self._queue.empty():
                        break
                    item = self._queue.get()
                    going = item is not None
        except Exception as error:
            _fail([first, *group], _translate((error.__cause__ or error) if isinstance(error, _GroupUndone) else error))
            return going, False
        for work in group:
            if not work.done.done():
                work.done.set_result(work.result)
        return going, True

    def _attempt(self, conn: Connection, item: _Work) -> None:
        """This function will run one caller's work inside a savepoint; its own error undoes only its own changes.

        Raises _GroupUndone when SQLite has given up the transaction itself: the savepoint and all before it are gone.
        """
        savepoint = conn.begin_nested()
        try:
            item.result = item.run(conn)
            savepoint.commit()
        except BaseException as error:
            if not _in_transaction(conn):
                raise _GroupUndone from error
            savepoint.rollback()
            item.done.set_exception(_translate(error))


def _in_transaction(conn: Connection) -> bool:
    driver: Any = conn.connection.dbapi_connection
    return bool(driver.in_transaction)


def _fail(items: list[_Work], error: BaseException) -> None:
    for item in items:
        if not item.done.done():
            item.done.set_exception(error)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        told = _translate(error)
        if told is error:
            raise
        raise told from error


def _translate(error: BaseException) -> BaseException:
    """This function will turn the stores' "disk full" (SQLITE_FULL, PostgreSQL 53100) into StoreFull."""
    if not isinstance(error, OperationalError):
        return error
    if "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "53100":
        return StoreFull(value=str(error.orig))
    return error
