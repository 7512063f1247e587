"""Keeps the library's process running: starts it, waits for answers with a limit, ends it when it hangs, lets it rest."""

import json
import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.kit.clock import MINUTE_MS, SECOND_MS, Clock
from siyu.kit.errors import Unavailable

Json = dict[str, Any]
CHILD = "siyu.connectors.wecom.archive.child"
READ_BYTES = 1 << 16
ANSWER_BYTES_MAX = 256 << 20
REST_MAX_MS = 5 * MINUTE_MS
# The library has its own time limit for the network; ours ends the process only when that one did not hold.
GRACE_S = 5
# What the child needs of our surroundings; secrets of ours are none of the library's business.
SURROUNDINGS = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZ")


class LibraryNotLoaded(Unavailable):
    """The vendor's library cannot be loaded."""

    zh = "会话存档的 SDK 无法加载:{value}"
    en = "The archive's library cannot be loaded: {value}"
    fix_zh = "请检查 SIYU_WECOM_ARCHIVE_LIBRARY 的路径,以及文件是否适合本机的系统和 CPU"
    fix_en = "Check the path in SIYU_WECOM_ARCHIVE_LIBRARY, and that the file fits this system and CPU"


class LibraryDied(Unavailable):
    """The library's process ended in the middle of a call."""

    zh = "会话存档的 SDK 进程异常退出({value}),稍后会自动重启"
    en = "The archive's library crashed ({value}); it is started again in a while"
    fix_zh = "若反复出现,请更换企业微信 SDK 版本"
    fix_en = "If it happens again and again, try another version of the vendor's library"


class LibraryHung(Unavailable):
    """The library did not answer in time, so its process was ended."""

    zh = "会话存档的 SDK 在 {value} 秒内没有响应,已结束其进程"
    en = "The archive's library did not answer within {value} s; its process was ended"
    fix_zh = "请检查网络与代理,或调大 SIYU_WECOM_ARCHIVE_TIMEOUT_S"
    fix_en = "Check the network and the proxy, or raise SIYU_WECOM_ARCHIVE_TIMEOUT_S"


class LibraryResting(Unavailable):
    """The library's process has died a moment ago and is not started again yet."""

    zh = "会话存档的 SDK 刚刚退出,{value} 秒后重启"
    en = "The archive's library has just died; it is started again in {value} s"


class LibraryRefused(Unavailable):
    """The library answered with an error number of the vendor's (p91774)."""

    zh = "会话存档的 SDK 返回错误 {value}:{why_zh}"
    en = "The archive's library answered {value}: {why_en}"
    fix_zh = "{fix_zh}"
    fix_en = "{fix_en}"

    def __init__(self, code: int, asked: str = "") -> None:
        self.number, self.asked = code, asked
        why_zh, why_en, fix_zh, fix_en = WHY.get(code, UNKNOWN)
        super().__init__(value=code, why_zh=why_zh, why_en=why_en, fix_zh=fix_zh, fix_en=fix_en)


TOO_OLD = 10_010
WAIT = ("稍后会自动重试", "It is tried again by itself")
WHY = {
    10_001: ("网络错误", "the network failed", *WAIT),
    10_002: ("数据解析失败", "the data could not be read", *WAIT),
    10_003: ("系统繁忙", "the system failed", *WAIT),
    10_009: (
        "服务器 IP 不在会话存档的可信 IP 中",
        "this server's address is not trusted by the archive",
        "在企业微信后台 › 管理工具 › 会话内容存档 中加入本机出口 IP",
        "Add this server's address under WeCom console › Tools › Message archive",
    ),
    TOO_OLD: (
        "消息已超过 5 天",
        "the messages are older than five days",
        "超过 5 天的消息无法补拉,请确保每天拉取",
        "Messages older than five days are gone; keep pulling every day",
    ),
}
UNKNOWN = (
    "请查企业微信文档",
    "see the vendor's documentation",
    "请核对企业 ID、会话存档 Secret 与密钥版本",
    "Check the corp id, the archive's secret and the key version",
)


