"""Implements communities' GroupCodes with join ways (p92229)."""

from typing import Any

import httpx

from siyu.communities.join_codes.contracts import HeldWay, JoinCodeSettings
from siyu.communities.writing.contracts import Ended, Outcome
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.endpoints import groups as api
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.groups.asking import DONE, ask
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

NO_SUCH_WAY = frozenset({41044})
PICTURE_BYTES_MAX = 512 * 1024
PICTURE_TIMEOUT_S = 10.0


class WecomGroupCodes:
    """The join ways of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient, transport: httpx.BaseTransport | None = None) -> None:
        self._platform = platform
        self._client = client
        self._pictures = httpx.Client(
            timeout=PICTURE_TIMEOUT_S, transport=transport, trust_env=False, follow_redirects=True
        )

    def create(self, scope: Scope, settings: JoinCodeSettings, state: str) -> Outcome:
        """This function will make a join way shown as a QR code."""

        def call(corp: Corp) -> Outcome:
            made = api.add_join_way(self._client, corp, settings.chat_ids, state=state, **_more(settings))
            return Outcome(Ended.DONE, vendor_id=made)

        return ask(self._platform, scope, call)

    def update(self, scope: Scope, vendor_id: str, settings: JoinCodeSettings, state: str) -> Outcome:
        """This function will overwrite a join way; its picture stays."""

        def call(corp: Corp) -> Outcome:
            api.update_join_way(self._client, corp, vendor_id, settings.chat_ids, state=state, **_more(settings))
            return DONE

        return ask(self._platform, scope, call)

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a join way; 41044 says it is gone already."""

        def call(corp: Corp) -> Outcome:
            api.delete_join_way(self._client, corp, vendor_id)
            return DONE

        return ask(self._platform, scope, call, gone=NO_SUCH_WAY)

    def read(self, scope: Scope, vendor_id: str) -> tuple[Outcome, HeldWay | None]:
        """This function will read a join way back, with the groups WeCom has opened for it and its picture's address."""
        found: list[HeldWay] = []

        def call(corp: Corp) -> Outcome:
            way = api.join_way(self._client, corp, vendor_id)
            chats = tuple(way.get("chat_id_list") or [])
            found.append(HeldWay(chats, int(way.get("room_base_id") or 0), str(way.get("qr_code") or "")))
            return DONE

        outcome = ask(self._platform, scope, call)
        return outcome, found[0] if found else None

    def picture(self, scope: Scope, qr_url: str) -> Outcome:
        """This function will fetch the picture behind the address that came with the way, at most 512 KB."""
        try:
            answer = self._pictures.get(qr_url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Outcome(Ended.LATER, f"二维码图片取不到：{error}", f"the QR picture did not come: {error}")
        kind = answer.headers.get("content-type", "")
        if answer.status_code != 200 or not kind.startswith("image/") or len(answer.content) > PICTURE_BYTES_MAX:
            said = f"HTTP {answer.status_code} {kind}"
            return Outcome(Ended.LATER, f"二维码图片取不到：{said}", f"the QR picture did not come: {said}")
        return Outcome(Ended.DONE, picture=answer.content)


def _more(settings: JoinCodeSettings) -> dict[str, Any]:
    return {
        "remark": settings.name,
        "auto_create_room": int(settings.auto_create),
        "room_base_name": settings.base_name,
        "room_base_id": settings.base_number,
    }
