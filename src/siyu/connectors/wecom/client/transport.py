"""One request and its answer: UTF-8 JSON without escapes, errors by code, and whether an unanswered one was sent."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpx

from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.curl import CurlTransport
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.settings import WecomClientSettings

# These cannot have reached the vendor; after anything else the work may have been done.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
SERVER_ERROR = 500
# They would log every address, and with it secrets and tokens.
for _noisy in ("httpx", "httpcore"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)
ADDRESSES_KEPT = 256
JSON = [(b"content-type", b"application/json")]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to the vendor."""

    filename: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: `path` below /cgi-bin/; with a body or a file it is a POST."""

    path: str
    params: Mapping[str, str]
    body: Mapping[str, Any] | None = None
    upload: Upload | None = None

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.body is None and self.upload is None else "POST"

    @property
    def customer(self) -> str:
        """The one customer it is about, or ""."""
        found = (self.body or {}).get("external_userid")
        return found if isinstance(found, str) else ""


class Transport:
    """Talks HTTP over connections that stay open; `transport` takes the place of the network in tests.

    A transport of httpx without its client: the vendor's API has no redirects, cookies or sign-in, and what the client
    does about them costs as much as the exchange itself when a burst of welcomes goes out (ADR 0022).
    """

    def __init__(self, settings: WecomClientSettings, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._http = transport or CurlTransport()

    def exchange(self, base_url: str, ask: Ask, token: str = "") -> Json:
        """This function will return the vendor's answer. Raises WecomRefused and WecomUnreachable."""
        return read(self._send(self.request(base_url, ask, token)))

    def download(self, base_url: str, ask: Ask, token: str) -> bytes:
        """This function will return the bytes of a file. Raises WecomRefused and WecomUnreachable."""
        answer = self._send(self.request(base_url, ask, token, self._settings.upload_timeout_s))
        if answer.status_code < SERVER_ERROR and "content-disposition" in answer.headers:
            return answer.content
        raise WecomUnreachable(f"neither file nor error: {read(answer)}", sent=True)

    def request(self, base_url: str, ask: Ask, token: str, timeout_s: float | None = None) -> httpx.Request:
        """This function will write a request, ready to be sent."""
        if timeout_s is None:
            timeout_s = self._settings.timeout_s if ask.upload is None else self._settings.upload_timeout_s
        params = {**ask.params, "access_token": token} if token else dict(ask.params)
        address = f"{base_url}/cgi-bin/{ask.path}?{urlencode(params)}"
        extensions = {"timeout": httpx.Timeout(timeout_s, connect=self._settings.timeout_s).as_dict()}
        return httpx.Request(ask.method, _url(address), **_body(ask), extensions=extensions)

    def close(self) -> None:
        """This function will close the connections."""
        self._http.close()

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = self._http.handle_request(request)
            answer.read()
        except httpx.HTTPError as error:
            raise unreachable(error) from error
        return answer


def unreachable(error: httpx.HTTPError) -> WecomUnreachable:
    """This function will say of an exchange that failed whether the request may have arrived."""
    return WecomUnreachable(f"{type(error).__name__}: {error}", sent=not isinstance(error, NEVER_SENT))


def read(answer: httpx.Response) -> Json:
    """This function will read an answer. Raises WecomRefused, and WecomUnreachable when it is none."""
    if answer.status_code >= SERVER_ERROR:
        raise WecomUnreachable(f"HTTP {answer.status_code}", sent=True)
    try:
        found: Json = answer.json()
        code = int(found.get("errcode") or 0)
    except (ValueError, AttributeError, TypeError) as error:
        raise WecomUnreachable(f"HTTP {answer.status_code}, no JSON: {error}", sent=True) from error
    if code:
        raise WecomRefused(code, str(found.get("errmsg", "")), found)
    return found


def _body(ask: Ask) -> dict[str, Any]:
    if ask.upload is not None:
        return {"files": {"media": (ask.upload.filename, ask.upload.content)}}
    if ask.body is None:
        return {}
    text = json.dumps(ask.body, ensure_ascii=False).encode("utf-8", "replace")
    # A ready stream: httpx need not work out what it is, which a burst of welcomes notices.
    return {"headers": JSON, "stream": httpx.ByteStream(text)}


@lru_cache(maxsize=ADDRESSES_KEPT)
def _url(address: str) -> httpx.URL:
    # Reading an address letter by letter is dear, and that of a POST stays the same as long as the token.
    return httpx.URL(address)
