"""SQLite goes by what it is told of the data: rows named by id are read by id, however many the brand has."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from siyu.kit.db import planner
from siyu.kit.db.migrate import upgrade
from siyu.kit.db.stores import Stores, open_stores

IDS = ",".join(map(str, range(1, 101)))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    made = open_stores(f"sqlite:///{tmp_path_factory.mktemp('planner')}")
    upgrade(made)
    return made


def plan(stores: Stores, concern: str, statement: str) -> str:
    with getattr(stores, concern).reading() as conn:
        return " | ".join(row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))


@pytest.mark.parametrize(
    ("concern", "table"), [("core", "customer"), ("flow", "outreach_intent"), ("inbox", "wecom_callback")]
)
@pytest.mark.parametrize("ids", [IDS, "SELECT value FROM json_each('[1,2,3]')"])
def test_rows_named_by_id_are_not_searched_among_all_of_the_brand(
    stores: Stores, concern: str, table: str, ids: str
) -> None:
    found = plan(stores, concern, f"SELECT * FROM {table} WHERE brand_id = 1 AND id IN ({ids})")
    assert "(brand_id=?)" not in found and "SCAN " + table not in found


def test_a_state_leaves_more_than_a_name(stores: Stores) -> None:
    found = plan(stores, "flow", "SELECT * FROM outreach_intent WHERE brand_id = 1 AND state = 2 AND vendor_id = 'x'")
    assert "ix_outreach_intent_vendor" in found


def test_what_only_names_the_brand_still_goes_by_the_brand(stores: Stores) -> None:
    assert "brand_id=?" in plan(stores, "core", "SELECT count(*) FROM customer WHERE brand_id = 1 AND name = 'x'")


def test_connections_opened_before_are_told_too(tmp_path: Path) -> None:
    stores = open_stores(f"sqlite:///{tmp_path}")
    with stores.core.reading() as conn:
        conn.exec_driver_sql("SELECT count(*) FROM sqlite_schema").all()
    upgrade(stores)
    found = plan(stores, "core", f"SELECT * FROM customer WHERE brand_id = 1 AND id IN ({IDS})")
    assert "(brand_id=?)" not in found
    stores.close()


def test_the_statistics_are_written_once(stores: Stores) -> None:
    for store in stores:
        assert not store.write(planner.teach)
    with stores.core.reading() as conn:
        told = {row.idx: row.stat for row in conn.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1")}
    assert told["ix_customer_changed"] == "1000000 100000 1000 100"
    assert told["sqlite_autoindex_tag_1"].endswith(" 1")


def test_an_index_that_changed_is_told_anew(stores: Stores) -> None:
    def work(conn: Connection) -> bool:
        conn.exec_driver_sql("CREATE INDEX ix_new ON customer (brand_id, state_of_mind)")
        return planner.teach(conn)

    stores.core.write(lambda conn: conn.exec_driver_sql("ALTER TABLE customer ADD COLUMN state_of_mind TEXT"))
    assert stores.core.write(work)
