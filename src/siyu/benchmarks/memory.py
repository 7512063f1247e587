"""Peak memory of importing orders and evaluating segments on them, at 100,000 and at 1,000,000 customers.

Each size runs in a process of its own, whose largest resident size is read at the end. Memory is bounded by the batch
and the shard, so ten times the customers must need far less than ten times the memory.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from siyu.benchmarks.scratch import scratch
from siyu.imports.contracts import Kind
from siyu.imports.operations import resume_or_create
from siyu.imports.running.operations import run_import
from siyu.segments import queries

SMALL, LARGE = 100_000, 1_000_000
START = date(2024, 1, 1)
RULE = {
    "all": [
        {"event": "Order Paid", "window": {"last_days": 3_000}},
        {"not": {"event": "Order Paid", "measure": "sum", "of": "value_fen", "op": ">=", "value": 30_000}},
    ]
}


def rows() -> list[dict[str, Any]]:
    """This function will measure peak megabytes at both sizes; the ratio says how much flatter than the data they grow."""
    small, large = _apart(SMALL), _apart(LARGE)
    scaled = small * LARGE / SMALL
    return [
        {
            "name": f"memory: peak MB, importing {LARGE:,} customers' orders and counting a rule on them",
            "ours": round(large),
            "baseline": round(scaled),
            "baseline_name": f"ten times the {round(small)} MB of {SMALL:,} customers (memory growing with the data)",
            "ratio": round(scaled / large, 1),
        }
    ]


def measure(count: int) -> float:
    """This function will import one order each of `count` customers, count a rule, and return this process's peak MB."""
    with scratch() as (platform, scope), tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.writelines(_lines(count))
        file.flush()
        with Path(file.name).open("rb") as stream:
            run = resume_or_create(platform, scope, stream, name="orders.csv", kind=Kind.ORDERS)
        run = run_import(platform, scope, run.id)
        with platform.stores.core.reading() as conn:
            found = queries.count(platform, conn, scope, RULE, as_of_ms=platform.clock.now_ms())
    if not found or run.totals.imported != count:
        raise RuntimeError(f"{run.totals.imported} of {count} orders were imported, {found} people counted")
    return _peak_mb()


def _peak_mb() -> float:
    """This function will return this program's own peak of resident memory in MB (Linux, proc(5) VmHWM).

    Not getrusage's ru_maxrss: that survives exec, so a child would report what its parent had used before.
    """
    status = Path("/proc/self/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _lines(count: int) -> Iterator[str]:
    yield "订单号,会员号,支付时间,实付金额,件数\n"
    for number in range(count):
        day = START + timedelta(days=number % 600)
        yield f"O{number},M{number},{day.isoformat()} 10:00:00,{10 + number % 500}.50,1\n"


def _apart(count: int) -> float:
    """This function will run `measure` in a fresh process and return what it found."""
    code = f"from siyu.benchmarks.memory import measure; print(measure({count}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])
