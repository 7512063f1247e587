"""The message archive's HTTP side; messages themselves come by the vendor's library.

`app` carries the archive's own secret.
"""

from collections.abc import Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most

CONSENT_PAIRS_MAX = 100


class Consent(TypedDict, total=False):
    """Whether a customer agrees ("Agree", "Disagree"); the third field's name is the vendor's own spelling."""

    status_change_time: int
    userid: str
    exteranalopenid: str
    agree_status: str


def permitted(client: WecomClient, app: WecomApp, kind: int | None = None) -> list[str]:
    """This function will return the members whose messages are archived; 1 office, 2 service, 3 enterprise edition."""
    body: Json = {} if kind is None else {"type": kind}
    return [str(one) for one in client.post(app, "msgaudit/get_permit_user_list", body).get("ids") or []]


def consents(client: WecomClient, app: WecomApp, pairs: Sequence[tuple[str, str]]) -> list[Consent]:
    """This function will return the consents of up to 100 pairs (member, customer)."""
    at_most(CONSENT_PAIRS_MAX, info=pairs)
    info = [{"userid": userid, "exteranalopenid": external} for userid, external in pairs]
    answer = client.post(app, "msgaudit/check_single_agree", {"info": info})
    return cast(list[Consent], answer.get("agreeinfo") or [])


def room_consents(client: WecomClient, app: WecomApp, roomid: str) -> list[Consent]:
    """This function will return the consents of a group's customers."""
    answer = client.post(app, "msgaudit/check_room_agree", {"roomid": roomid})
    return cast(list[Consent], answer.get("agreeinfo") or [])
