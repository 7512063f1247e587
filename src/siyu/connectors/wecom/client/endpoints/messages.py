"""Messages of the app to members (p90236). More than 30 a minute or 1,000 an hour to one member vanish in silence."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most


class Sent(TypedDict, total=False):
    """What was sent; unknown receivers are named in lower case, parted by "|", and are no error."""

    msgid: str
    invaliduser: str
    invalidparty: str
    invalidtag: str
    response_code: str


def send(
    client: WecomClient, app: WecomApp, userids: Sequence[str], *, msgtype: str, content: Mapping[str, object]
) -> Sent:
    """This function will send a message of any type to up to 1,000 members; 81013 when none of them can be reached."""
    at_most(client.settings.receivers_max, touser=userids)
    body: Json = {"touser": "|".join(userids), "msgtype": msgtype, "agentid": int(app.agentid), msgtype: dict(content)}
    return cast(Sent, client.post(app, "message/send", body))


def send_text(client: WecomClient, app: WecomApp, userids: Sequence[str], text: str) -> Sent:
    """This function will send a text; links as `<a href>` are allowed."""
    return send(client, app, userids, msgtype="text", content={"content": text})


def send_card(
    client: WecomClient, app: WecomApp, userids: Sequence[str], *, title: str, description: str, url: str
) -> Sent:
    """This function will send a card that opens an address."""
    card = {"title": title, "description": description, "url": url}
    return send(client, app, userids, msgtype="textcard", content=card)