class LibraryProcess:
    """One brand's library in one process; calls take turns. Safe from any thread.

    `who` says before every call as which corp, with which secret. Once it says something else, the process is ended
    between two calls and a new one signs in, without the rest that the old one's deaths had earned.
    """

    def __init__(self, settings: ArchiveSettings, clock: Clock, who: Callable[[], WecomApp]) -> None:
        self._settings, self._clock, self._who = settings, clock, who
        self._app: WecomApp | None = None
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._rest_until_ms = 0

    def call(self, do: str, **fields: object) -> Json:
        """This function will have the library do something and return its answer.

        Raises LibraryNotLoaded, LibraryRefused, LibraryDied, LibraryHung or LibraryResting, and what `who` raises.
        """
        with self._lock:
            app = self._followed()
            if self._child is None:
                self._start(app)
            answer = self._asked({"do": do, **fields})
            self._deaths = 0
            return answer

    def close(self) -> None:
        """This function will end the process."""
        with self._lock:
            self._end()

    def _followed(self) -> WecomApp:
        """This function will return whom to sign in as; a process that is signed in as somebody else is ended."""
        try:
            app = self._who()
        except Unavailable:
            self._end()
            raise
        if app != self._app:
            self._end()
            self._app, self._deaths, self._rest_until_ms = app, 0, 0
        return app

    def _start(self, app: WecomApp) -> None:
        left_ms = self._rest_until_ms - self._clock.now_ms()
        if left_ms > 0:
            raise LibraryResting(value=-(-left_ms // SECOND_MS))
        surroundings = {name: os.environ[name] for name in SURROUNDINGS if name in os.environ}
        surroundings["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self._child = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings,
            bufsize=0,
        )
        self._asked({"do": "load", "library": self._settings.library})
        self._asked({"do": "init", "corpid": app.corpid, "secret": app.secret})

    def _asked(self, ask: Json) -> Json:
        child = self._child
        assert child is not None and child.stdin is not None and child.stdout is not None
        try:
            child.stdin.write(json.dumps(ask).encode() + b"\n")
            line = self._line(child.stdout.fileno())
        except BrokenPipeError:
            line = b""
        if not line:
            code = self._died()
            raise LibraryDied(value=f"exit {code}" if code >= 0 else f"signal {-code}")
        answer: Json = json.loads(line)
        if "value" in answer:
            value: Json = answer["value"]
            return value
        if ask["do"] in ("load", "init"):
            self._end()
        if "code" in answer:
            raise LibraryRefused(int(answer["code"]), ask["do"])
        raise LibraryNotLoaded(value=str(answer.get("error", ""))[:200])

    def _line(self, source: int) -> bytes:
        """This function will return the child's next line, b"" when it has ended. Raises LibraryHung."""
        waited_s = self._settings.timeout_s + GRACE_S
        parts: list[bytes] = []
        size = 0
        with selectors.DefaultSelector() as ready:
            ready.register(source, selectors.EVENT_READ)
            # Each wait begins anew with every piece that arrives: a long answer that keeps coming is no hang.
            while ready.select(waited_s):
                piece = os.read(source, READ_BYTES)
                parts.append(piece)
                size += len(piece)
                if not piece or size > ANSWER_BYTES_MAX:
                    return b""
                if piece.endswith(b"\n"):
                    return b"".join(parts)
        self._died()
        raise LibraryHung(value=waited_s)

    def _died(self) -> int:
        """This function will end what is left of the process, have it rest, and return how it ended."""
        code = self._end()
        self._deaths += 1
        rest_ms = min(self._settings.restart_first_s * SECOND_MS << min(self._deaths - 1, 12), REST_MAX_MS)
        self._rest_until_ms = self._clock.now_ms() + rest_ms
        return code

    def _end(self) -> int:
        child, self._child = self._child, None
        if child is None:
            return 0
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        if child.poll() is None:
            child.kill()
        return child.wait()
