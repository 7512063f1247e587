"""Opens the platform: stores, sets, lake and keys, as the environment names them."""

from siyu.connectors.files.tables import Files
from siyu.imports.ports import FILES
from siyu.kit.bits import BitStore
from siyu.kit.clock import Clock, SystemClock
from siyu.kit.collector import pace_collector
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import open_keyring
from siyu.kit.db import migrate
from siyu.kit.db.stores import open_stores
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform


def open_platform(settings: KitSettings | None = None, clock: Clock | None = None) -> Platform:
    """This function will open the stores, sets, lake and keys that the environment names.

    The embedded store is brought to the newest schema by itself; PostgreSQL must have been (`siyu migrate`).
    Raises DatabaseBehind, UnknownDatabase or BadSecretKey.
    """
    settings = settings or KitSettings()
    platform = open_platform_unchecked(settings, clock)
    if platform.stores.core.dialect == "sqlite":
        migrate.upgrade(platform.stores)
    else:
        migrate.check(platform.stores)
    return platform


def open_platform_unchecked(settings: KitSettings, clock: Clock | None = None) -> Platform:
    """This function will open everything without looking at the schema's version; for `siyu migrate` and the doctor."""
    pace_collector()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    FILES.bind(Files())
    return Platform(
        settings=settings,
        clock=clock or SystemClock(),
        stores=open_stores(settings.url),
        bits=BitStore(settings.data_dir / "bits"),
        columns=ColumnStore(settings.data_dir / "columns"),
        lake=Lake(settings.data_dir / "lake", settings.duckdb_memory),
        keyring=open_keyring(settings.secret_key, settings.data_dir),
    )
