from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pytest

from siyu.simulators.brand.contracts import CHINA_TIME, BrandSpec
from siyu.simulators.brand.world import behaviours, customers, orders

END_MS = round(datetime(2026, 11, 21, 15, 20, tzinfo=CHINA_TIME).timestamp() * 1000)


@dataclass(frozen=True)
class Told:
    """A whole brand in memory: what the tests look at."""

    spec: BrandSpec
    customers: pa.Table
    orders: pa.Table
    behaviours: pa.Table


@pytest.fixture(scope="session")
def brand_of() -> Callable[..., BrandSpec]:
    def spec(**changes: int) -> BrandSpec:
        return BrandSpec(**{"end_ms": END_MS, **changes})

    return spec


@pytest.fixture(scope="session")
def told() -> Told:
    spec = BrandSpec(end_ms=END_MS)
    return Told(spec, *(pa.Table.from_batches(stream(spec)) for stream in (customers, orders, behaviours)))


Stream = Callable[[BrandSpec], Iterator[pa.RecordBatch]]
