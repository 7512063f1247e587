"""Implements acquisition's ContactWays with the WeCom API. What the vendor says becomes a result; nothing is raised."""

from collections.abc import Callable

import httpx

from siyu.acquisition.syncing.contracts import Ended, Result, Way
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.contact_ways.asking import ask
from siyu.connectors.wecom.credentials import Corp
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

MANY, QR = 2, 2
NO_SUCH_WAY = 41044
WAYS_PER_PAGE = 1_000
# Ways looked at when one of ours may or may not have been made in the last minutes.
LOOKED_AT_MAX = 500
PICTURE_BYTES_MAX = 512 * 1024
PICTURE_TIMEOUT_S = 10.0


class WecomContactWays:
    """The contact ways of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient, transport: httpx.BaseTransport | None = None) -> None:
        self._platform = platform
        self._client = client
        self._pictures = httpx.Client(
            timeout=PICTURE_TIMEOUT_S, transport=transport, trust_env=False, follow_redirects=True
        )

    def create(self, scope: Scope, way: Way) -> Result:
        """This function will make a way for several members shown as a QR code."""

        def call(corp: Corp) -> Result:
            body = {"type": MANY, "scene": QR, "state": way.state, **_body(way)}
            made = self._client.post(corp, "externalcontact/add_contact_way", body)
            return Result(Ended.DONE, config_id=str(made["config_id"]), qr_url=str(made.get("qr_code", "")))

        return self._ask(scope, call)

    def find(self, scope: Scope, state: str, since_ms: int) -> Result:
        """This function will look through the ways made since a moment for one with this state."""

        def call(corp: Corp) -> Result:
            window = {"start_time": since_ms // SECOND_MS, "limit": WAYS_PER_PAGE}
            rows = self._client.pages(corp, "externalcontact/list_contact_way", window, "contact_way")
            for number, row in enumerate(rows):
                if number >= LOOKED_AT_MAX:
                    return Result(Ended.LATER, "近期新建的联系我过多，无法核对", "too many ways were made lately")
                found = self._way(corp, str(row["config_id"]))
                if found.get("state") == state:
                    qr_url = str(found.get("qr_code", ""))
                    return Result(Ended.DONE, config_id=str(row["config_id"]), qr_url=qr_url)
            return Result(Ended.DONE)

        return self._ask(scope, call)

    def read(self, scope: Scope, config_id: str) -> tuple[Result, Way | None]:
        """This function will read a way back as the port's words; None when the vendor does not know it."""
        seen: list[Way] = []

        def call(corp: Corp) -> Result:
            seen.append(_read(self._way(corp, config_id)))
            return Result(Ended.DONE)

        result = self._ask(scope, call, gone=Result(Ended.DONE))
        return result, seen[0] if seen else None

    def update(self, scope: Scope, config_id: str, way: Way) -> Result:
        """This function will overwrite members, acceptance, stickiness and remark; type, scene and state stay."""

        def call(corp: Corp) -> Result:
            body = {"config_id": config_id, "state": way.state, **_body(way)}
            self._client.post(corp, "externalcontact/update_contact_way", body)
            return Result(Ended.DONE)

        return self._ask(scope, call)

    def remove(self, scope: Scope, config_id: str) -> Result:
        """This function will delete a way; 41044 says it is gone already."""

        def call(corp: Corp) -> Result:
            self._client.post(corp, "externalcontact/del_contact_way", {"config_id": config_id})
            return Result(Ended.DONE)

        return self._ask(scope, call, gone=Result(Ended.DONE))

    def picture(self, scope: Scope, qr_url: str) -> Result:
        """This function will fetch the picture behind the address that came with the way, at most 512 KB."""
        try:
            answer = self._pictures.get(qr_url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Result(Ended.LATER, f"二维码图片取不到：{error}", f"the QR picture did not come: {error}")
        kind = answer.headers.get("content-type", "")
        if answer.status_code != 200 or not kind.startswith("image/") or len(answer.content) > PICTURE_BYTES_MAX:
            said = f"HTTP {answer.status_code} {kind}"
            return Result(Ended.LATER, f"二维码图片取不到：{said}", f"the QR picture did not come: {said}")
        return Result(Ended.DONE, picture=answer.content)

    def remark(self, scope: Scope, staff: str, external_userid: str, text: str) -> Result:
        """This function will set a remark (p92115); a friend lost meanwhile is refused, which ends it."""

        def call(corp: Corp) -> Result:
            body = {"userid": staff, "external_userid": external_userid, "remark": text}
            self._client.post(corp, "externalcontact/remark", body)
            return Result(Ended.DONE)

        return self._ask(scope, call)

    def _way(self, corp: Corp, config_id: str) -> Json:
        answer = self._client.post(corp, "externalcontact/get_contact_way", {"config_id": config_id})
        found: Json = answer["contact_way"]
        return found

    def _ask(self, scope: Scope, call: Callable[[Corp], Result], gone: Result | None = None) -> Result:
        return ask(self._platform, scope, call, gone={NO_SUCH_WAY: gone} if gone is not None else {})


def _body(way: Way) -> Json:
    return {
        "user": list(way.staff),
        "skip_verify": way.skip_verify,
        "is_exclusive": way.sticky,
        "remark": way.remark,
    }


def _read(found: Json) -> Way:
    return Way(
        state=str(found.get("state", "")),
        staff=tuple(sorted(str(one) for one in found.get("user") or [])),
        skip_verify=bool(found.get("skip_verify", True)),
        sticky=bool(found.get("is_exclusive", False)),
        remark=str(found.get("remark", "")),
    )
