"""Acquisition links (获客链接): who came through them, and the purchased quota they use up."""

from dataclasses import dataclass, field

from siyu.simulators.wecom.entities import Json


@dataclass(slots=True)
class LinkCustomer:
    """This record is a customer who came through a link; `said` counts messages to the member."""

    serial: int
    external_userid: str
    userid: str
    state: str
    said: int = 0


@dataclass(slots=True)
class Link:
    """This record is an acquisition link; `fields` as the API returns them, days count by China's calendar."""

    link_id: str
    serial: int
    agentid: int
    created_at_ms: int
    name: str
    fields: Json
    customers: dict[str, LinkCustomer] = field(default_factory=dict)
    clicked_at_ms: list[int] = field(default_factory=list)
    added_at_ms: list[int] = field(default_factory=list)


@dataclass(slots=True)
class QuotaLot:
    """This record is one purchase of quota with the day it expires."""

    expires_at_ms: int
    balance: int


@dataclass(frozen=True, slots=True)
class ChatKey:
    """This record is the right to read how much a customer of a link has said, for half an hour."""

    link_id: str
    external_userid: str
    expires_at_ms: int


@dataclass(slots=True)
class LinkBook:
    """This record holds the links, the quota and the chat keys handed out."""

    links: dict[str, Link] = field(default_factory=dict)
    lots: list[QuotaLot] = field(default_factory=list)
    bought: int = 0
    chat_keys: dict[str, ChatKey] = field(default_factory=dict)

    def balance_at(self, now_ms: int) -> int:
        """Return how many customers can still come: what has expired does not count."""
        return sum(lot.balance for lot in self.lots if lot.expires_at_ms > now_ms)
