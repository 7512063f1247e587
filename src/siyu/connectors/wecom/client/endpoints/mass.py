"""Mass messages that advisors confirm (p92135, p93338, p97610, p97611).

Creating one that gets no answer (or -1) has an unknown outcome: look for it with `masses` before making it again.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most, given
from siyu.connectors.wecom.client.endpoints.content import Attachment, message

ChatType = Literal["single", "group"]
UNSENT, SENT = 0, 2
WAITING, DELIVERED, NO_FRIEND, OVER_QUOTA = 0, 1, 2, 3


class NewMass(TypedDict):
    """What was made, and who cannot be sent to."""

    msgid: str
    fail_list: list[str]


class Mass(TypedDict, total=False):
    """A mass message; `creator` is absent for those made by API; `create_type` 0 corp, 1 personal."""

    msgid: str
    creator: str
    create_time: int
    create_type: int
    text: Json
    attachments: list[Json]


class Share(TypedDict, total=False):
    """An advisor's share of a mass message; `status` 0 unsent, 2 sent."""

    userid: str
    status: int
    send_time: int


class Delivery(TypedDict, total=False):
    """What became of one recipient; `status` 0 not sent, 1 sent, 2 no friend any more, 3 over the quota."""

    external_userid: str
    chat_id: str
    userid: str
    status: int
    send_time: int


def to_customers(
    client: WecomClient,
    app: WecomApp,
    external_userids: Sequence[str],
    *,
    sender: str | None = None,
    text: str = "",
    attachments: Sequence[Attachment] = (),
    allow_select: bool | None = None,
) -> NewMass:
    """This function will make a mass message to up to 10,000 customers; without a sender WeCom chooses one."""
    at_most(client.settings.mass_customers_max, external_userid=external_userids)
    body: Json = {"chat_type": "single", **given(sender=sender, allow_select=allow_select)}
    body |= {"external_userid": list(external_userids)} if external_userids else {}
    return _create(client, app, body | message(client.settings, text, attachments))


def to_groups(
    client: WecomClient,
    app: WecomApp,
    chat_ids: Sequence[str],
    *,
    sender: str,
    text: str = "",
    attachments: Sequence[Attachment] = (),
) -> NewMass:
    """This function will make a mass message to up to 2,000 groups of one owner; none named leaves the choice to him."""
    at_most(client.settings.mass_groups_max, chat_id_list=chat_ids)
    body: Json = {"chat_type": "group", "sender": sender} | ({"chat_id_list": list(chat_ids)} if chat_ids else {})
    return _create(client, app, body | message(client.settings, text, attachments))


def masses(
    client: WecomClient, app: WecomApp, *, chat_type: ChatType, start_s: int, end_s: int, filter_type: int = 2
) -> Iterator[Mass]:
    """This function will yield the mass messages of a period of a month at most; 0 corp's, 1 personal, 2 all."""
    body = {"chat_type": chat_type, "start_time": start_s, "end_time": end_s, "filter_type": filter_type}
    body |= {"limit": client.settings.masses_per_page}
    yield from cast(Iterator[Mass], client.pages(app, "externalcontact/get_groupmsg_list_v2", body, "group_msg_list"))


def shares(client: WecomClient, app: WecomApp, msgid: str) -> Iterator[Share]:
    """This function will yield the advisors' shares. 41063 says that it is still being handed out: ask again later."""
    body = {"msgid": msgid, "limit": client.settings.results_per_page}
    rows = client.pages(app, "externalcontact/get_groupmsg_task", body, "task_list", retries=0)
    yield from cast(Iterator[Share], rows)


def deliveries(client: WecomClient, app: WecomApp, msgid: str, userid: str) -> Iterator[Delivery]:
    """This function will yield what became of the recipients of an advisor's share; 41063 as in `shares`."""
    body = {"msgid": msgid, "userid": userid, "limit": client.settings.results_per_page}
    rows = client.pages(app, "externalcontact/get_groupmsg_send_result", body, "send_list", retries=0)
    yield from cast(Iterator[Delivery], rows)


def remind(client: WecomClient, app: WecomApp, msgid: str) -> None:
    """This function will remind advisors who have not confirmed; three times in 24 hours, then 41094."""
    client.post(app, "externalcontact/remind_groupmsg_send", {"msgid": msgid})


def cancel(client: WecomClient, app: WecomApp, msgid: str) -> None:
    """This function will cancel what has not been sent; nothing that arrived is called back."""
    client.post(app, "externalcontact/cancel_groupmsg_send", {"msgid": msgid})


def _create(client: WecomClient, app: WecomApp, body: Json) -> NewMass:
    answer = client.post(app, "externalcontact/add_msg_template", body)
    return NewMass(msgid=str(answer["msgid"]), fail_list=[str(one) for one in answer.get("fail_list") or []])
