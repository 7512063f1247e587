"""Signing in: OAuth codes, user tickets and JS tickets, and who holds the phone."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class LoginCode:
    """This record is an OAuth code for one person: a member's userid or a customer's external_userid."""

    code: str
    agentid: int | None
    private: bool
    expires_at_ms: int
    userid: str | None = None
    external_userid: str | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class UserTicket:
    """This record is the right to read a member's private details for half an hour."""

    value: str
    userid: str
    agentid: int
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class JsTicket:
    """This record is a ticket for JS signatures; `agentid` is None for the corp's."""

    value: str
    agentid: int | None
    expires_at_ms: int


@dataclass(slots=True)
class LoginDesk:
    """This record holds codes and tickets handed out; `signed_in` answers authorize pages without asking."""

    codes: dict[str, LoginCode] = field(default_factory=dict)
    user_tickets: dict[str, UserTicket] = field(default_factory=dict)
    js_tickets: dict[int | None, JsTicket] = field(default_factory=dict)
    signed_in: str | None = None
