import json
from collections import Counter
from datetime import date, datetime

import numpy as np
import phonenumbers
import pyarrow.compute as pc
import pytest

from siyu.simulators.brand.contracts import CHINA_TIME
from siyu.simulators.brand.labels import CHANNELS, tag_codes
from siyu.simulators.brand.seasons import calendar
from siyu.simulators.brand.world import (
    BEHAVIOUR_SCHEMA,
    CUSTOMER_SCHEMA,
    ORDER_SCHEMA,
    catalogue,
    coupons,
    org_units,
    staff,
    tags,
)

DAY_MS = 86_400_000


def share(flags) -> float:
    return float(np.mean(flags.to_numpy(zero_copy_only=False)))


def spend_by_member(told) -> np.ndarray:
    totals = told.orders.group_by("member_no").aggregate([("amount_fen", "sum")])
    return np.sort(totals["amount_fen_sum"].to_numpy())


def local_days(told) -> np.ndarray:
    return ((told.orders["paid_at_ms"].to_numpy() + 8 * 3_600_000) // DAY_MS).astype("datetime64[D]")


def orders_a_day(told, first: str, last: str) -> float:
    """Orders per day and thousand customers already there, so that growth of the base does not count as season."""
    days, joined = local_days(told), told.customers["joined_at_ms"].to_numpy()
    middle = np.datetime64(first) + (np.datetime64(last) - np.datetime64(first)) // 2
    there = np.sum(joined < middle.astype("datetime64[ms]").astype(np.int64)) / 1_000
    count = np.sum((days >= np.datetime64(first)) & (days <= np.datetime64(last)))
    return count / (int((np.datetime64(last) - np.datetime64(first)).astype(int)) + 1) / there


# Shapes and references


def test_batches_have_the_announced_columns_and_no_unannounced_nulls(told):
    for table, schema in (
        (told.customers, CUSTOMER_SCHEMA),
        (told.orders, ORDER_SCHEMA),
        (told.behaviours, BEHAVIOUR_SCHEMA),
    ):
        assert table.schema == schema
        assert all(table[field.name].null_count == 0 for field in schema if not field.nullable)


def test_every_code_a_customer_carries_exists(told):
    stores = {unit.code: unit for unit in org_units(told.spec) if unit.level == "store"}
    advisors = {person.code: person.store_code for person in staff(told.spec) if person.role == "advisor"}
    columns = (told.customers[name].to_pylist() for name in ("store_code", "advisor_code", "city", "channel"))
    for store, advisor, city, channel in zip(*columns, strict=True):
        assert stores[store].city == city
        assert advisor is None or advisors[advisor] == store
        assert channel in CHANNELS


def test_every_code_an_order_carries_exists_with_the_product_as_the_catalogue_has_it(told):
    stores = {unit.code for unit in org_units(told.spec) if unit.level == "store"}
    assert set(told.orders["store_code"].to_pylist()) <= stores | {None}
    assert set(told.orders["coupon"].to_pylist()) <= {coupon.code for coupon in coupons(told.spec)} | {None}
    assert set(told.orders["member_no"].to_pylist()) <= set(told.customers["member_no"].to_pylist())
    known = {(each.sku, each.name, each.category, each.price_fen) for each in catalogue(told.spec)}
    lines = pc.list_flatten(told.orders["lines"]).combine_chunks()
    fields = (lines.field(name).to_pylist() for name in ("sku", "name", "category", "price_fen"))
    assert set(zip(*fields, strict=True)) <= known


def test_store_and_mini_program_orders_belong_to_the_customers_store_and_marketplace_orders_to_none(told):
    home = dict(zip(told.customers["member_no"].to_pylist(), told.customers["store_code"].to_pylist(), strict=True))
    columns = (told.orders[name].to_pylist() for name in ("member_no", "store_code", "channel"))
    for member, store, channel in zip(*columns, strict=True):
        assert store == (home[member] if channel in ("门店", "小程序") else None)


def test_tags_exist_and_single_choice_groups_give_at_most_one(told):
    carried = told.customers["tags"].to_pylist()
    assert {code for codes in carried for code in codes} == set(tag_codes()) - {"category-7"}  # gifts are no habit
    for group in tags(told.spec):
        members = {tag.code for tag in group.tags}
        most = max(len(members.intersection(codes)) for codes in carried)
        assert most == 1 if group.single else most >= 1


def test_numbers_phones_and_wechat_ids_are_unique(told):
    assert told.customers.num_rows == 20_000
    for name in ("member_no", "phone", "wecom_external_userid", "unionid"):
        present = pc.drop_null(told.customers[name])
        assert pc.count_distinct(present).as_py() == len(present)
    assert pc.count_distinct(told.orders["order_no"]).as_py() == told.orders.num_rows
    assert pc.count_distinct(told.behaviours["event_id"]).as_py() == told.behaviours.num_rows


def test_phones_are_mainland_mobile_numbers(told):
    for phone in told.customers["phone"].to_pylist()[::23]:
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number), phone
        assert phonenumbers.region_code_for_number(number) == "CN"
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


