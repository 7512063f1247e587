from collections import Counter

import pytest

from siyu.simulators.brand.contracts import CUSTOMERS_MAX, HQ_CODE
from siyu.simulators.brand.labels import tag_codes
from siyu.simulators.brand.world import catalogue, coupons, org_units, staff, tags


def test_the_organisation_has_six_regions_sixty_branches_and_three_hundred_stores(brand_of):
    assert Counter(unit.level for unit in org_units(brand_of())) == {"region": 6, "branch": 60, "store": 300}


def test_every_unit_hangs_below_one_listed_before_it(brand_of):
    level_above = {"region": "hq", "branch": "region", "store": "branch"}
    known = {HQ_CODE: "hq"}
    for unit in org_units(brand_of()):
        assert known[unit.parent_code] == level_above[unit.level]
        assert unit.code not in known
        known[unit.code] = unit.level


def test_branches_stand_in_sixty_different_cities_and_stores_in_the_city_of_their_branch(brand_of):
    units = {unit.code: unit for unit in org_units(brand_of())}
    branches = [unit for unit in units.values() if unit.level == "branch"]
    stores = [unit for unit in units.values() if unit.level == "store"]
    assert len({branch.city for branch in branches}) == 60
    assert all(store.city == units[store.parent_code].city and store.name.startswith(store.city) for store in stores)
    assert len({store.name for store in stores}) == 300


def test_every_store_has_one_manager_and_two_to_five_advisors(brand_of):
    people = staff(brand_of())
    count = Counter((person.store_code, person.role) for person in people)
    for unit in org_units(brand_of()):
        if unit.level == "store":
            assert count[unit.code, "manager"] == 1
            assert 2 <= count[unit.code, "advisor"] <= 5
    assert len({person.code for person in people}) == len({person.wecom_userid for person in people}) == len(people)


def test_staff_have_names_of_two_to_four_chinese_characters_that_the_seed_decides(brand_of):
    people = staff(brand_of())
    assert all(2 <= len(person.name) <= 4 and "一" <= min(person.name) <= max(person.name) <= "鿿" for person in people)
    assert people == staff(brand_of())
    assert [person.name for person in people] != [person.name for person in staff(brand_of(seed=8))]


def test_the_catalogue_has_about_forty_products_with_cycles_and_a_ladder_of_margins(brand_of):
    products = catalogue(brand_of())
    assert 40 <= len({product.sku for product in products}) == len(products) <= 48
    assert {product.category for product in products} == {"食用油", "大米", "面粉", "面条", "调味", "杂粮", "礼盒"}
    assert all(product.price_fen > 0 and product.consumption_days > 0 for product in products)
    margin = {
        role: sum(1 - each.cost_fen / each.price_fen for each in chosen) / len(chosen)
        for role in ("traffic", "profit", "premium")
        if (chosen := [product for product in products if product.role == role])
    }
    assert margin["traffic"] < margin["profit"] < margin["premium"]


def test_five_litres_of_oil_last_a_family_of_three_about_three_months(brand_of):
    days = {each.consumption_days for each in catalogue(brand_of()) if each.name.endswith("油 5L")}
    assert days and all(80 <= each <= 95 for each in days)


def test_coupons_are_listed_by_threshold_and_never_give_more_than_they_ask(brand_of):
    offers = coupons(brand_of())
    assert [each.threshold_fen for each in offers] == sorted(each.threshold_fen for each in offers)
    assert all(0 < each.value_fen < each.threshold_fen for each in offers)


def test_tags_cover_the_five_dimensions_and_their_codes_are_in_flag_order(brand_of):
    groups = tags(brand_of())
    assert {group.dimension for group in groups} == {"basic", "behaviour", "preference", "channel", "interest"}
    assert tuple(tag.code for group in groups for tag in group.tags) == tag_codes()
    assert len(set(tag_codes())) == len(tag_codes())


@pytest.mark.parametrize("wrong", [{"customers": -1}, {"customers": CUSTOMERS_MAX + 1}, {"months": 0}, {"seed": -1}])
def test_a_size_outside_the_limits_is_refused_with_field_and_range(brand_of, wrong):
    with pytest.raises(ValueError, match=f"BrandSpec.{next(iter(wrong))} is .* give a number between"):
        brand_of(**wrong)
