"""What every edge (route, task, command) is handed: the clock, the stores, the sets, the lake and the keys."""

from dataclasses import dataclass

from siyu.kit.bits import BitStore
from siyu.kit.clock import Clock
from siyu.kit.columns import ColumnStore
from siyu.kit.config import KitSettings
from siyu.kit.crypto import Keyring
from siyu.kit.db.stores import Stores
from siyu.kit.lake.log import Lake


@dataclass(frozen=True, slots=True)
class Platform:
    """One running installation, without any feature."""

    settings: KitSettings
    clock: Clock
    stores: Stores
    bits: BitStore
    columns: ColumnStore
    lake: Lake
    keyring: Keyring

    def close(self) -> None:
        """This function will finish queued writes and close every file."""
        self.lake.close()
        self.stores.close()
