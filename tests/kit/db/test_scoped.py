import pytest
import sqlalchemy as sa

from siyu.customers.models import customer, tag, tag_group
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.tenancy.models import org_unit
from tests.kit.brand_guard import ForgotTheBrand, check

ONE, TWO = Scope(1), Scope(2)


def group(platform, scope: Scope, name: str) -> int:
    return platform.stores.core.write(lambda conn: scoped.insert(conn, scope, tag_group, {"name": name}))


def names(platform, scope: Scope) -> list[str]:
    with platform.stores.core.reading() as conn:
        return sorted(conn.execute(scoped.select(scope, tag_group.c.name)).scalars())


def test_every_way_of_reading_is_bound_to_the_brand():
    other = tag_group.alias("other")
    joined = tag.join(tag_group, tag_group.c.id == tag.c.group_id)
    outer = tag.outerjoin(other, other.c.id == tag.c.group_id)
    subquery = scoped.select(ONE, tag_group.c.id)
    for statement, expected in (
        (scoped.select(ONE, tag_group), 1),
        (scoped.select(ONE, tag_group.c.id, tag.c.id), 2),
        (scoped.select(ONE, tag, tag_group.c.name, from_=joined), 2),
        (scoped.select(ONE, tag.c.id, other.c.name, from_=outer), 2),
        (scoped.select(ONE, sa.func.count(), from_=other), 1),
        (scoped.select(ONE, tag).where(tag.c.group_id.in_(subquery)), 2),
        (scoped.select(ONE, scoped.select(ONE, tag).subquery()), 1),
    ):
        check(statement)
        assert str(statement).count("brand_id = ") == expected, statement
    check(scoped.update(ONE, tag).values(name="x"))
    check(scoped.delete(ONE, tag))


def test_the_guard_sees_what_forgot_its_brand():
    other = tag.alias("other")
    for statement in (
        sa.select(tag),
        sa.select(tag.c.id).where(tag.c.id == 1),
        sa.select(tag).where(tag.c.brand_id > 0),
        sa.select(tag, other).where(tag.c.brand_id == 1),
        sa.update(tag).values(name="x"),
        sa.delete(tag).where(tag.c.id == 1),
        scoped.select(ONE, tag_group).where(tag_group.c.id.in_(sa.select(tag.c.group_id))),
        sa.select(sa.select(tag).subquery()),
        sa.union_all(scoped.select(ONE, tag.c.id), sa.select(tag.c.id)),
    ):
        with pytest.raises(ForgotTheBrand):
            check(statement)


def test_rows_are_read_changed_and_deleted_in_one_brand_only(platform):
    group(platform, ONE, "a")
    group(platform, TWO, "a")
    write = platform.stores.core.write
    write(lambda conn: conn.execute(scoped.update(ONE, tag_group).values(name="b")))
    assert (names(platform, ONE), names(platform, TWO)) == (["b"], ["a"])
    write(lambda conn: conn.execute(scoped.delete(TWO, tag_group)))
    assert (names(platform, ONE), names(platform, TWO)) == (["b"], [])


def test_a_row_cannot_name_another_brand(platform):
    row = {"name": "mine", "brand_id": 2}
    write = platform.stores.core.write
    write(lambda conn: scoped.insert(conn, ONE, tag_group, row))
    write(lambda conn: scoped.insert_many(conn, ONE, tag_group, [{**row, "name": "many"}]))
    write(lambda conn: scoped.insert_new(conn, ONE, tag_group, [{**row, "name": "new"}]))
    index = ["brand_id", "name"]
    write(lambda conn: scoped.upsert(conn, ONE, tag_group, [row], index=index, update=["name"]))
    assert (names(platform, ONE), names(platform, TWO)) == (["many", "mine", "new"], [])


def test_only_rows_that_were_missing_come_back(platform):
    group(platform, ONE, "old")
    rows = [{"name": name} for name in ("old", "new", "newer")]
    write = platform.stores.core.write
    stored = write(lambda conn: scoped.insert_missing(conn, ONE, tag_group, rows, tag_group.c.name))
    assert stored == {"new", "newer"} and names(platform, ONE) == ["new", "newer", "old"]


def test_the_part_of_the_organisation_is_a_prefix_of_whole_numbers(platform):
    def put(conn) -> None:
        for path in ("/1/", "/1/2/", "/1/2/9/", "/1/20/", "/12/"):
            row = {"level": "store", "code": path, "name": path, "city": "", "path": path}
            scoped.insert(conn, ONE, org_unit, row)

    platform.stores.core.write(put)
    for paths, expected in (
        (None, 5),
        ((), 0),
        (("/1/2/",), 2),
        (("/1/2/", "/12/"), 3),
        (("/1/%/",), 0),
    ):
        scope = Scope(1, paths)
        statement = scoped.select(scope, org_unit).where(scoped.within_org(scope, org_unit.c.path))
        with platform.stores.core.reading() as conn:
            assert len(conn.execute(statement).all()) == expected, paths


def test_an_insert_from_nothing_is_no_error(platform):
    def nothing(conn) -> set:
        scoped.insert_many(conn, ONE, customer, [])
        return scoped.insert_missing(conn, ONE, customer, [], customer.c.id)

    assert platform.stores.core.write(nothing) == set()
