import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from siyu.bootstrap import opening
from siyu.kit.config import KitSettings
from siyu.kit.db import migrate
from siyu.kit.db.schema import CONCERNS
from siyu.kit.db.stores import open_stores


@pytest.fixture
def empty_url(request, tmp_path, database_url):
    """A database with nothing in it, on each store."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty'}"
    engine = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql("DROP SCHEMA public CASCADE")
        conn.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return database_url


def test_the_migrations_make_exactly_the_tables_the_code_declares(empty_url):
    stores = open_stores(empty_url)
    assert migrate.behind(stores) == ["core", "inbox", "flow"]
    migrate.upgrade(stores)
    migrate.upgrade(stores)
    assert migrate.behind(stores) == []
    for store in stores:
        own = migrate.config(store.concern).attributes["siyu"]["include_object"]
        with store.engine.connect() as conn:
            context = MigrationContext.configure(conn, opts={"include_object": own, "compare_type": True})
            assert compare_metadata(context, CONCERNS[store.concern]) == []
    stores.close()


def test_an_embedded_store_migrates_itself_and_postgresql_refuses_to_start_behind(empty_url, tmp_path):
    settings = KitSettings(data_dir=tmp_path / "data", database_url=empty_url)
    if empty_url.startswith("sqlite"):
        opening.open_platform(settings).close()
        return
    with pytest.raises(migrate.DatabaseBehind) as error:
        opening.open_platform(settings)
    assert "siyu migrate" in error.value.fix("en") and "siyu migrate" in error.value.fix("zh")


def test_a_database_of_a_later_version_is_refused_and_left_alone(empty_url):
    stores = open_stores(empty_url)
    migrate.upgrade(stores)
    stores.core.write(
        lambda conn: conn.exec_driver_sql("UPDATE core_schema_version SET version_num = 'later'").rowcount
    )
    with pytest.raises(migrate.DatabaseNewer) as error:
        migrate.upgrade(stores)
    assert "SIYU_DATA_DIR" in error.value.fix("en")
    stores.close()
