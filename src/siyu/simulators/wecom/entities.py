"""The nouns of the simulated corp. Times are milliseconds UTC; ids are opaque text as the vendor hands them out."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal

Json = dict[str, Any]
AppKind = Literal["app", "contacts", "archive"]


@dataclass(slots=True)
class App:
    """This record is a credential holder: a self-built app, 通讯录同步 (`contacts`) or 会话内容存档 (`archive`).

    Its secret calls the API, its keys protect the callbacks it receives. `customer_contact` says whether it is listed
    in 客户联系 → 可调用接口的应用. `trusted_domain` is host[:port] for OAuth; None accepts every address.
    """

    agentid: int
    name: str
    secret: str
    token: str
    aes_key: str
    callback_url: str | None = None
    customer_contact: bool = True
    visible_userids: frozenset[str] | None = None
    trusted_ips: frozenset[str] = frozenset()
    kind: AppKind = "app"
    enabled: bool = True
    trusted_domain: str | None = None

    def sees(self, userid: str) -> bool:
        """Return whether the member is in the app's visible range (可见范围)."""
        return self.visible_userids is None or userid in self.visible_userids


@dataclass(slots=True)
class AccessToken:
    """This record is one issued access_token."""

    value: str
    agentid: int
    expires_at_ms: int
    revoked: bool = False


@dataclass(slots=True)
class Member:
    """This record is a member (成员); `status` 1 active, 2 disabled, 4 not activated, 5 quit.

    `licensed` False puts the member into `fail_info` of batch reads. `resigned_at_ms` is set when they left the corp:
    the contacts API no longer knows them, their customers wait to be handed over.
    """

    userid: str
    name: str
    status: int = 1
    customer_contact: bool = True
    departments: tuple[int, ...] = (1,)
    has_own_welcome: bool = False
    position: str = ""
    alias: str = ""
    mobile: str = ""
    email: str = ""
    gender: int = 0
    leads: tuple[int, ...] = ()
    direct_leaders: tuple[str, ...] = ()
    real_name: bool = True
    banned: bool = False
    licensed: bool = True
    customers_max: int | None = None
    last_login_at_ms: int | None = None
    resigned_at_ms: int | None = None

    @property
    def works_here(self) -> bool:
        """Return whether the member still belongs to the corp."""
        return self.resigned_at_ms is None

    @property
    def serves(self) -> bool:
        """Return whether the member can meet customers now: active, with 客户联系, not banned."""
        return self.works_here and self.status == 1 and self.customer_contact and not self.banned


@dataclass(slots=True)
class Department:
    """This record is a department; 1 is the root, whose parent is 0."""

    department_id: int
    name: str
    parent_id: int = 1
    order: int = 0


@dataclass(slots=True)
class ExternalUser:
    """This record is a customer's account; `type` 1 WeChat, 2 WeCom; `gender` 0 unknown, 1 male, 2 female."""

    external_userid: str
    name: str
    type: int = 1
    gender: int = 0
    unionid: str | None = None
    avatar: str = ""


class RelationStatus(StrEnum):
    """Whether two people are friends, half friends (the member has not confirmed yet), or who ended it."""

    NORMAL = "normal"
    HALF = "half"
    DELETED_BY_CUSTOMER = "deleted_by_customer"
    DELETED_BY_MEMBER = "deleted_by_member"


@dataclass(slots=True)
class Relation:
    """This record is one friendship member x customer; `serial` grows with creation and orders pages."""

    serial: int
    userid: str
    external_userid: str
    created_at_ms: int
    add_way: int
    oper_userid: str
    state: str = ""
    status: RelationStatus = RelationStatus.NORMAL
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    mobiles: tuple[str, ...] = ()
    tag_ids: frozenset[str] = frozenset()
    personal_tags: tuple[str, ...] = ()
    last_chat_at_ms: int = 0

    @property
    def listed(self) -> bool:
        """Return whether the API shows it: a customer who left stays visible one way, a half friend is not yet."""
        return self.status in (RelationStatus.NORMAL, RelationStatus.DELETED_BY_CUSTOMER)


@dataclass(slots=True)
class Tag:
    """This record is a corp tag; `agentid` is the app that made it, None for the console."""

    tag_id: str
    group_id: str
    name: str
    order: int
    created_at_ms: int
    agentid: int | None
    deleted: bool = False


@dataclass(slots=True)
class TagGroup:
    """This record is a corp tag group."""

    group_id: str
    name: str
    order: int
    created_at_ms: int
    agentid: int | None
    tag_ids: list[str] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True)
class ContactWay:
    """This record is a 联系我 way; `fields` keeps what the app set, as the API returns it."""

    config_id: str
    serial: int
    agentid: int
    created_at_ms: int
    fields: Json
    served: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Welcome:
    """This record is the right to welcome one new friend once, within the window."""

    code: str
    userid: str
    external_userid: str
    expires_at_ms: int
    used: bool = False
    contended_times: int = 0


class SendStatus(IntEnum):
    """What became of one recipient of a mass message, in the vendor's numbers."""

    UNSENT = 0
    SENT = 1
    NOT_FRIEND = 2
    QUOTA = 3


@dataclass(slots=True)
class Recipient:
    """This record is one customer, or one group, in one member's share of a mass task."""

    external_userid: str
    status: SendStatus = SendStatus.UNSENT
    sent_at_ms: int | None = None
    chat_id: str = ""

    @property
    def ident(self) -> str:
        """Return the chat id of a group, else the customer's id."""
        return self.chat_id or self.external_userid


@dataclass(slots=True)
class MemberShare:
    """This record is what one member has to confirm in a mass task."""

    userid: str
    recipients: list[Recipient]
    confirmed_at_ms: int | None = None


@dataclass(slots=True)
class MassTask:
    """This record is a mass message; `creator` is None when an app made it."""

    msgid: str
    serial: int
    created_at_ms: int
    content: Json
    shares: dict[str, MemberShare]
    agentid: int | None = None
    creator: str | None = None
    chat_type: str = "single"
    allow_select: bool = False
    cancelled_at_ms: int | None = None
    reminded_at_ms: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Media:
    """This record is an uploaded temporary file (3 days) of one type; attachments: 1 for moments, 2 for albums."""

    media_id: str
    type: str
    filename: str
    content: bytes
    created_at_ms: int
    expires_at_ms: int
    attachment_type: int | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """This record is a message as it arrived: `kind` welcome, mass, group_welcome or group_mass, `source` its code or id.

    A group_mass arrives in a group: its chat id stands in `external_userid`.
    """

    kind: str
    source: str
    userid: str
    external_userid: str
    content: Json
    at_ms: int


Element = tuple[str, "str | int | tuple[Element, ...]"]


@dataclass(frozen=True, slots=True)
class Event:
    """This record is something worth a callback; `fields` are XML elements in order.

    Text is written as CDATA, ints bare, a tuple of pairs as nested elements. `audience` is the kind of app that hears
    it; with a `userid` only apps that see this member do. `sender` is FromUserName, "" leaves it out.
    """

    userid: str | None
    created_at_ms: int
    fields: tuple[Element, ...]
    audience: AppKind = "app"
    sender: str = "sys"
