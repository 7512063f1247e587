"""The two exceptions of the simulator: what an app is answered, and what a person is told."""

from collections.abc import Mapping
from typing import Any

from siyu.simulators.wecom.codes import MESSAGES


class VendorError(Exception):
    """This error will be answered as `errcode`/`errmsg` with HTTP 200; `extra` joins the body (say `fail_list`)."""

    def __init__(self, code: int, detail: str = "", *, extra: Mapping[str, Any] | None = None) -> None:
        """Keep the code, an optional English detail for the text, and extra answer fields."""
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.extra = dict(extra or {})


class ActionRefused(ValueError):
    """This error will tell a human (or a test) why an action in the simulated world is not possible, in zh and en."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both languages; `str()` shows both."""
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


def error_text(code: int, detail: str = "") -> str:
    """Return the short text of a code, with the detail appended when there is one."""
    base = MESSAGES.get(code, "unknown error")
    return f"{base}: {detail}" if detail else base
