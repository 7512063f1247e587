"""Carries httpx's requests with libcurl: a fraction of the processor time, which decides how many are welcomed in time.

Only what the client needs: no redirects, no proxies, no cookies. libcurl is kept from sending anything twice (ADR 0022).
"""

import time
from collections import deque
from typing import Generic, TypeVar

import certifi
import httpx
import pycurl

# Connections kept open; more may be in use at once.
KEPT_MAX = 64
MILLISECONDS = 1_000
NOT_REACHED = frozenset({pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CONNECT_ERROR})
# libcurl would ask whether a long body is welcome, and wait for the answer.
ASK_NOTHING_AHEAD = b"Expect:"
NOTHING_OPEN_WAIT_S = 0.001
T = TypeVar("T")


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
            self._idle.pop().curl.close()


class CurlLines(Generic[T]):
    """Several exchanges under way at once from one thread: a quarter of what as many threads cost (ADR 0022).

    It belongs to the thread that uses it. Timeouts and errors are those of CurlTransport.
    """

    def __init__(self, at_once: int) -> None:
        self._multi = pycurl.CurlMulti()
        self._free = [_Line() for _ in range(at_once)]
        self._under_way: dict[pycurl.Curl, tuple[_Line, httpx.Request, T]] = {}

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    def full(self) -> bool:
        """This function will say that no further exchange may start now."""
        return not self._free

    def start(self, request: httpx.Request, whose: T) -> None:
        """This function will begin an exchange, known by `whose`; there must be a free line."""
        line = self._free.pop()
        line.prepare(request)
        self._under_way[line.curl] = (line, request, whose)
        self._multi.add_handle(line.curl)

    def ended(self, wait_s: float) -> list[tuple[T, httpx.Response | httpx.TransportError]]:
        """This function will return the exchanges that have ended, each with its answer or error.

        It looks once, waits up to `wait_s` until something moves, and looks again.
        """
        if found := self._look():
            return found
        if self._under_way and self._multi.select(wait_s) < 0:
            time.sleep(NOTHING_OPEN_WAIT_S)
        return self._look()

    def close(self) -> None:
        """This function will close the connections; what is under way is lost."""
        for curl in self._under_way:
            self._multi.remove_handle(curl)
        for line in (*self._free, *(one for one, _, _ in self._under_way.values())):
            line.curl.close()
        self._multi.close()

    def _look(self) -> list[tuple[T, httpx.Response | httpx.TransportError]]:
        self._multi.perform()
        _, good, bad = self._multi.info_read()
        return [self._end(one, None) for one in good] + [self._end(one, (code, text)) for one, code, text in bad]

    def _end(self, curl: pycurl.Curl, said: tuple[int, str] | None) -> tuple[T, httpx.Response | httpx.TransportError]:
        line, request, whose = self._under_way.pop(curl)
        answer = line.problem(*said, request) if said else line.answer(request)
        self._multi.remove_handle(curl)
        line.clear()
        self._free.append(line)
        return whose, answer


class _Line:
    """A handle of libcurl with its connection, for one exchange at a time."""

    def __init__(self) -> None:
        self._head: list[bytes] = []
        self._body: list[bytes] = []
        self._content, self._at = b"", 0
        self.curl = curl = pycurl.Curl()
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
        self.prepare(request)
        try:
            self.curl.perform()
            return self.answer(request)
        except pycurl.error as error:
            told: tuple[object, ...] = error.args
            raise self.problem(int(str(told[0])), str(told[-1]), request) from error
        finally:
            self.clear()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """This function will return the answer that has come."""
        stream = httpx.ByteStream(b"".join(self._body))
        status = self.curl.getinfo(pycurl.RESPONSE_CODE)
        return httpx.Response(status, headers=_headers(self._head), stream=stream, request=request)

    def clear(self) -> None:
        """This function will forget the exchange."""
        self._head.clear()
        self._body.clear()
        self._content = b""

    def prepare(self, request: httpx.Request) -> None:
        """This function will set everything up for a request."""
        curl, timeout = self.curl, request.extensions.get("timeout", {})
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

    def problem(self, code: int, text: str, request: httpx.Request) -> httpx.TransportError:
        """This function will return httpx's error for libcurl's `code`."""
        late = code == pycurl.E_OPERATION_TIMEDOUT
        if code == pycurl.E_UNSUPPORTED_PROTOCOL:
            return httpx.UnsupportedProtocol(text, request=request)
        if code in NOT_REACHED or self.curl.getinfo(pycurl.REQUEST_SIZE) == 0:
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
