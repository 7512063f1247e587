"""What a group live code is, as people set it and as the vendor holds it."""

from dataclasses import dataclass

from siyu.communities.writing.contracts import WriteState

GROUPS_MAX = 5
NAME_CHARS_MAX = 30
BASE_NAME_CHARS_MAX = 40
CODES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class JoinCodeSettings:
    """A code as wanted. `auto_create`: when all groups are full WeCom opens "base name + number", counting from it."""

    name: str
    chat_ids: tuple[str, ...]
    auto_create: bool = True
    base_name: str = ""
    base_number: int = 1


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A stored code. `state` is its word: WeCom says it of everybody who comes by it."""

    id: int
    settings: JoinCodeSettings
    state: str
    sync: WriteState
    error: str
    error_en: str
    version: int
    removed: bool
    has_picture: bool
    created_by: str
    created_at_ms: int
    updated_at_ms: int
    synced_at_ms: int


@dataclass(frozen=True, slots=True)
class HeldWay:
    """A code as the vendor holds it: groups it has opened by itself are among `chat_ids`."""

    chat_ids: tuple[str, ...]
    base_number: int
    qr_url: str
