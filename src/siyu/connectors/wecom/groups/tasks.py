"""Standing work of groups, bound in bootstrap: read what waits, ask for the figures of the days that are over."""

from collections.abc import Mapping
from functools import partial

import structlog

from siyu.connectors.wecom.callbacks.taking import Listener
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.credentials import WecomNotSetUp, corp_of
from siyu.connectors.wecom.groups import notices, queue
from siyu.connectors.wecom.groups.figures import FigureTaker
from siyu.connectors.wecom.groups.reading import read_some
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane

FIGURES_EVERY_S = 600.0
LISTENERS: Mapping[str, Listener] = {notices.KIND: notices.take}
log = structlog.get_logger(__name__)


def group_lanes(client: WecomClient) -> list[Lane]:
    """This function will make the lanes that read groups and ask for their figures."""
    figures = FigureTaker(client)
    return [
        Lane("wecom.groups", lambda platform: platform.stores.core, partial(read_due, client)),
        Lane("wecom.group_figures", lambda platform: platform.stores.core, figures.run, FIGURES_EVERY_S),
    ]


def read_due(client: WecomClient, platform: Platform, _lease: Lease | None = None) -> int:
    """This function will read a step of every brand's groups that are due and return how many were asked for."""
    with platform.stores.core.reading() as conn:
        scopes = [Scope(one) for one in queue.brands_due(conn, platform.clock.now_ms())]
    return sum(_read(client, platform, scope) for scope in scopes)


def _read(client: WecomClient, platform: Platform, scope: Scope) -> int:
    try:
        return read_some(platform, client, scope, corp_of(platform, scope))
    except WecomNotSetUp:
        return 0  # they wait until it is set up again
    except SiyuError as error:
        log.warning("wecom.groups_later", brand=scope.brand_id, reason=error.detail("en"))
        return 0
