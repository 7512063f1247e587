"""The process that loads the vendor's library: one line of JSON in, one line of JSON out, until its input ends.

Whatever the library does (crash, hang, print), only this process suffers. Run as `python -m …archive.child`. The names
and shapes of the functions are those of the vendor's C header (p91774); nothing else of Siyu is loaded here.
"""

import base64
import ctypes
import json
import os
import sys
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class Slice(ctypes.Structure):
    """A text that the library hands out."""

    _fields_ = (("buf", ctypes.c_void_p), ("len", ctypes.c_int))


class Media(ctypes.Structure):
    """A piece of a file that the library hands out."""

    _fields_ = (
        ("mark", ctypes.c_void_p),
        ("mark_len", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("data_len", ctypes.c_int),
        ("is_finish", ctypes.c_int),
    )


class Refused(Exception):
    """The library answered with an error number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Library:
    """The vendor's functions, with their C types."""

    def __init__(self, path: str) -> None:
        found = ctypes.CDLL(path)
        text, whole, thing = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
        self._new = _typed(found, "NewSdk", thing)
        self._init = _typed(found, "Init", whole, thing, text, text)
        pull = (thing, ctypes.c_ulonglong, ctypes.c_uint, text, text, whole, ctypes.POINTER(Slice))
        self._pull = _typed(found, "GetChatData", whole, *pull)
        self._open = _typed(found, "DecryptData", whole, text, text, ctypes.POINTER(Slice))
        part = (thing, text, text, text, text, whole, ctypes.POINTER(Media))
        self._part = _typed(found, "GetMediaData", whole, *part)
        self._new_slice = _typed(found, "NewSlice", ctypes.POINTER(Slice))
        self._free_slice = _typed(found, "FreeSlice", None, ctypes.POINTER(Slice))
        self._new_media = _typed(found, "NewMediaData", ctypes.POINTER(Media))
        self._free_media = _typed(found, "FreeMediaData", None, ctypes.POINTER(Media))
        self._sdk: Any = None

    def init(self, ask: Json) -> Json:
        """This function will sign the library in for a corp."""
        self._sdk = self._new()
        _check(self._init(self._sdk, ask["corpid"].encode(), ask["secret"].encode()))
        return {}

    def pull(self, ask: Json) -> Json:
        """This function will return the vendor's answer about messages after a number."""
        line = (ask["proxy"].encode(), ask["password"].encode(), ask["timeout_s"])
        return {"text": self._text(lambda into: self._pull(self._sdk, ask["seq"], ask["limit"], *line, into))}

    def open(self, ask: Json) -> Json:
        """This function will return an opened message."""
        return {"text": self._text(lambda into: self._open(ask["secret"].encode(), ask["body"].encode(), into))}

    def part(self, ask: Json) -> Json:
        """This function will return a piece of a file, in base64."""
        line = (ask["proxy"].encode(), ask["password"].encode(), ask["timeout_s"])
        media = self._new_media()
        try:
            _check(self._part(self._sdk, ask["mark"].encode(), ask["file_id"].encode(), *line, media))
            found = media.contents
            data, mark = _bytes(found.data, found.data_len), _bytes(found.mark, found.mark_len)
            return {"data": base64.b64encode(data).decode(), "mark": mark.decode(), "last": bool(found.is_finish)}
        finally:
            self._free_media(media)

    def _text(self, call: Callable[[Any], int]) -> str:
        into = self._new_slice()
        try:
            _check(call(into))
            return _bytes(into.contents.buf, into.contents.len).decode("utf-8", "replace")
        finally:
            self._free_slice(into)


def serve() -> None:
    """This function will answer requests until the input ends; the first one names the library."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the library prints must not be taken for an answer
    library: Library | None = None
    for line in sys.stdin:
        ask = json.loads(line)
        try:
            if ask["do"] == "load":
                library = Library(ask["library"])
                told: Json = {}
            elif library is None:
                raise OSError("the library is not loaded")
            else:
                told = getattr(library, ask["do"])(ask)
            answer: Json = {"value": told}
        except Refused as error:
            answer = {"code": error.code}
        except (OSError, AttributeError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _typed(library: ctypes.CDLL, name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


def _bytes(where: int | None, size: int) -> bytes:
    return ctypes.string_at(where, size) if where and size > 0 else b""


def _check(code: int) -> None:
    if code:
        raise Refused(code)


if __name__ == "__main__":
    serve()
