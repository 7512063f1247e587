import gc
import itertools
import re
import tracemalloc
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from siyu.simulators.brand.contracts import BLOCK_CUSTOMERS, CHINA_TIME, BrandSpec
from siyu.simulators.brand.draws import scattered
from siyu.simulators.brand.world import behaviours, customers, orders

STREAMS = [customers, orders, behaviours]
named = pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.__name__)


@named
def test_the_same_seed_tells_the_same_story(brand_of, stream):
    assert list(stream(brand_of(customers=9_000))) == list(stream(brand_of(customers=9_000)))


@named
def test_another_seed_tells_another_story(brand_of, stream):
    assert next(stream(brand_of(customers=500))) != next(stream(brand_of(customers=500, seed=8)))


@named
def test_a_full_block_is_the_same_in_a_brand_of_20_000_and_of_50_000(brand_of, stream):
    small, large = (list(itertools.islice(stream(brand_of(customers=count)), 2)) for count in (20_000, 50_000))
    assert small == large


def test_a_partly_used_block_begins_the_full_one(brand_of):
    small, large = (pa.Table.from_batches(customers(brand_of(customers=count))) for count in (1_000, 20_000))
    assert small.num_rows == 1_000
    assert large.slice(0, 1_000).equals(small)


@pytest.mark.parametrize("stream", [orders, behaviours], ids=lambda stream: stream.__name__)
def test_a_partly_used_block_has_exactly_what_its_customers_did(brand_of, stream):
    few = pa.Table.from_batches(customers(brand_of(customers=1_000)))["member_no"]
    small = pa.Table.from_batches(stream(brand_of(customers=1_000)))
    large = pa.Table.from_batches(stream(brand_of(customers=20_000)))
    assert large.filter(pc.is_in(large["member_no"], few)).equals(small.combine_chunks())


@named
def test_a_brand_of_nobody_streams_nothing(brand_of, stream):
    assert list(stream(brand_of(customers=0))) == []


@named
def test_one_customer_makes_one_batch(brand_of, stream):
    batches = list(stream(brand_of(customers=1)))
    assert len(batches) == 1
    assert len(set(batches[0]["member_no"].to_pylist())) <= 1


@named
def test_the_first_batch_of_a_hundred_million_customers_needs_one_block_only(brand_of, stream):
    first = next(stream(brand_of(customers=100_000_000)))
    assert 0 < len(set(first["member_no"].to_pylist())) <= BLOCK_CUSTOMERS


@named
def test_six_blocks_need_no_more_memory_than_two(brand_of, stream):
    assert _peak_bytes(stream, brand_of(customers=6 * BLOCK_CUSTOMERS)) < 1.3 * _peak_bytes(
        stream, brand_of(customers=2 * BLOCK_CUSTOMERS)
    )


def _peak_bytes(stream, spec: BrandSpec) -> int:
    """The most that numpy and Arrow held together while a consumer threw every batch away."""
    gc.collect()
    arrow_before, arrow = pa.total_allocated_bytes(), 0
    tracemalloc.start()
    for batch in stream(spec):
        arrow = max(arrow, pa.total_allocated_bytes() - arrow_before)
        del batch
    python = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return python + arrow


@named
def test_shorter_windows_and_odd_ends_stay_inside_the_window(stream):
    for wall in (datetime(2024, 2, 29, 0, 0, 0), datetime(2025, 8, 31, 23, 59, 59), datetime(2041, 3, 1, 4, 5, 6)):
        spec = BrandSpec(end_ms=round(wall.replace(tzinfo=CHINA_TIME).timestamp() * 1000), customers=3_000, months=2)
        at_ms = next(stream(spec))[{"customers": "joined_at_ms", "orders": "paid_at_ms"}.get(stream.__name__, "at_ms")]
        assert spec.start_ms <= pc.min(at_ms).as_py() <= pc.max(at_ms).as_py() <= spec.end_ms


def test_the_window_starts_calendar_months_before_its_end_at_the_same_wall_time():
    def wall(at_ms: int) -> str:
        return datetime.fromtimestamp(at_ms / 1000, CHINA_TIME).isoformat()

    def start(end: str, months: int) -> str:
        return wall(BrandSpec(end_ms=round(datetime.fromisoformat(end).timestamp() * 1000), months=months).start_ms)

    assert start("2026-11-21T15:20:00+08:00", 18) == "2025-05-21T15:20:00+08:00"
    assert start("2026-08-31T00:00:00+08:00", 18) == "2025-02-28T00:00:00+08:00"
    assert start("2026-01-15T08:00:00+08:00", 1) == "2025-12-15T08:00:00+08:00"


def test_scattered_numbers_never_meet():
    for space in (10_000, 1_000_000, 3_700_000_000):
        numbers = np.arange(min(space, 1_000_000), dtype=np.int64)
        mixed = scattered(7, numbers, space)
        assert len(np.unique(mixed)) == len(numbers)
        assert 0 <= mixed.min() <= mixed.max() < space


def test_neighbours_show_no_order_in_their_numbers(told):
    numbers = [int(re.sub(r"\D", "", text)) for text in told.customers["phone"].to_pylist()[:2_000]]
    last = np.array(numbers) % 1_000
    assert len(np.unique(np.diff(last) % 1_000)) > 700
    assert len(np.unique(np.diff(np.array(numbers)))) > 1_900
