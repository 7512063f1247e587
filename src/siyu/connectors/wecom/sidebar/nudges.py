"""Reminders to members of staff through the app's own messages (p90236)."""

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import corp_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

# WeCom drops the same text to the same person within this time, so that a repeat after a crash reaches nobody.
SAME_WITHIN_S = 4 * 3600


class WecomNudge:
    """Implements advisors' Nudge port."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def nudge(self, scope: Scope, userid: str, text: str) -> bool:
        """This function will send a text to one member. Raises WecomNotSetUp, WecomUnreachable, or WecomRefused for a while.

        False when WeCom will never take it: the member is outside the app's visible range, for example.
        """
        app = corp_of(self._platform, scope)
        body: Json = {"touser": userid, "msgtype": "text", "agentid": int(app.agentid or 0), "text": {"content": text}}
        body |= {"enable_duplicate_check": 1, "duplicate_check_interval": SAME_WITHIN_S}
        try:
            answer = self._client.post(app, "message/send", body)
        except WecomRefused as error:
            if error.permanent:
                return False
            raise
        return not answer.get("invaliduser")
