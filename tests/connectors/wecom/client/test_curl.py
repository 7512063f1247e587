"""The wire: one request, one answer, and never a second request; a server of bare sockets plays the vendor."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from siyu.connectors.wecom.client.curl import CurlLines, CurlTransport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Two: a: b\r\n\r\n{}"
Play = Callable[[socket.socket, int], bool]


@dataclass
class Vendor:
    """Reads requests and plays a part after each; `play` gets the socket and which request of its connection it is."""

    play: Play = lambda one, _: one.sendall(OK) is None
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._door = socket.socket()
        self._door.bind(("127.0.0.1", 0))
        self._door.listen()
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}/cgi-bin/x?access_token=t"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(one,), daemon=True).start()

    def _answer(self, one: socket.socket) -> None:
        with one:
            number = 0
            while request := self._read(one):
                number += 1
                self.heads.append(request[0])
                self.bodies.append(request[1])
                if not self.play(one, number):
                    return

    def _read(self, one: socket.socket) -> tuple[bytes, bytes] | None:
        said = b""
        while b"\r\n\r\n" not in said:
            part = one.recv(65_536)
            if not part:
                return None
            said += part
        head, body = said.split(b"\r\n\r\n", 1)
        sizes = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        while sizes and len(body) < int(sizes[0]):
            body += one.recv(65_536)
        return head, body


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    found = Vendor()
    yield found
    found.close()


@pytest.fixture
def wire() -> Iterator[CurlTransport]:
    opened = CurlTransport()
    yield opened
    opened.close()


def post(url: str, content: bytes = b'{"a":1}', timeout_s: float = 5.0) -> httpx.Request:
    return httpx.Request("POST", url, content=content, extensions={"timeout": httpx.Timeout(timeout_s).as_dict()})


def test_a_request_and_its_answer_arrive_as_they_are(wire: CurlTransport, vendor: Vendor) -> None:
    answer = wire.handle_request(post(vendor.url, "新品😀".encode()))
    answer.read()
    assert (answer.status_code, answer.json(), answer.headers["x-two"]) == (200, {}, "a: b")
    assert vendor.bodies == ["新品😀".encode()]
    assert vendor.heads[0].startswith(b"POST /cgi-bin/x?access_token=t HTTP/1.1\r\n")
    assert vendor.heads[0].lower().count(b"content-length") == 1 and b"expect" not in vendor.heads[0].lower()


def test_a_file_arrives_whole(wire: CurlTransport, vendor: Vendor) -> None:
    content = bytes(range(256)) * 20_000
    request = httpx.Request("POST", vendor.url, files={"media": ("图.png", content)})
    wire.handle_request(request).read()
    assert content in vendor.bodies[0] and b"multipart/form-data; boundary=" in vendor.heads[0]


def test_calls_one_after_another_share_a_connection(wire: CurlTransport, vendor: Vendor) -> None:
    for _ in range(5):
        wire.handle_request(post(vendor.url))
    wire.handle_request(httpx.Request("GET", vendor.url))
    wire.handle_request(post(vendor.url, b""))
    assert vendor.connections == 1
    assert [head.split(b" ")[0] for head in vendor.heads] == [b"POST"] * 5 + [b"GET", b"POST"]
    assert vendor.bodies == [b'{"a":1}'] * 5 + [b"", b""]


def test_many_threads_get_their_own_answers(wire: CurlTransport, vendor: Vendor) -> None:
    vendor.play = lambda one, _: one.sendall(OK) is None
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: wire.handle_request(post(vendor.url, b"%d" % n)).status_code, range(400)))
    assert found == [200] * 400
    assert sorted(map(int, vendor.bodies)) == list(range(400)) and vendor.connections <= 16


def test_a_post_on_a_connection_that_died_is_not_sent_again(wire: CurlTransport, vendor: Vendor) -> None:
    # The vendor takes the second request and hangs up without a word: it may have done what was asked.
    vendor.play = lambda one, number: number == 1 and one.sendall(OK) is None
    wire.handle_request(post(vendor.url))
    with pytest.raises(httpx.ReadError):
        wire.handle_request(post(vendor.url))
    assert len(vendor.bodies) == 2
    assert wire.handle_request(post(vendor.url)).status_code == 200  # and the next one finds a new connection


def test_an_answer_that_was_cut_is_no_answer(wire: CurlTransport, vendor: Vendor) -> None:
    vendor.play = lambda one, _: one.sendall(OK[:-1]) is not None
    with pytest.raises(httpx.ReadError):
        wire.handle_request(post(vendor.url))
    assert len(vendor.bodies) == 1


def test_an_interim_answer_is_left_out(wire: CurlTransport, vendor: Vendor) -> None:
    vendor.play = lambda one, _: one.sendall(b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + OK) is None
    answer = wire.handle_request(post(vendor.url))
    assert answer.status_code == 200 and "x-early" not in answer.headers


def test_an_answer_that_does_not_come_may_have_been_understood(wire: CurlTransport, vendor: Vendor) -> None:
    vendor.play = lambda one, _: one.recv(1) != b""
    with pytest.raises(httpx.ReadTimeout):
        wire.handle_request(post(vendor.url, timeout_s=0.2))
    assert len(vendor.bodies) == 1


def test_what_reached_nobody_was_not_sent(wire: CurlTransport) -> None:
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    free.close()
    with pytest.raises(httpx.ConnectError):
        wire.handle_request(post(url))
    with pytest.raises(httpx.ConnectError):
        wire.handle_request(post("http://no.such.host.invalid/"))


def test_a_server_that_speaks_no_tls_was_not_told_anything(wire: CurlTransport, vendor: Vendor) -> None:
    with pytest.raises((httpx.ConnectError, httpx.ConnectTimeout)):
        wire.handle_request(post(vendor.url.replace("http:", "https:"), timeout_s=0.3))
    assert vendor.bodies == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd"])
def test_only_http_is_spoken(wire: CurlTransport, url: str) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        wire.handle_request(httpx.Request("GET", url))


def test_proxies_of_the_machine_are_not_used(
    wire: CurlTransport, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert wire.handle_request(post(vendor.url)).status_code == 200


@pytest.fixture
def lines() -> Iterator[CurlLines[int]]:
    opened = CurlLines[int](4)
    yield opened
    opened.close()


def all_of(lines: CurlLines[int]) -> dict[int, httpx.Response | httpx.TransportError]:
    found: dict[int, httpx.Response | httpx.TransportError] = {}
    while len(lines):
        found |= dict(lines.ended(1.0))
    return found


def test_exchanges_at_the_same_time_get_their_own_answers(lines: CurlLines[int], vendor: Vendor) -> None:
    asked: dict[int, bytes] = {}
    for round_ in range(20):
        for number in range(4):
            asked[round_ * 4 + number] = b"%d" % (round_ * 4 + number)
            lines.start(post(vendor.url, asked[round_ * 4 + number]), round_ * 4 + number)
        assert lines.full()
        found = all_of(lines)
        assert [one.status_code for one in found.values() if isinstance(one, httpx.Response)] == [200] * 4
    assert sorted(vendor.bodies) == sorted(asked.values())
    assert vendor.connections <= 4


def test_neither_is_a_post_among_several_sent_again(lines: CurlLines[int], vendor: Vendor) -> None:
    vendor.play = lambda one, number: number == 1 and one.sendall(OK) is None
    lines.start(post(vendor.url), 1)
    all_of(lines)
    lines.start(post(vendor.url), 2)
    assert isinstance(all_of(lines)[2], httpx.ReadError)
    assert len(vendor.bodies) == 2
    lines.start(post(vendor.url), 3)
    assert isinstance(all_of(lines)[3], httpx.Response)


def test_one_without_an_answer_holds_up_no_other(lines: CurlLines[int], vendor: Vendor) -> None:
    vendor.play = lambda one, _: one.recv(1) != b"" if b"mute" in vendor.bodies[-1:] else one.sendall(OK) is None
    lines.start(post(vendor.url, b"mute", timeout_s=0.5), 1)
    while not vendor.bodies:
        lines.ended(0.01)
    lines.start(post(vendor.url, b"quick"), 2)
    found: list[int] = []
    while len(lines):
        found += [who for who, _ in lines.ended(1.0)]
    assert found == [2, 1]