# Money and time


def test_lines_add_up_to_amount_and_discount(told):
    lines = pc.list_flatten(told.orders["lines"]).combine_chunks()
    order = pc.list_parent_indices(told.orders["lines"].combine_chunks()).to_numpy()
    value = lines.field("quantity").to_numpy() * lines.field("price_fen").to_numpy()
    gross = np.bincount(order, value, minlength=told.orders.num_rows).astype(np.int64)
    paid = told.orders["amount_fen"].to_numpy() + told.orders["discount_fen"].to_numpy()
    np.testing.assert_array_equal(gross, paid)
    assert told.orders["amount_fen"].to_numpy().min() > 0
    assert told.orders["discount_fen"].to_numpy().min() == 0
    assert lines.field("quantity").to_numpy().min() >= 1


def test_a_product_stands_once_in_an_order(told):
    assert all(len({line["sku"] for line in lines}) == len(lines) > 0 for lines in told.orders["lines"].to_pylist())


def test_a_coupon_is_only_used_where_its_threshold_is_reached(told):
    offers = {coupon.code: coupon for coupon in coupons(told.spec)}
    columns = (told.orders[name].to_pylist() for name in ("coupon", "amount_fen", "discount_fen"))
    for code, amount, discount in zip(*columns, strict=True):
        if code is not None:
            assert amount + discount >= offers[code].threshold_fen
            assert discount >= offers[code].value_fen


def test_refunds_are_few_never_exceed_the_order_and_come_after_it(told):
    some = told.orders.filter(pc.greater(told.orders["refund_fen"], 0))
    assert 0.01 < some.num_rows / told.orders.num_rows < 0.04
    assert some["refunded_at_ms"].null_count == 0
    assert told.orders["refunded_at_ms"].null_count == told.orders.num_rows - some.num_rows
    assert np.all(some["refund_fen"].to_numpy() <= some["amount_fen"].to_numpy())
    assert np.all(some["refunded_at_ms"].to_numpy() > some["paid_at_ms"].to_numpy())
    assert pc.max(some["refunded_at_ms"]).as_py() <= told.spec.end_ms


def test_every_moment_is_inside_the_window_and_after_joining(told):
    joined = dict(zip(told.customers["member_no"].to_pylist(), told.customers["joined_at_ms"].to_pylist(), strict=True))
    assert told.spec.start_ms <= min(joined.values()) <= max(joined.values()) <= told.spec.end_ms
    for table, column in ((told.orders, "paid_at_ms"), (told.behaviours, "at_ms")):
        assert pc.max(table[column]).as_py() <= told.spec.end_ms
        members, moments = table["member_no"].to_pylist(), table[column].to_pylist()
        assert all(at_ms >= joined[member] for member, at_ms in zip(members, moments, strict=True))


def test_orders_of_a_block_are_sorted_by_time(brand_of, told):
    first = told.orders["paid_at_ms"].chunk(0).to_numpy()
    assert np.all(np.diff(first) >= 0)


def test_birthdays_are_iso_dates_of_adults(told):
    born = [date.fromisoformat(text) for text in pc.drop_null(told.customers["birthday"]).to_pylist()]
    end = datetime.fromtimestamp(told.spec.end_ms / 1000, CHINA_TIME).date()
    ages = [(end - day).days / 365.25 for day in born]
    assert min(ages) > 18.9 and max(ages) < 83
    assert 0.3 < told.customers["birthday"].null_count / 20_000 < 0.55


# Believable totals


