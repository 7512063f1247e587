"""A worker with the lanes of WeCom in a process of its own, to be killed."""

import time
from pathlib import Path

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.tags import operations, tasks
from siyu.connectors.wecom.tasks import callback_lanes
from siyu.customers.contracts import CustomersTagged
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

# A short lease, so that what a killed worker held is free again soon.
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


def work_for_ever(folder: Path, url: str) -> None:
    """This function will run a worker until the process is killed."""
    jobs.LANE_LEASE_MS = LEASE_MS
    platform = open_platform(folder, url)
    Worker(platform, callback_lanes(WecomClient(platform.clock)), {}, []).start()
    while True:
        time.sleep(1)


def tag_for_ever(folder: Path, url: str) -> None:
    """This function will write tags to WeCom until the process is killed."""
    jobs.LANE_LEASE_MS = operations.LEASE_MS = LEASE_MS
    platform = open_platform(folder, url)
    bus = FactBus()
    bus.on(CustomersTagged, tasks.on_tagged)
    facts = Lane("core.facts", lambda on: on.stores.core, lambda on, lease: bus.deliver(on, on.stores.core, lease))
    Worker(platform, [facts, tasks.tags_lane(WecomClient(platform.clock))], tasks.JOBS, []).start()
    while True:
        time.sleep(1)
