"""Standing work of segments: one lane keeps every brand's segments up to date."""

from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.segments.queries import UnknownSegment
from siyu.segments.refreshing import operations, queries
from siyu.tenancy.queries import brands

REFRESHES_PER_STEP_MAX = 20
# A segment that is costly to work out rests for a multiple of its cost, so that the lane leaves the machine to others.
COSTLY_MS = 250
REST_FACTOR = 4
_resting_until_ms: dict[tuple[int, int], int] = {}


def refresh_lane(platform: Platform, lease: Lease) -> int:
    """This function will work out stale segments of every brand and return how many changed (0 lets the lane rest)."""
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in brands(conn)]
    return sum(_refresh_brand(platform, scope, lease) for scope in scopes)


def _refresh_brand(platform: Platform, scope: Scope, lease: Lease) -> int:
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        due = queries.stale(platform, conn, scope, now_ms=now_ms)
    awake = [one for one in due if _resting_until_ms.get((scope.brand_id, one), 0) <= now_ms]
    changed = 0
    for segment_id in awake[:REFRESHES_PER_STEP_MAX]:
        if not lease.renew():
            break
        changed += _refresh_one(platform, scope, segment_id, lease)
    return changed + len(awake[REFRESHES_PER_STEP_MAX:])


def _refresh_one(platform: Platform, scope: Scope, segment_id: int, lease: Lease) -> bool:
    started_ms = platform.clock.now_ms()
    try:
        return operations.refresh(platform, scope, segment_id, lease).changed
    except UnknownSegment:
        return False  # deleted since it was found stale
    finally:
        ended_ms = platform.clock.now_ms()
        if ended_ms - started_ms > COSTLY_MS:
            _resting_until_ms[scope.brand_id, segment_id] = ended_ms + REST_FACTOR * (ended_ms - started_ms)
