"""A burst of new friends: does everybody get one welcome within 20 seconds, whatever goes wrong?

Four processes: the simulated corp (with its callback line and API), our callback door, the one worker, this one. The
first run is calm; in the second 2 % of callbacks come twice, 1 % are overtaken, the worker is killed three times (and
started again, as a service manager would) and WeCom answers 45009 for five seconds. The corp's own books say what became
of the welcomes.

WeCom itself lets a corp call an API 10,000 times a minute, and one address 20,000 times; 60,000 a minute is beyond
both. Therefore these windows are switched off, in the simulator and in our client. Everything else is as it is delivered.
`SIYU_BENCH_SECONDS` and `SIYU_BENCH_PER_S` make the burst shorter or slower; the rate really offered is in the row's name.
"""

import os
import time
from typing import Any

from siyu.benchmarks.wecom_sides import NO_LIMITS, CorpProcess, OurProcess, brand_of, door_for, wait_for_worker

ADDS_PER_S = 1_000
SECONDS = 60.0
STAFF = 200
SETTLE_S = 40.0
KILLS_AT = (0.2, 0.45, 0.75)
TOO_OFTEN_AT = 0.6
TOO_OFTEN_MS = 5_000
TROUBLE = {"duplicated": 0.02, "reordered": 0.01}
SEND = "externalcontact/send_welcome_msg"


def rows() -> list[dict[str, Any]]:
    """This function will run both bursts; `ours` is the share of adds welcomed in time, in percent."""
    seconds = float(os.environ.get("SIYU_BENCH_SECONDS", SECONDS))
    per_s = int(os.environ.get("SIYU_BENCH_PER_S", ADDS_PER_S))
    calm = burst(seconds, per_s=per_s, troubled=False)
    troubled = burst(seconds, per_s=per_s, troubled=True)
    return [*_rows("calm", calm), *_rows("duplicates, reordering, 3 kills, 45009 for 5 s", troubled)]


def burst(seconds: float, *, per_s: int, troubled: bool) -> dict[str, Any]:
    """This function will run one burst and return the corp's books (see wecom_corp.Corp.books)."""
    corp = CorpProcess()
    try:
        corp.tell("staff", STAFF)
        with brand_of(corp) as folder, door_for(folder, corp):
            worker = OurProcess(folder, "wecom_worker.work_for_ever()", NO_LIMITS)
            try:
                wait_for_worker(folder)
                if troubled:
                    corp.tell("trouble", TROUBLE)
                corp.tell("adds", per_s, seconds, STAFF)
                _let_happen(corp, worker, seconds, troubled)
                books: dict[str, Any] = corp.tell("books")
                return books
            finally:
                worker.kill()
    finally:
        corp.stop()


def _let_happen(corp: CorpProcess, worker: OurProcess, seconds: float, troubled: bool) -> None:
    """This function will wait until everybody has been welcomed, or 40 s after the last add, doing harm meanwhile."""
    plan: list[tuple[float, str]] = []
    if troubled:
        plan = sorted([(share * seconds, "kill") for share in KILLS_AT] + [(TOO_OFTEN_AT * seconds, "45009")])
    started = time.monotonic()
    while time.monotonic() < started + seconds + SETTLE_S:
        if plan and time.monotonic() >= started + plan[0][0]:
            _, harm = plan.pop(0)
            if harm == "kill":
                worker.restart()
            else:
                corp.tell("refuse", SEND, 45009, TOO_OFTEN_MS)
        told = corp.tell("progress")
        if not told["busy"] and told["welcomed"] >= told["added"] and not plan:
            return
        time.sleep(0.25)


def _rows(name: str, books: dict[str, Any]) -> list[dict[str, Any]]:
    added, seconds = books["added"], books["seconds"]
    head = f"wecom_burst ({name}; {added:,} adds in {seconds:g} s = {added / seconds:.0f}/s)"
    share = 100 * books["within_20_s"] / added
    took = books["took_ms"]
    spread = ", ".join(f"{key} {value / 1000:.2f} s" for key, value in took.items())
    return [
        _row(f"{head}: % of welcomes accepted within 20 s", round(share, 3), 100, "every add, by the corp's books"),
        _row(f"{head}: customers welcomed twice", books["twice"], 0, "none allowed"),
        _row(f"{head}: welcome latency, {spread}; p99 in ms", took.get("p99", 0), 20_000, "the vendor's window"),
    ]


def _row(name: str, ours: float, baseline: float, baseline_name: str) -> dict[str, Any]:
    ratio = round(baseline / ours, 2) if ours else 1.0
    return {"name": name, "ours": ours, "baseline": baseline, "baseline_name": baseline_name, "ratio": ratio}