def test_about_45_percent_are_wecom_friends_and_all_of_them_have_an_advisor(told):
    friends = told.customers.filter(pc.is_valid(told.customers["wecom_external_userid"]))
    assert 0.41 < friends.num_rows / 20_000 < 0.49
    assert friends["advisor_code"].null_count == 0


def test_a_few_customers_share_a_household_with_its_address_store_and_size(told):
    homes: dict[str, list[tuple[object, ...]]] = {}
    names = ("household_no", "address", "store_code", "household_size")
    for home, *rest in zip(*(told.customers[name].to_pylist() for name in names), strict=True):
        homes.setdefault(home, []).append(tuple(rest))
    shared = [people for people in homes.values() if len(people) > 1]
    assert 0.01 < len(shared) / len(homes) < 0.06
    assert all(len(set(people)) == 1 and people[0][2] >= 2 for people in shared)


def test_all_sixty_branches_and_six_regions_have_customers_and_orders(told):
    units = {unit.code: unit for unit in org_units(told.spec)}
    for table in (told.customers, told.orders):
        branches = {units[code].parent_code for code in pc.drop_null(table["store_code"]).to_pylist()}
        assert len(branches) == 60
        assert len({units[code].parent_code for code in branches}) == 6


def test_about_half_of_the_buyers_buy_again(told):
    counts = np.array(list(Counter(told.orders["member_no"].to_pylist()).values()))
    assert 0.75 < len(counts) / 20_000 < 0.92
    assert 0.42 < np.mean(counts > 1) < 0.62
    assert 2.5 < counts.mean() < 4.5


def test_repurchase_intervals_look_like_a_kitchen_running_empty(told):
    order = np.lexsort((local_days(told), told.orders["member_no"].to_numpy(zero_copy_only=False)))
    member = told.orders["member_no"].to_numpy(zero_copy_only=False)[order]
    gaps = np.diff(local_days(told)[order]).astype(int)[member[1:] == member[:-1]]
    gaps = gaps[gaps > 0]
    assert 16 <= np.median(gaps) <= 45
    assert 0.45 < np.mean(gaps <= 30) < 0.75
    assert 0.80 < np.mean(gaps <= 90) < 0.95


def test_larger_households_come_back_sooner(told):
    size = dict(zip(told.customers["member_no"].to_pylist(), told.customers["household_size"].to_pylist(), strict=True))
    counts = Counter(told.orders["member_no"].to_pylist())
    mean = {each: np.mean([count for member, count in counts.items() if size[member] == each]) for each in (1, 3, 5)}
    assert mean[1] < mean[3] < mean[5]


