"""Who opened our page in WeCom, and tickets for its JS-SDK (p91022, p91023, p95833, p90506)."""

from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp


class Visitor(TypedDict, total=False):
    """A member (`userid`), or somebody else (`openid`, and `external_userid` when a customer)."""

    userid: str
    user_ticket: str
    openid: str
    external_userid: str


def visitor(client: WecomClient, app: WecomApp, code: str) -> Visitor:
    """This function will trade a login code, once and within 5 minutes (40029, 42003, 42022)."""
    return cast(Visitor, client.get(app, "auth/getuserinfo", code=code))


def details(client: WecomClient, app: WecomApp, user_ticket: str) -> Json:
    """This function will return what a member allowed to be told: gender, avatar, mobile, email …"""
    return client.post(app, "auth/getuserdetail", {"user_ticket": user_ticket})


def corp_ticket(client: WecomClient, app: WecomApp) -> tuple[str, int]:
    """This function will return the ticket for `config` and its life in seconds; keep it, 400 an hour are given."""
    return _ticket(client.get(app, "get_jsapi_ticket"))


def app_ticket(client: WecomClient, app: WecomApp) -> tuple[str, int]:
    """This function will return the ticket for `agentConfig` and its life in seconds; keep it, 100 an hour are given."""
    return _ticket(client.get(app, "ticket/get", type="agent_config"))


def _ticket(answer: Json) -> tuple[str, int]:
    return str(answer["ticket"]), int(answer.get("expires_in") or 7_200)
