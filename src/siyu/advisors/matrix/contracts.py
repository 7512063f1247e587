"""What others may know of the account matrix."""

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """Where the account lives: WeCom 企业微信 or personal WeChat 个人微信."""

    WECOM = "wecom"
    WECHAT = "wechat"


class AccountStage(StrEnum):
    """How far the account is: 新号, 养号中, 正常使用, 功能受限, 已封禁, 已停用."""

    NEW = "new"
    WARMING = "warming"
    READY = "ready"
    LIMITED = "limited"
    BANNED = "banned"
    RETIRED = "retired"


class Risk(StrEnum):
    """How likely the vendor is to limit the account, as people judge it."""

    NONE = "none"
    WATCH = "watch"
    HIGH = "high"


class Alert(StrEnum):
    """What somebody has to do about an account, the most urgent first."""

    BANNED = "banned"
    HOLDER_LEFT = "holder_left"
    FRIENDS_FULL = "friends_full"
    LIMITED = "limited"
    HIGH_RISK = "high_risk"
    FRIENDS_NEARLY_FULL = "friends_nearly_full"
    NO_HOLDER = "no_holder"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as a person enters it. `handle` is the WeCom userid or the WeChat id; 0 in a limit means none."""

    kind: AccountKind
    handle: str
    nickname: str
    org_unit_id: int
    phone_id: int | None = None
    stage: AccountStage = AccountStage.NEW
    risk: Risk = Risk.NONE
    note: str = ""
    friends_max: int = 5_000
    adds_per_day_max: int = 50
    messages_per_day_max: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the matrix. `friends` is known for WeCom accounts only."""

    id: int
    entered: NewAccount
    staff_id: int | None
    stage_since_ms: int
    version: int
    friends: int | None
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A work phone as a person enters it: what is written on it, and its SIM card."""

    label: str
    model: str = ""
    carrier: str = ""
    sim_number: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A work phone; the number is masked."""

    id: int
    label: str
    model: str
    carrier: str
    sim_masked: str
    accounts: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """A record that an account changed hands; None is the store's drawer."""

    id: int
    account_id: int
    from_staff_id: int | None
    to_staff_id: int | None
    note: str
    actor: str
    at_ms: int
