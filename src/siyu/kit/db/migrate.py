"""Schema versions: run them, or refuse to start when the database is behind.

Each concern has its own line of versions and its own version table, so that three SQLite files and one PostgreSQL
database are kept by the same scripts. A lock makes concurrent starts take turns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from siyu.kit.db.planner import teach
from siyu.kit.db.schema import CONCERNS
from siyu.kit.db.stores import Store, Stores
from siyu.kit.errors import Unavailable

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
PG_LOCK = 7_469_795  # any number nobody else locks


class DatabaseBehind(Unavailable):
    """The database's tables are older than this version of Siyu needs, or newer."""

    zh = "数据库结构需要升级({value})"
    en = "The database schema does not fit this version of Siyu ({value})"
    fix_zh = "请先备份,然后运行 `siyu migrate`"
    fix_en = "Back up the database, then run `siyu migrate`"


class DatabaseNewer(Unavailable):
    """The database's tables come from another, later version of Siyu; this one would not understand them."""

    zh = "数据库由更新版本的 Siyu 创建({value}),当前版本无法使用"
    en = "The database was made by a later version of Siyu ({value}); this one cannot use it"
    fix_zh = "请升级 Siyu,或换一个数据目录(SIYU_DATA_DIR)"
    fix_en = "Upgrade Siyu, or use another data folder (SIYU_DATA_DIR)"


def upgrade(stores: Stores) -> None:
    """This function will bring every concern's tables to the newest version; doing it again changes nothing.

    Raises DatabaseNewer when a later version of Siyu has been at work on them.
    """
    for store in stores:
        _refuse_newer(store)
        with _locked(store) as conn:
            command.upgrade(config(store.concern, conn), "head")
            if store.dialect == "sqlite":
                teach(conn)


def behind(stores: Stores) -> list[str]:
    """This function will list the concerns whose tables are not at the newest version."""
    return [store.concern for store in stores if _version(store) != head(store.concern)]


def check(stores: Stores) -> None:
    """This function will raise DatabaseBehind unless every concern is at the newest version."""
    late = behind(stores)
    if late:
        raise DatabaseBehind(value=", ".join(late), permanent=True)


def head(concern: str) -> str | None:
    """This function will return the newest version that this code knows of a concern."""
    return ScriptDirectory.from_config(config(concern)).get_current_head()


def config(concern: str, conn: Connection | None = None) -> Config:
    """This function will return Alembic's configuration for one concern."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("version_locations", str(FOLDER / "versions" / concern))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    metadata = CONCERNS[concern]

    def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
        return kind != "table" or name in metadata.tables

    made.attributes["siyu"] = {
        "connection": conn,
        "metadata": metadata,
        "version_table": f"{concern}_schema_version",
        "include_object": include_object,
    }
    return made


def _refuse_newer(store: Store) -> None:
    version = _version(store)
    known = {script.revision for script in ScriptDirectory.from_config(config(store.concern)).walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseNewer(value=f"{store.concern} {version}", permanent=True)


def _version(store: Store) -> str | None:
    with store.reading() as conn:
        context = MigrationContext.configure(conn, opts={"version_table": f"{store.concern}_schema_version"})
        return context.get_current_revision()


@contextmanager
def _locked(store: Store) -> Iterator[Connection]:
    """This function will lend a connection inside one transaction that only one process can hold."""
    with store.engine.connect() as conn, conn.begin():
        if store.dialect == "postgresql":
            conn.execute(sa.select(sa.func.pg_advisory_xact_lock(PG_LOCK)))
        yield conn
