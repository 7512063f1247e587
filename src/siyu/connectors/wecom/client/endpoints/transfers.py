"""Handing customers and groups over (p92125, p94088, p92124, p94081, p94082, p92127, p95703)."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most, given

DONE, WAITING, REFUSED, TAKEOVER_FULL = 1, 2, 3, 4
UNASSIGNED_PAGE = 1_000


class Started(TypedDict):
    """Whether one hand-over was started: `errcode` 0, or why not."""

    external_userid: str
    errcode: int


class TransferState(TypedDict, total=False):
    """How far one hand-over is; `takeover_time` lies ahead while it waits."""

    external_userid: str
    status: int
    takeover_time: int


class Unassigned(TypedDict):
    """A customer whose advisor has left."""

    handover_userid: str
    external_userid: str
    dimission_time: int


class GroupRefused(TypedDict):
    """A group that could not be handed over."""

    chat_id: str
    errcode: int
    errmsg: str


def transfer(
    client: WecomClient,
    app: WecomApp,
    external_userids: Sequence[str],
    *,
    giver: str,
    taker: str,
    resigned: bool = False,
    message: str | None = None,
) -> list[Started]:
    """This function will start handing up to 100 customers over; without a refusal it is done after 24 hours."""
    at_most(client.settings.transfers_max, external_userid=external_userids)
    body = {"handover_userid": giver, "takeover_userid": taker, "external_userid": list(external_userids)}
    body |= {} if resigned else given(transfer_success_msg=message)
    answer = client.post(app, f"externalcontact/{_place(resigned)}transfer_customer", body)
    return cast(list[Started], answer.get("customer") or [])


def states(
    client: WecomClient, app: WecomApp, *, giver: str, taker: str, resigned: bool = False
) -> Iterator[TransferState]:
    """This function will yield how far the hand-overs between two advisors are."""
    body = {"handover_userid": giver, "takeover_userid": taker}
    rows = client.pages(app, f"externalcontact/{_place(resigned)}transfer_result", body, "customer")
    yield from cast(Iterator[TransferState], rows)


def unassigned(client: WecomClient, app: WecomApp) -> Iterator[Unassigned]:
    """This function will yield the customers of those who left and whom nobody has taken over."""
    rows = client.pages(app, "externalcontact/get_unassigned_list", {"page_size": UNASSIGNED_PAGE}, "info")
    yield from cast(Iterator[Unassigned], rows)


def transfer_groups(
    client: WecomClient, app: WecomApp, chat_ids: Sequence[str], *, taker: str, resigned: bool
) -> list[GroupRefused]:
    """This function will hand up to 100 groups over at once, and return those that stayed where they were."""
    at_most(client.settings.transfers_max, chat_id_list=chat_ids)
    path = "transfer" if resigned else "onjob_transfer"
    body: Json = {"chat_id_list": list(chat_ids), "new_owner": taker}
    answer = client.post(app, f"externalcontact/groupchat/{path}", body)
    return cast(list[GroupRefused], answer.get("failed_chat_list") or [])


def _place(resigned: bool) -> str:
    return "resigned/" if resigned else ""
