"""One callback over the network: sign, POST, judge the answer; and the GET that verifies an address."""

import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from urllib.parse import urlencode, urlsplit

import httpx

from siyu.simulators.wecom import crypto
from siyu.simulators.wecom.callbacks.xml import envelope_xml
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.state import State

NONCE_ALPHABET = "0123456789"


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


class Line:
    """This line will post callbacks over one connection per thread, which stays open between posts."""

    def __init__(self, timeout_s: float) -> None:
        """Start without connections."""
        self._timeout_s = timeout_s
        self._mine = threading.local()

    def post(self, url: str, post: SignedPost, *, status_matters: bool) -> str:
        """Return "" when the receiver took the callback, else what went wrong. Any 200 body is fine."""
        parts = urlsplit(url)
        address = f"{parts.path or '/'}?{'&'.join(filter(None, (parts.query, urlencode(post.params))))}"
        try:
            status = self._send(parts.scheme, parts.netloc, address, post.body.encode())
        except (OSError, HTTPException) as error:
            self.close()
            return type(error).__name__
        return f"HTTP {status}" if status_matters and status != 200 else ""

    def close(self) -> None:
        """Close this thread's connection; the next post opens a new one."""
        held = getattr(self._mine, "held", None)
        self._mine.held = None
        if held is not None:
            held[1].close()

    def _send(self, scheme: str, host: str, address: str, body: bytes) -> int:
        """Post once; a connection that the receiver has closed meanwhile is opened again."""
        reused = self._connect(scheme, host)
        try:
            return self._exchange(address, body)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if not reused:
                raise
            self.close()
            self._connect(scheme, host)
            return self._exchange(address, body)

    def _connect(self, scheme: str, host: str) -> bool:
        held = getattr(self._mine, "held", None)
        if held is not None and held[0] == (scheme, host):
            return True
        self.close()
        kind = HTTPSConnection if scheme == "https" else HTTPConnection
        self._mine.held = ((scheme, host), kind(host, timeout=self._timeout_s))
        return False

    def _exchange(self, address: str, body: bytes) -> int:
        connection = self._mine.held[1]
        connection.request("POST", address, body, {"Content-Type": "text/xml; charset=utf-8"})
        answer = connection.getresponse()
        answer.read()
        return int(answer.status)


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
