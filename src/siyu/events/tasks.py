"""The worker's part in events: fold what came in, move the log into files, forget what has aged."""

from collections.abc import Callable

import structlog

from siyu.events import operations as log
from siyu.events.folding.operations import fold
from siyu.events.folding.queries import position
from siyu.events.inbox.operations import prune
from siyu.events.settings import EventsSettings
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

SWEEP_ROUNDS_MAX = 1_000
logger = structlog.get_logger(__name__)


def fold_lane(platform: Platform, lease: Lease | None = None) -> int:
    """This function will fold one batch of every brand and return how many messages were read (the lane `fold`)."""
    return _each_brand(platform, lambda scope: fold(platform, scope))


def flush_lane(platform: Platform, lease: Lease | None = None) -> int:
    """This function will move every brand's staged log into files and return how many events moved (`lake`)."""
    return _each_brand(platform, lambda scope: platform.lake.flush(platform.stores.core, scope))


def compact_lane(platform: Platform, lease: Lease | None = None) -> int:
    """This function will merge the log's small files, brand by brand, and return how many months (`lake-compact`)."""
    return _each_brand(platform, lambda scope: platform.lake.compact(platform.stores.core, scope))


def sweep(platform: Platform, job: object = None) -> None:
    """This function will forget old message ids and delete old folded deliveries (a nightly job, `events.sweep`)."""
    settings = EventsSettings()
    now_ms = platform.clock.now_ms()
    for scope in _scopes(platform):
        _forget(platform, scope, now_ms - settings.seen_days * DAY_MS)
        _prune(platform, scope, now_ms - settings.inbox_days * DAY_MS)


def _each_brand(platform: Platform, work: Callable[[Scope], int]) -> int:
    """This function will do `work` for every brand; the trouble of one is raised after the others had their turn."""
    done = 0
    trouble: Exception | None = None
    for scope in _scopes(platform):
        try:
            done += work(scope)
        except Exception as error:
            trouble = error
            logger.exception("events.lane_failed", brand=scope.brand_id)
    if trouble is not None:
        raise trouble
    return done


def _scopes(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in tenancy.brands(conn)]


def _forget(platform: Platform, scope: Scope, before_ms: int) -> None:
    for _ in range(SWEEP_ROUNDS_MAX):
        if not platform.stores.core.write(lambda conn: log.forget_seen(conn, scope, before_ms)):
            return


def _prune(platform: Platform, scope: Scope, before_ms: int) -> None:
    with platform.stores.core.reading() as conn:
        cursor = position(conn, scope)
    for _ in range(SWEEP_ROUNDS_MAX):
        if not platform.stores.inbox.write(lambda conn: prune(conn, scope, cursor=cursor, before_ms=before_ms)):
            return
