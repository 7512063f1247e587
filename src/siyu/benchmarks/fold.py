"""Folding: batches, against one message at a time, through the same operations and with the same durability."""

from time import perf_counter
from typing import Any

from siyu.benchmarks.scratch import scratch
from siyu.benchmarks.traffic import STATED, messages
from siyu.events.folding.operations import fold
from siyu.events.inbox.contracts import BATCH, Delivery
from siyu.events.inbox.operations import accept
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

SET_MESSAGES = 60_000
SINGLE_MESSAGES = 600
BATCH_SIZE = 100
STEPS_MAX = 1_000_000


def rows() -> list[dict[str, Any]]:
    """This function will measure messages folded per second, both ways, into customers, attributes, log and facts."""
    ours = _rate(SET_MESSAGES, BATCH_SIZE)
    single = _rate(SINGLE_MESSAGES, 1)
    return [
        {
            "name": "fold: messages per second, from the inbox into customers, log and facts",
            "ours": round(ours),
            "baseline": round(single),
            "baseline_name": "one message per transaction through the same operations",
            "ratio": round(ours / single, 1),
        }
    ]


def _rate(count: int, batch_size: int) -> float:
    """This function will return messages per second; with a batch size of 1 each message is folded by itself."""
    with scratch() as (platform, scope):
        _fill(platform, scope, count, batch_size)
        limit = {"messages_max": 1} if batch_size == 1 else {}
        started = perf_counter()
        done = 0
        for _ in range(STEPS_MAX):
            step = fold(platform, scope, **limit)
            done += step
            if not step:
                break
        took_s = perf_counter() - started
    if done != count:
        raise RuntimeError(f"{done} of {count} messages were folded")
    return done / took_s


def _fill(platform: Platform, scope: Scope, count: int, batch_size: int) -> None:
    raws = [encode(message) for message in messages(count)]
    now_ms = platform.clock.now_ms()
    deliveries = [
        Delivery(1, BATCH, now_ms, STATED, len(part), b"[" + b",".join(part) + b"]")
        for part in (raws[start : start + batch_size] for start in range(0, count, batch_size))
    ]
    platform.stores.inbox.write(lambda conn: accept(conn, scope, deliveries))
