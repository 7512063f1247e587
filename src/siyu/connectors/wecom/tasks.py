"""Standing work of the connector, bound in bootstrap."""

from collections.abc import Mapping
from functools import partial

from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.greeting import Greeter
from siyu.connectors.wecom.callbacks.taking import Listener, Taker
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.settings import WecomSettings
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Job
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.outreach.welcome import operations as welcomes
from siyu.tenancy import queries as tenancy

WELCOME_IDLE_S = 0.05
SWEEP_JOB = "wecom.sweep"


def callback_lanes(client: WecomClient, listeners: Mapping[str, Listener] | None = None) -> list[Lane]:
    """This function will make the two lanes that work off callbacks.

    Welcomes have 20 seconds and a lane of their own, which every worker runs: a killed one must not be waited for.
    `listeners` take the kinds of callback that belong to other rooms ("change_external_chat": …).
    """
    settings = WecomSettings()
    greeter = Greeter(client, settings.welcomes_at_once)
    taker = Taker(client, settings.lookups_at_once, listeners)
    return [
        Lane("wecom.welcome", lambda platform: platform.stores.inbox, greeter.run, WELCOME_IDLE_S, exclusive=False),
        Lane("wecom.callbacks", lambda platform: platform.stores.inbox, taker.run),
    ]


def sweep(platform: Platform, _job: Job) -> None:
    """This function will delete callbacks and results of welcomes that are older than the settings keep."""
    before_ms = platform.clock.now_ms() - WecomSettings().callbacks_kept_days * DAY_MS
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
    for scope in scopes:
        while platform.stores.inbox.write(partial(inbox.forget, scope=scope, before_ms=before_ms)):
            pass
        while platform.stores.flow.write(partial(welcomes.forget_results, scope=scope, before_ms=before_ms)):
            pass
