"""Customer groups (客户群): chats with their members and history, the codes that lead into them, welcome templates."""

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from siyu.simulators.wecom.entities import Json


class GroupStatus(IntEnum):
    """Where a group stands in a hand-over, in the vendor's numbers."""

    NORMAL = 0
    OWNER_LEFT = 1
    INHERITING = 2
    INHERITED = 3


class JoinScene(IntEnum):
    """How somebody came in, as `groupchat/get` numbers it."""

    INVITED = 1
    LINK = 2
    CODE = 3


@dataclass(slots=True)
class GroupMember:
    """This record is one stay of a member (type 1) or customer (type 2) in a group."""

    ident: str
    type: int
    joined_at_ms: int
    scene: JoinScene = JoinScene.INVITED
    invitor: str = ""
    state: str = ""
    left_at_ms: int | None = None


@dataclass(slots=True)
class GroupChat:
    """This record is a customer group; `past` keeps the stays that ended, `said` messages per (day, speaker)."""

    chat_id: str
    serial: int
    name: str
    owner: str
    created_at_ms: int
    notice: str = ""
    status: GroupStatus = GroupStatus.NORMAL
    members: dict[str, GroupMember] = field(default_factory=dict)
    past: list[GroupMember] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)
    said: Counter[tuple[int, str]] = field(default_factory=Counter)
    changes: int = 0
    dismissed_at_ms: int | None = None
    template_id: str | None = None

    @property
    def version(self) -> str:
        """Return the member version (`member_version`, `CurMemVer`)."""
        return f"v{self.serial}x{self.changes}"

    @property
    def is_open(self) -> bool:
        """Return whether the group still exists."""
        return self.dismissed_at_ms is None


@dataclass(slots=True)
class JoinWay:
    """This record is a code that leads into groups; `fields` as the API returns them."""

    config_id: str
    serial: int
    agentid: int
    created_at_ms: int
    fields: Json


@dataclass(slots=True)
class WelcomeTemplate:
    """This record is a group welcome template of an app."""

    template_id: str
    agentid: int
    fields: Json


@dataclass(slots=True)
class GroupBook:
    """This record holds all groups, join ways and welcome templates."""

    chats: dict[str, GroupChat] = field(default_factory=dict)
    ways: dict[str, JoinWay] = field(default_factory=dict)
    templates: dict[str, WelcomeTemplate] = field(default_factory=dict)
