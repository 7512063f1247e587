"""Standing work of full readings, bound in bootstrap: carry on what is due, begin one for every brand each night."""

from contextlib import suppress
from functools import partial

import structlog

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.credentials import WecomNotSetUp, corp_of
from siyu.connectors.wecom.sync import operations, queries
from siyu.connectors.wecom.sync.reading import read_all
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Job, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy

NIGHTLY_JOB = "wecom.reconcile"
IDLE_S = 1.0
log = structlog.get_logger(__name__)


def sync_lane(client: WecomClient) -> Lane:
    """This function will make the lane that carries readings on; each brand's reading holds a lane of its own."""

    def run(platform: Platform, _lease: Lease) -> int:
        with platform.stores.core.reading() as conn:
            found = queries.due(conn, platform.clock.now_ms())
        return sum(_carry_on(platform, client, Scope(brand_id), sync_id) for brand_id, sync_id in found)

    return Lane("wecom.sync", lambda platform: platform.stores.core, run, IDLE_S, exclusive=False)


def begin_nightly(platform: Platform, _job: Job) -> None:
    """This function will have the friends of every brand that uses WeCom read anew, and what was missed put right."""
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
    now_ms = platform.clock.now_ms()
    for scope in scopes:
        with suppress(WecomNotSetUp):
            corp_of(platform, scope)
            begin = partial(operations.begin, scope=scope, started_by="nightly", at_ms=now_ms)
            platform.stores.core.write(begin)


def _carry_on(platform: Platform, client: WecomClient, scope: Scope, sync_id: int) -> int:
    try:
        read_all(platform, client, scope, sync_id)
    except SiyuError as error:
        log.warning("wecom.sync_stopped", brand=scope.brand_id, sync=sync_id, reason=error.detail("en"))
        return 0
    return 1
