"""Reports: worked out by hand, checked against real records, and every rule finds the people its figure counts."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers import operations as customers
from siyu.insights.contracts import Against, Figure, Unit
from siyu.insights.overview.domain import earlier_spans
from siyu.insights.overview.queries import overview
from siyu.insights.reading.queries import BadPeriod
from siyu.insights.repurchase.domain import quantile, share_within
from siyu.insights.repurchase.queries import repurchase
from siyu.insights.retention.queries import retention
from siyu.insights.rfm.queries import rfm
from siyu.kit.clock import day_start_ms
from siyu.kit.db.scope import Scope
from siyu.segments import queries as segments
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel
from siyu.tenancy.operations import save_org_units
from siyu.tenancy.queries import units_by_id
from tests.insights.factories import log_orders, make_buyers
from tests.segments.factories import ZONE, make_people

TODAY = date(2025, 1, 1)
PURCHASES = [
    [("2024-10-05", 1_000), ("2024-10-05", 500), ("2024-12-01", 2_000)],
    [("2024-12-31", 700)],
    [("2024-06-30", 100), ("2024-07-10", 100), ("2024-08-10", 100), ("2024-09-10", 0), ("2024-12-20", 100)],
    [("2022-01-01", 9_900)],
    [],
    [("2025-01-01", 50), ("2025-01-02", 60)],
]


@pytest.fixture
def world(platform, scope):
    people = make_buyers(platform, scope, PURCHASES)
    log_orders(
        platform, scope, {people[0]: [("2024-12-03", 300)], people[3]: [("2024-12-25", 900)]}, name="Order Returned"
    )
    return people


def read(platform, report, scope, **options) -> Any:
    with platform.stores.core.reading() as conn:
        return report(platform, conn, scope, **options)


def figures(report) -> dict[str, Figure]:
    return {one.key: one for one in report.figures}


def rules_of(found: Any) -> list[tuple[dict, int]]:
    """Every rule of a report with the number of people it claims."""
    pairs = []
    for one in getattr(found, "figures", ()):
        assert one.unit != Unit.PEOPLE or one.value == one.people
        assert one.definition and one.label and one.as_of_ms
        pairs.append((one.rule, one.people))
    for month in getattr(found, "months", ()):
        pairs += [(rule, asdict(month)[key]) for key, rule in month.rules.items()]
    for cell in getattr(found, "cells", ()):
        pairs.append((cell.rule, cell.people))
    for cohort in getattr(found, "cohorts", ()):
        pairs += [(cohort.rule, cohort.people), *((cell.rule, cell.people) for cell in cohort.cells)]
    return pairs


def assert_rules_hold(platform, scope, found, as_of: date) -> None:
    with platform.stores.core.reading() as conn:
        for rule, people in rules_of(found):
            counted = segments.count(platform, conn, scope, rule, as_of_ms=day_start_ms(as_of))
            assert counted == people, rule


@pytest.mark.parametrize("as_of", [TODAY, date(2024, 12, 15), date(2021, 1, 1)])
def test_the_rule_beside_each_figure_finds_exactly_the_people_it_counts(platform, scope, world, as_of):
    for report, options in (
        (overview, {"first": as_of - timedelta(days=40), "last": as_of}),
        (rfm, {"as_of": as_of}),
        (repurchase, {"as_of": as_of}),
        (retention, {"as_of": as_of, "months": 8}),
    ):
        assert_rules_hold(platform, scope, read(platform, report, scope, **options), as_of)


def test_the_overview_of_a_year(platform, scope, world):
    found = read(platform, overview, scope, last=TODAY)
    values = {key: one.value for key, one in figures(found).items()}
    assert (found.first_day, found.last_day) == ("2024-02-01", "2025-01-01")
    assert values["customers"] == len(PURCHASES) and values["buyers"] == 4
    assert values["orders"] == 10 and values["revenue"] == 4_650 - 1_200
    assert values["average_order"] == 465 and values["repurchase_share"] == 2 / 4
    months = {one.month: one for one in found.months}
    assert len(months) == 12
    december = months["2024-12"]
    assert (december.buyers, december.first_buyers, december.returning_buyers, december.orders) == (3, 1, 2, 3)
    assert (december.revenue_fen, december.first_revenue_fen) == (2_800 - 1_200, 700)
    assert sum(one.new_customers for one in found.months) == len(PURCHASES)
    assert sum(one.revenue_fen for one in found.months) == values["revenue"]
    assert sum(one.first_revenue_fen + one.returning_revenue_fen for one in found.months) == values["revenue"]


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2024, 10, 1), date(2024, 12, 31)), (date(2024, 8, 5), TODAY), (date(2023, 12, 1), date(2024, 12, 20))],
)
def test_each_comparison_says_what_the_overview_of_that_period_says(platform, scope, world, first, last):
    found = read(platform, overview, scope, first=first, last=last)
    assert found.comparisons
    for one in found.comparisons:
        span = {"first": date.fromisoformat(one.first_day), "last": date.fromisoformat(one.last_day)}
        alone = {key: figure.value for key, figure in figures(read(platform, overview, scope, **span)).items()}
        # "customers" is how many were known by then; the overview itself counts everybody known today.
        assert {**one.values, "customers": None} == {**alone, "customers": None}
        assert one.values["customers"] <= figures(found)["customers"].value


def test_nothing_is_compared_with_a_time_before_the_first_order(platform, scope, world):
    assert read(platform, overview, scope, first=date(2022, 1, 1), last=date(2022, 12, 31)).comparisons == ()
    (before,) = read(platform, overview, scope, first=date(2022, 2, 1), last=date(2022, 2, 28)).comparisons
    assert (before.against, before.first_day, before.last_day) == ("before", "2022-01-01", "2022-01-31")


@pytest.mark.parametrize(
    ("first", "last", "before", "year_before"),
    [
        ("2026-11-01", "2026-11-22", ("2026-10-01", "2026-10-22"), ("2025-11-01", "2025-11-22")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        ("2026-06-01", "2026-11-22", ("2025-12-01", "2026-05-22"), ("2025-06-01", "2025-11-22")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
        ("2026-11-09", "2026-11-15", ("2026-11-02", "2026-11-08"), ("2025-11-09", "2025-11-15")),
        ("2024-02-29", "2024-02-29", ("2024-02-28", "2024-02-28"), ("2023-02-28", "2023-02-28")),
        ("2025-12-01", "2026-11-22", None, ("2024-12-01", "2025-11-22")),
        ("2024-12-01", "2026-11-22", ("2022-12-01", "2024-11-22"), None),
    ],
)
def test_a_period_is_compared_with_as_much_of_an_earlier_one(first, last, before, year_before):
    told = {Against.BEFORE: before, Against.YEAR_BEFORE: year_before}
    expected = {against: tuple(map(date.fromisoformat, span)) for against, span in told.items() if span}
    assert earlier_spans(date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_every_word_of_a_report_is_in_the_readers_language(platform, scope, world):
    for report in (overview, rfm, repurchase):
        english = read(platform, report, scope, lang="en")
        said = [*english.definitions.values(), *(one.definition + one.label for one in english.figures)]
        assert "".join(said).isascii() or all(char in "÷–" for char in "".join(said) if not char.isascii())


def test_the_rfm_grid_puts_everybody_into_one_cell(platform, scope, world):
    found = read(platform, rfm, scope, as_of=TODAY)
    filled = {(found.recency[c.recency].low, found.frequency[c.frequency].low): c for c in found.cells if c.people}
    assert set(filled) == {(0, 1), (0, 3), (31, 3), (366, 1)}
    assert filled[0, 1].people == 2 and filled[0, 1].revenue_fen == 750 and filled[0, 1].average_fen == 375
    assert filled[366, 1].revenue_fen == 9_900 - 900
    assert sum(cell.people for cell in found.cells) == figures(found)["ever_buyers"].value == 5


def test_intervals_join_orders_of_one_day(platform, scope, world):
    found = figures(read(platform, repurchase, scope, as_of=date(2025, 2, 1)))
    assert found["intervals"].value == 1 + 4 + 1
    assert found["median_days"].value == np.median([57, 10, 31, 31, 101, 1])
    assert (found["ever_buyers"].value, found["repeat_buyers"].value) == (5, 3)
    assert found["within_30"].value == 2 / 6


def test_cohorts_follow_people_through_the_months(platform, scope, world):
    found = read(platform, retention, scope, as_of=TODAY, months=8)
    june = next(cohort for cohort in found.cohorts if cohort.month == "2024-06")
    assert (june.people, [cell.people for cell in june.cells]) == (1, [1, 1, 1, 1, 0, 0, 1, 0])
    assert [len(cohort.cells) for cohort in found.cohorts] == list(range(8, 0, -1))


def test_a_brand_without_orders_has_empty_reports(platform, scope, other_scope, world):
    found = read(platform, overview, other_scope, last=TODAY)
    assert {one.value for one in found.figures} == {0, None}
    assert figures(read(platform, repurchase, other_scope))["median_days"].value is None
    assert read(platform, repurchase, other_scope).curve == ()
    assert {cell.people for cell in read(platform, rfm, other_scope).cells} == {0}
    make_people(platform, other_scope, 1)
    assert_rules_hold(platform, other_scope, read(platform, overview, other_scope, last=TODAY), TODAY)


def test_a_manager_of_one_store_sees_the_figures_of_its_people(platform, scope, world):
    def work(conn):
        unit = save_org_units(conn, scope, [NewOrgUnit("A", "", OrgLevel.STORE, "A店")])["A"]
        ids = np.array([world[0], world[5]], dtype=np.int64)
        customers.assign_owner(conn, scope, ids, org_unit_ids=[unit, unit], advisor_ids=[None, None])
        return units_by_id(conn, scope, [unit])[unit].path

    narrow = Scope(scope.brand_id, (platform.stores.core.write(work),), "user:1")
    found = read(platform, overview, narrow, last=TODAY)
    values = {key: one.value for key, one in figures(found).items()}
    assert (values["customers"], values["buyers"], values["revenue"]) == (2, 2, 3_550 - 300)
    for report in (overview, rfm, repurchase, retention):
        assert_rules_hold(platform, narrow, read(platform, report, narrow), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("report", "options"),
    [
        (overview, {"first": date(2025, 1, 2), "last": TODAY}),
        (overview, {"first": date(1980, 1, 1), "last": TODAY}),
        (rfm, {"as_of": date(1, 1, 1)}),
        (retention, {"months": 0}),
    ],
)
def test_days_that_make_no_period_are_refused(platform, scope, report, options):
    with pytest.raises(BadPeriod):
        read(platform, report, scope, **options)


@given(st.lists(st.integers(0, 400), min_size=1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]))
def test_quantiles_of_a_histogram_are_those_of_the_values(values, share):
    counts = {value: values.count(value) for value in values}
    assert quantile(counts, share) == pytest.approx(float(np.quantile(values, share)))
    assert share_within(counts, 30) == sum(value <= 30 for value in values) / len(values)


def test_real_purchases_give_the_published_repurchase_figures(platform, scope, shared_data):
    lines = [line.split() for line in (shared_data / "CDNOW_sample.txt").read_text().splitlines() if line.strip()]
    buyers = sorted({line[1] for line in lines})
    ids = dict(zip(buyers, make_people(platform, scope, len(buyers)), strict=True))
    moments = [datetime.strptime(line[2], "%Y%m%d").replace(tzinfo=ZONE) for line in lines]

    def append(conn):
        code = platform.lake.codes(conn, scope, ["Order Paid"], create=True)["Order Paid"]
        columns = {
            "customer_id": [ids[line[1]] for line in lines],
            "at_ms": [round(moment.timestamp() * 1000) for moment in moments],
            "event": [code] * len(lines),
            "value_fen": [round(float(line[4]) * 100) for line in lines],
            "quantity": [int(line[3]) for line in lines],
            "ref": [0] * len(lines),
            "properties": [None] * len(lines),
        }
        platform.lake.append_columns(conn, scope, columns)

    platform.stores.core.write(append)
    found = figures(read(platform, repurchase, scope))
    quartiles = [found[key].value for key in ("lower_quartile_days", "median_days", "upper_quartile_days")]
    assert (found["intervals"].value, quartiles) == (4_339, [12, 34, 90.5])
    assert_rules_hold(platform, scope, read(platform, rfm, scope, as_of=date(1998, 6, 30)), date(1998, 6, 30))
