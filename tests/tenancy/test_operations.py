import pytest

from siyu.kit.db.scope import Scope
from siyu.tenancy import operations, queries
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel
from siyu.tenancy.operations import BadBrand, BrandExists, UnitInsideItself, UnknownParent
from tests.conftest import make_brand
from tests.tenancy.factories import tree


def save(platform, scope, *units: NewOrgUnit) -> dict[str, int]:
    return platform.stores.core.write(lambda conn: operations.save_org_units(conn, scope, units))


def paths(platform, scope) -> dict[str, str]:
    """This function will return code → the codes on its path, e.g. HQ/E/E1."""
    with platform.stores.core.reading() as conn:
        units = queries.org_units(conn, scope)
    codes = {str(unit.id): unit.code for unit in units}
    return {unit.code: "/".join(codes[part] for part in unit.path.strip("/").split("/")) for unit in units}


def test_moving_a_unit_moves_everything_below_it(platform, scope, other_scope):
    tree(platform, scope)
    tree(platform, other_scope)
    save(platform, scope, NewOrgUnit("E1", "W", OrgLevel.BRANCH, "杭州"))
    assert paths(platform, scope) == {
        "HQ": "HQ", "E": "HQ/E", "W": "HQ/W", "E1": "HQ/W/E1", "E11": "HQ/W/E1/E11",
    }  # fmt: skip
    assert paths(platform, other_scope)["E11"] == "HQ/E/E1/E11"


def test_a_unit_may_be_put_below_one_that_moves_in_the_same_call(platform, scope):
    tree(platform, scope)
    moved, new = NewOrgUnit("E", "W", OrgLevel.REGION, "华东"), NewOrgUnit("E12", "E1", OrgLevel.STORE, "新店")
    save(platform, scope, moved, new)
    assert paths(platform, scope)["E12"] == "HQ/W/E/E1/E12"
    assert paths(platform, scope)["E11"] == "HQ/W/E/E1/E11"


def test_a_unit_cannot_be_moved_below_itself(platform, scope):
    tree(platform, scope)
    before = paths(platform, scope)
    for parent in ("E", "E1", "E11"):
        with pytest.raises(UnitInsideItself):
            save(platform, scope, NewOrgUnit("E", parent, OrgLevel.REGION, "华东"))
    assert paths(platform, scope) == before


def test_a_unit_or_staff_without_a_known_place_is_refused(platform, scope, other_scope):
    tree(platform, other_scope)
    with pytest.raises(UnknownParent):
        save(platform, scope, NewOrgUnit("X", "E", OrgLevel.STORE, "x"))
    with pytest.raises(UnknownParent):
        platform.stores.core.write(lambda conn: operations.save_staff(conn, scope, [NewStaff("S1", "E11", "Lin")]))


def test_staff_are_saved_by_code_and_seen_within_their_branch(platform, scope, other_scope):
    ids = tree(platform, scope)
    people = [NewStaff("S1", "E11", "林"), NewStaff("S2", "W", "王")]
    for _ in range(2):
        saved = platform.stores.core.write(lambda conn: operations.save_staff(conn, scope, people))
    with platform.stores.core.reading() as conn:
        path = queries.units_by_id(conn, scope, [ids["E"]])[ids["E"]].path
        branch = queries.staff_page(conn, Scope(scope.brand_id, (path,)))
        assert [one.id for one in branch] == [saved["S1"]]
        assert len(queries.staff_page(conn, scope)) == 2 and queries.staff_page(conn, other_scope) == []


def test_a_brand_gets_a_code_from_its_name_and_keeps_it_for_itself(platform):
    assert make_brand(platform, "One", None) != make_brand(platform, "One", None)
    with platform.stores.core.reading() as conn:
        assert [brand.code for brand in queries.brands(conn)] == ["one", "one-2"]
    with pytest.raises(BrandExists):
        make_brand(platform, "Another", "one")


@pytest.mark.parametrize(
    ("name", "code"), [("", "a"), (" ", "a"), ("x" * 81, "a"), ("A", "Ä"), ("A", "a/b"), ("A", "-")]
)
def test_a_brand_needs_a_usable_name_and_code(platform, name, code):
    with pytest.raises(BadBrand):
        make_brand(platform, name, code)
