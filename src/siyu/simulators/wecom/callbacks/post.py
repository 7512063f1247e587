"""One callback over the network: sign, POST, judge the answer; and the GET that verifies an address."""

import time
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

import certifi
import httpx
import pycurl

from siyu.simulators.wecom import crypto
from siyu.simulators.wecom.callbacks.xml import envelope_xml
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.state import State

NONCE_ALPHABET = "0123456789"
# libcurl would ask whether a long body is welcome, and wait for the answer.
HEADERS = ["Content-Type: text/xml; charset=utf-8", "Expect:"]
NOTHING_OPEN_WAIT_S = 0.001
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedPost:
    """This record is a callback ready to leave; a retry sends the same one again."""

    params: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Verified:
    """This record is the outcome of verifying a callback address; `reason` is Chinese, empty when it holds."""

    ok: bool
    reason: str = ""


def sign_post(state: State, app: App, xml: str, *, spoil_signature: bool = False) -> SignedPost:
    """Return the encrypted envelope with its query parameters; a spoiled signature cannot verify."""
    encrypted = crypto.encrypt(app.aes_key, xml, state.corpid)
    params = _signed(state, app, encrypted)
    if spoil_signature:
        params["msg_signature"] = params["msg_signature"][::-1]
    return SignedPost(params, envelope_xml(state.corpid, app.agentid, encrypted))


class Line(Generic[T]):
    """This line will have several posts under way at once from one thread, over connections that stay open.

    It belongs to the thread that uses it. A post may arrive twice when a connection breaks, as the vendor's do.
    """

    def __init__(self, timeout_s: float, at_once: int) -> None:
        """Start with `at_once` connections, none of them open yet."""
        self._multi = pycurl.CurlMulti()
        self._free = [_connection(timeout_s) for _ in range(at_once)]
        self._under_way: dict[pycurl.Curl, T] = {}

    def full(self) -> bool:
        """Return whether no further post may start now."""
        return not self._free

    def busy(self) -> bool:
        """Return whether a post is under way."""
        return bool(self._under_way)

    def start(self, url: str, post: SignedPost, whose: T) -> None:
        """Begin a post, known by `whose`; there must be room for it."""
        curl = self._free.pop()
        curl.setopt(pycurl.URL, f"{url}{'&' if '?' in url else '?'}{urlencode(post.params)}".encode())
        curl.setopt(pycurl.POSTFIELDS, post.body)
        self._under_way[curl] = whose
        self._multi.add_handle(curl)

    def finished(self, wait_s: float) -> list[tuple[T, int, str]]:
        """Return (whose, HTTP status or 0, libcurl's words if it failed) of those that have ended, waiting for the first."""
        self._multi.perform()
        if not (ended := self._ended()) and self._multi.select(wait_s) < 0:
            time.sleep(NOTHING_OPEN_WAIT_S)
        return ended

    def close(self) -> None:
        """Close the connections; posts under way are lost."""
        for curl in self._under_way:
            self._multi.remove_handle(curl)
        for curl in (*self._free, *self._under_way):
            curl.close()
        self._multi.close()

    def _ended(self) -> list[tuple[T, int, str]]:
        _, good, bad = self._multi.info_read()
        return [self._end(one, "") for one in good] + [self._end(one, said) for one, _, said in bad]

    def _end(self, curl: pycurl.Curl, failure: str) -> tuple[T, int, str]:
        self._multi.remove_handle(curl)
        self._free.append(curl)
        return self._under_way.pop(curl), int(curl.getinfo(pycurl.RESPONSE_CODE)), failure


def _connection(timeout_s: float) -> pycurl.Curl:
    curl = pycurl.Curl()
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.NOPROXY, "*")
    curl.setopt(pycurl.CAINFO, certifi.where())
    curl.setopt(pycurl.TIMEOUT_MS, round(timeout_s * 1_000))
    curl.setopt(pycurl.HTTPHEADER, HEADERS)
    curl.setopt(pycurl.WRITEFUNCTION, len)  # any body will do
    return curl


def verify_url(state: State, app: App) -> Verified:
    """Ask the app's address to decrypt an echo within a second; the bare plain text must come back."""
    with state.lock:
        echo = state.new_id("", 19, NONCE_ALPHABET)
        encrypted = crypto.encrypt(app.aes_key, echo, state.corpid)
        params = {**_signed(state, app, encrypted), "echostr": encrypted}
    if not app.callback_url:
        return Verified(False, "没有配置回调地址")
    try:
        with httpx.Client(timeout=state.limits.verification_timeout_s, trust_env=False) as client:
            answer = client.get(app.callback_url, params=params)
    except httpx.HTTPError as error:
        return Verified(False, f"地址请求失败:{type(error).__name__}")
    if answer.status_code != 200:
        return Verified(False, f"地址返回 HTTP {answer.status_code}")
    return Verified(True) if answer.content == echo.encode() else Verified(False, "返回内容不是解密后的明文")


def _signed(state: State, app: App, encrypted: str) -> dict[str, str]:
    with state.lock:
        timestamp, nonce = str(state.now_ms() // 1000), state.new_id("", 10, NONCE_ALPHABET)
    mark = crypto.signature(app.token, timestamp, nonce, encrypted)
    return {"msg_signature": mark, "timestamp": timestamp, "nonce": nonce}
