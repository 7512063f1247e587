"""A worker that is killed after WeCom has begun a hand-over and before that is noted."""

import os
import signal
from pathlib import Path

from siyu.advisors.handover.contracts import Answer, Order
from siyu.advisors.handover.running.operations import carry_on
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.kit.bits import BitStore
from siyu.kit.clock import VirtualClock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import open_stores
from siyu.kit.lake.log import Lake
from siyu.kit.platform import Platform


class DyingDesk(WecomHandoverDesk):
    """Dies with the answer in its hands."""

    def start(self, scope: Scope, order: Order) -> Answer:
        """This function will ask WeCom and be killed."""
        super().start(scope, order)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def hand_over_and_die(folder: Path, url: str, scope: Scope, now_ms: int) -> None:
    """This function will carry hand-overs on until it is killed."""
    platform = Platform(
        settings=KitSettings(data_dir=folder, database_url=url),
        clock=VirtualClock(now_ms),
        stores=open_stores(url),
        bits=BitStore(folder / "bits"),
        columns=ColumnStore(folder / "columns"),
        lake=Lake(folder / "lake"),
        keyring=Keyring(b"k" * 32),
    )
    carry_on(platform, DyingDesk(platform, WecomClient(platform.clock)), _nobody, scope)  # type: ignore[arg-type]


_nobody = None
