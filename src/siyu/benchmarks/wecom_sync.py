"""A full reading of a corp: 1,000,000 friends over 3,000 members, within the documented frequency limits.

The simulated corp keeps the vendor's table (10,000 calls a minute of one API), our client keeps below it by itself.
The reading is killed once in the middle and started again. `SIYU_BENCH_FRIENDS` makes the corp smaller.
"""

import json
import math
import os
import time
from pathlib import Path
from typing import Any

from siyu.benchmarks.wecom_sides import CorpProcess, OurProcess, brand_of, friends_read
from siyu.benchmarks.wecom_worker import FIGURES

FRIENDS, STAFF = 1_000_000, 3_000
PAGE, STAFF_PER_CALL = 100, 100
BATCH = "externalcontact/batch/get_by_user"
# A reading that holds every page it was given would need at least this for a friend (measured of one decoded row).
BYTES_PER_FRIEND = 1_200
KILL_AT = 0.5
LOOK_EVERY_S = 1.0
POINTLESS_S = 3_600.0


def rows() -> list[dict[str, Any]]:
    """This function will read the corp once, killed halfway, and compare with the fewest calls possible."""
    friends = int(os.environ.get("SIYU_BENCH_FRIENDS", FRIENDS))
    found = measure(friends, STAFF)
    fewest = math.ceil(friends / PAGE)
    head = f"wecom_sync ({friends:,} friends of {STAFF:,} members, killed once, {found['seconds']:.0f} s)"
    naive_mb = friends * BYTES_PER_FRIEND / 1e6
    return [
        _row(f"{head}: calls of get_by_user", found["calls"], fewest, "the fewest possible: 100 friends a call"),
        _row(f"{head}: peak MB", found["peak_mb"], round(naive_mb), "holding every row until the end"),
        _row(
            f"{head}: calls after the kill for staff read before it", found["again"], found["before"],
            "starting over: calls made before the kill",
        ),
    ]  # fmt: skip


def measure(friends: int, staff: int) -> dict[str, Any]:
    """This function will read a corp, killing the reader halfway, and return calls, peak MB and seconds."""
    corp = CorpProcess(frequency_scale=1.0)
    try:
        corp.tell("staff", staff)
        corp.tell("friends", friends, staff)
        with brand_of(corp) as folder:
            started = time.monotonic()
            reader = OurProcess(folder, "wecom_worker.read_corp()", {})
            stored = _kill_at(folder, reader, int(friends * KILL_AT))
            before = corp.tell("calls")[BATCH]
            reader.restart()
            if reader.wait():
                raise RuntimeError("the reading ended with an error")
            figures = json.loads((folder / FIGURES).read_text())
            calls = corp.tell("calls")[BATCH]
            if figures["friends"] != friends or figures["staff"] != staff:
                raise RuntimeError(f"{figures} instead of {friends} friends of {staff} members")
            # Pages read but not yet stored when it was killed; those of finished staff are never among them.
            again = calls - figures["pages"]
            seconds = time.monotonic() - started
            return {**figures, "calls": calls, "before": before, "stored": stored, "again": again, "seconds": seconds}
    finally:
        corp.stop()


def _kill_at(folder: Path, reader: OurProcess, friends: int) -> int:
    """This function will kill the reader once `friends` are stored, and return how many were."""
    end = time.monotonic() + POINTLESS_S
    while friends_read(folder) < friends and time.monotonic() < end:
        time.sleep(LOOK_EVERY_S)
    reader.kill()
    return friends_read(folder)


def _row(name: str, ours: float, baseline: float, baseline_name: str) -> dict[str, Any]:
    ratio = round(baseline / ours, 3) if ours else 1.0
    return {"name": name, "ours": round(ours), "baseline": baseline, "baseline_name": baseline_name, "ratio": ratio}
