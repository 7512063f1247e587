"""Carries httpx's requests with libcurl: a quarter of the processor time, which decides how many are welcomed in time.

Only what the client needs: no redirects, no proxies, no cookies. libcurl is kept from sending anything twice (ADR 0022).
"""

from collections import deque

import certifi
import httpx
import pycurl

# Connections kept open; more may be in use at once.
KEPT_MAX = 64
MILLISECONDS = 1_000
NOT_REACHED = frozenset({pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CONNECT_ERROR})
# libcurl would ask whether a long body is welcome, and wait for the answer.
ASK_NOTHING_AHEAD = b"Expect:"


class CurlTransport(httpx.BaseTransport):
    """Sends each request once, over connections that are kept; safe from any thread.

    Of httpx's timeouts it takes `connect`, and `read` for the whole exchange.
    """

    def __init__(self) -> None:
        self._idle: deque[_Line] = deque(maxlen=KEPT_MAX)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """This function will return the whole answer.

        Raises httpx.ConnectError, httpx.ConnectTimeout and httpx.UnsupportedProtocol when nothing can have been sent,
        httpx.ReadTimeout and httpx.ReadError when the request may have arrived.
        """
        try:
            line = self._idle.pop()
        except IndexError:
            line = _Line()
        try:
            return line.exchange(request)
        finally:
            self._idle.append(line)

    def close(self) -> None:
        """This function will close the connections that are not in use."""
        while self._idle:
            self._idle.pop().close()


class _Line:
    """A handle of libcurl with its connection, for one exchange at a time."""

    def __init__(self) -> None:
        self._head: list[bytes] = []
        self._body: list[bytes] = []
        self._content, self._at = b"", 0
        self._curl = curl = pycurl.Curl()
        curl.setopt(pycurl.NOSIGNAL, 1)  # signals belong to the main thread
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.CAINFO, certifi.where())
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.USERAGENT, "siyu")
        curl.setopt(pycurl.HEADERFUNCTION, self._head.append)
        curl.setopt(pycurl.WRITEFUNCTION, self._body.append)
        curl.setopt(pycurl.READFUNCTION, self._read)
        # A kept connection may have died unnoticed. libcurl would send the request again, a POST too, and a message might
        # go out twice; it cannot, as it may not go back to the beginning of the body.
        curl.setopt(pycurl.SEEKFUNCTION, lambda _offset, _origin: pycurl.SEEKFUNC_FAIL)

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """This function will send a request and return its answer. Raises what handle_request does."""
        self._prepare(request)
        try:
            self._curl.perform()
            status = self._curl.getinfo(pycurl.RESPONSE_CODE)
            answer = httpx.ByteStream(b"".join(self._body))
            return httpx.Response(status, headers=_headers(self._head), stream=answer, request=request)
        except pycurl.error as error:
            raise self._problem(error, request) from error
        finally:
            self._head.clear()
            self._body.clear()
            self._content = b""

    def close(self) -> None:
        """This function will close the connection."""
        self._curl.close()

    def _prepare(self, request: httpx.Request) -> None:
        curl, timeout = self._curl, request.extensions.get("timeout", {})
        curl.setopt(pycurl.URL, str(request.url))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, round((timeout.get("connect") or 0) * MILLISECONDS))
        curl.setopt(pycurl.TIMEOUT_MS, round((timeout.get("read") or 0) * MILLISECONDS))
        lines = [name + b": " + value for name, value in request.headers.raw if name.lower() != b"content-length"]
        curl.setopt(pycurl.HTTPHEADER, [*lines, ASK_NOTHING_AHEAD])
        if request.method == "POST":
            self._content, self._at = request.read(), 0
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDSIZE, len(self._content))
        else:
            curl.setopt(pycurl.HTTPGET, 1)

    def _read(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        return self._content[start : self._at]

    def _problem(self, error: pycurl.error, request: httpx.Request) -> httpx.TransportError:
        told: tuple[object, ...] = error.args
        code, text = told[0], str(told[-1])
        late = code == pycurl.E_OPERATION_TIMEDOUT
        if code == pycurl.E_UNSUPPORTED_PROTOCOL:
            return httpx.UnsupportedProtocol(text, request=request)
        if code in NOT_REACHED or self._curl.getinfo(pycurl.REQUEST_SIZE) == 0:
            return (httpx.ConnectTimeout if late else httpx.ConnectError)(text, request=request)
        return (httpx.ReadTimeout if late else httpx.ReadError)(text, request=request)


def _headers(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """This function will return the headers of the last answer in `lines`: interim ones may have come before it."""
    found: list[tuple[bytes, bytes]] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if line.startswith(b"HTTP/"):
            found = []
        elif colon:
            found.append((name.strip(), value.strip()))
    return found
