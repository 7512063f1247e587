"""Welcome messages (p92137): one for each code, within 20 seconds."""

from collections.abc import Sequence

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.endpoints.content import Attachment, message
from siyu.connectors.wecom.client.paths import WELCOME


def send(
    client: WecomClient,
    app: WecomApp,
    welcome_code: str,
    *,
    text: str = "",
    attachments: Sequence[Attachment] = (),
    retries: int | None = None,
) -> None:
    """This function will welcome a new friend. 41050 is too late, 41051 done before, 41096 another app is at it."""
    body = {"welcome_code": welcome_code, **message(client.settings, text, attachments)}
    client.post(app, WELCOME, body, retries=retries)