def test_spend_is_concentrated_as_in_retail(told):
    spend = spend_by_member(told)
    rank = np.arange(1, len(spend) + 1)
    gini = 2 * np.sum(rank * spend) / (len(spend) * spend.sum()) - (len(spend) + 1) / len(spend)
    assert 0.5 < gini < 0.72
    assert 0.5 < spend[-len(spend) // 5 :].sum() / spend.sum() < 0.8


def test_the_top_of_the_spend_falls_off_like_a_power_law(told):
    top = spend_by_member(told)[::-1][:400]
    slope, _ = np.polyfit(np.log(np.arange(1, 401)), np.log(top), 1)
    assert -1.0 < slope < -0.25


def test_most_buyers_fall_silent(told):
    last = told.orders.group_by("member_no").aggregate([("paid_at_ms", "max")])["paid_at_ms_max"].to_numpy()
    assert 0.35 < np.mean(last < told.spec.end_ms - 180 * DAY_MS) < 0.75


def test_the_base_and_its_sales_grow(told):
    half = told.spec.start_ms + (told.spec.end_ms - told.spec.start_ms) // 2
    early = pc.less(told.orders["paid_at_ms"], half)
    assert 0.2 < share(early) < 0.45
    assert 0.35 < share(pc.less(told.customers["joined_at_ms"], half)) < 0.55


@pytest.mark.parametrize(
    ("peak", "calm"),
    [
        (("2025-06-18", "2025-06-18"), ("2025-07-01", "2025-07-31")),
        (("2025-11-11", "2025-11-11"), ("2025-12-01", "2025-12-11")),
        (("2025-09-22", "2025-10-03"), ("2025-10-13", "2025-10-26")),
        (("2026-01-22", "2026-02-12"), ("2026-03-09", "2026-03-31")),
        (("2026-06-18", "2026-06-18"), ("2026-07-01", "2026-07-31")),
        (("2026-09-12", "2026-09-22"), ("2026-08-03", "2026-08-23")),
        (("2026-11-11", "2026-11-11"), ("2026-10-12", "2026-10-25")),
    ],
    ids=["618", "双11", "中秋", "春节", "next 618", "next 中秋", "next 双11"],
)
def test_the_season_is_visible(told, peak, calm):
    assert orders_a_day(told, *peak) > 1.25 * orders_a_day(told, *calm)


def test_the_week_of_spring_festival_is_quiet(told):
    assert orders_a_day(told, "2026-02-17", "2026-02-25") < 0.6 * orders_a_day(told, "2026-03-09", "2026-03-31")


def test_gift_boxes_sell_before_festivals_only_and_the_first_offer_once_to_each(told):
    days = calendar(told.spec)
    offered = Counter()
    columns = (told.orders[name].to_pylist() for name in ("member_no", "paid_at_ms", "lines"))
    for member, at_ms, lines in zip(*columns, strict=True):
        assert days.gifts[(at_ms - days.midnight_ms) // DAY_MS] or all(line["category"] != "礼盒" for line in lines)
        offered[member] += sum(line["quantity"] for line in lines if line["sku"] == "ND001")
    assert max(offered.values()) == 1
    assert sum(offered.values()) > 500


def test_levels_follow_net_spend(told):
    net: Counter[str] = Counter()
    for member, amount, refund in zip(
        *(told.orders[name].to_pylist() for name in ("member_no", "amount_fen", "refund_fen")), strict=True
    ):
        net[member] += amount - refund
    for member, level in zip(told.customers["member_no"].to_pylist(), told.customers["level"].to_pylist(), strict=True):
        floor = {"普通会员": 0, "银卡会员": 30_000, "金卡会员": 100_000, "黑金会员": 300_000}[level]
        assert net[member] >= floor and (level != "普通会员" or net[member] < 30_000)


# Behaviour


def test_behaviour_has_all_kinds_of_events_with_json_properties(told):
    kinds = Counter(told.behaviours["event"].to_pylist())
    assert set(kinds) == {
        "Page Viewed", "Product Viewed", "Coupon Received", "Coupon Used",
        "Friend Added", "Friend Removed", "Group Joined", "Check In",
    }  # fmt: skip
    assert all(isinstance(json.loads(text), dict) for text in set(told.behaviours["properties"].to_pylist()))


def test_every_friend_was_added_once_by_the_advisor_who_serves_them(told):
    added = told.behaviours.filter(pc.equal(told.behaviours["event"], "Friend Added"))
    by = dict(zip(added["member_no"].to_pylist(), map(json.loads, added["properties"].to_pylist()), strict=True))
    friends = told.customers.filter(pc.is_valid(told.customers["wecom_external_userid"]))
    columns = (friends[name].to_pylist() for name in ("member_no", "advisor_code", "channel"))
    expected = {
        member: {"channel": channel, "advisor": advisor} for member, advisor, channel in zip(*columns, strict=True)
    }
    assert added.num_rows == friends.num_rows
    assert by == expected


def test_every_coupon_of_an_order_was_received_before_and_used_with_it(told):
    events = told.behaviours
    used = events.filter(pc.equal(events["event"], "Coupon Used"))
    spent = {json.loads(text)["order_id"]: json.loads(text)["coupon"] for text in used["properties"].to_pylist()}
    paid = told.orders.filter(pc.is_valid(told.orders["coupon"]))
    assert spent == dict(zip(paid["order_no"].to_pylist(), paid["coupon"].to_pylist(), strict=True))
    received = events.filter(pc.equal(events["event"], "Coupon Received"))
    first: dict[tuple[str, str], int] = {}
    for member, text, at_ms in zip(
        *(received[name].to_pylist() for name in ("member_no", "properties", "at_ms")), strict=True
    ):
        key = member, json.loads(text)["coupon"]
        first[key] = min(at_ms, first.get(key, at_ms))
    for member, code, at_ms in zip(
        *(paid[name].to_pylist() for name in ("member_no", "coupon", "paid_at_ms")), strict=True
    ):
        assert first[member, code] <= at_ms
