"""A worker that dies right after WeCom made a task and before it could write that down."""

import os
import signal
from pathlib import Path
from typing import Any

from siyu.connectors.wecom.channel import WecomChannel
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.kit.bits import BitStore
from siyu.kit.clock import VirtualClock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import open_stores
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform
from siyu.outreach.dispatching.operations import dispatch
from tests.outreach.factories import SETTINGS


class DyingClient(WecomClient):
    """A client whose process is killed the moment the answer to add_msg_template has arrived."""

    def post(self, app: Any, path: str, body: Any, **options: Any) -> Any:
        answer = super().post(app, path, body, **options)
        if path.endswith("add_msg_template"):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def die_dispatching(folder: Path, url: str, brand_id: int, now_ms: int) -> None:
    """This function will hand a campaign over and never return."""
    platform = Platform(
        settings=KitSettings(data_dir=folder, database_url=url),
        clock=VirtualClock(now_ms),
        stores=open_stores(url),
        bits=BitStore(folder / "bits"),
        columns=ColumnStore(folder / "columns"),
        lake=Lake(folder / "lake"),
        keyring=Keyring(b"k" * 32),
    )
    dispatch(platform, WecomChannel(platform, DyingClient(platform.clock)), Scope(brand_id), SETTINGS)
