"""A worker in a process of its own, to be killed."""

import time
from pathlib import Path

from siyu.connectors.webhook.channel import WebhookChannel
from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.journeys import tasks as journeys_tasks
from siyu.kit import jobs
from siyu.kit.bits import BitStore
from siyu.kit.clock import SystemClock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.stores import open_stores
from siyu.kit.facts import FactBus
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane, Worker
from siyu.outreach import tasks as outreach_tasks
from siyu.outreach.contracts import MessagesMoved
from siyu.outreach.settings import OutreachSettings

# Short leases, so that what a killed worker held is free again soon.
LEASE_MS = 1_000


def open_platform(folder: Path, url: str) -> Platform:
    return Platform(
        settings=KitSettings(data_dir=folder, database_url=url),
        clock=SystemClock(),
        stores=open_stores(url),
        bits=BitStore(folder / "bits"),
        columns=ColumnStore(folder / "columns"),
        lake=Lake(folder / "lake"),
        keyring=Keyring(b"k" * 32),
    )


def make_worker(platform: Platform) -> Worker:
    bus = FactBus()
    bus.on(MessagesMoved, outreach_tasks.on_messages_moved)
    channels = {"webhook": WebhookChannel(platform), "wecom": WecomChannel(platform, WecomClient(platform.clock))}
    settings = OutreachSettings(dispatch_lease_ms=LEASE_MS, collect_every_ms=200)
    facts = Lane("flow.facts", lambda one: one.stores.flow, lambda one, lease: bus.deliver(one, one.stores.flow, lease))
    lanes = [*journeys_tasks.LANES, *outreach_tasks.lanes(channels, settings), facts]
    return Worker(platform, lanes, {**journeys_tasks.JOBS}, [])


def work_for_ever(folder: Path, url: str) -> None:
    """This function will run a worker until the process is killed."""
    jobs.LANE_LEASE_MS = LEASE_MS
    make_worker(open_platform(folder, url)).start()
    while True:
        time.sleep(1)
