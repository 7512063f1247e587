"""Which encoding a text file is in: byte order marks, then strict trials over the whole file, then a statistical guess.

Excel in China writes GBK (read as its superset GB18030); Excel's "Unicode text" is UTF-16.
"""

import codecs
from dataclasses import replace
from pathlib import Path

from charset_normalizer import from_bytes

from siyu.imports.contracts import ReaderOptions
from siyu.kit.errors import Invalid

BLOCK_BYTES = 1 << 20
GUESS_BYTES = 1 << 18
GUESSES = ["big5", "shift_jis", "euc_kr", "cp1252"]
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class UnknownEncoding(Invalid):
    """The text is in no encoding Siyu knows."""

    zh = "无法识别文件「{value}」的文字编码"
    en = "The text encoding of {value!r} could not be recognised"
    fix_zh = "请在 Excel 中另存为「CSV UTF-8」后再上传"
    fix_en = 'Save the file as "CSV UTF-8" and upload it again'


def find_encoding(path: Path) -> str:
    """This function will return the encoding of a text file. Raises UnknownEncoding."""
    with path.open("rb") as file:
        head = file.read(GUESS_BYTES)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if wide := _unmarked_utf16(head):
        return wide
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    # One damaged line must not turn a UTF-8 or GBK file into something else: its rows are rejected one by one.
    if mostly := _mostly(head):
        return mostly
    best = from_bytes(head, cp_isolation=GUESSES).best()
    if best is None:
        raise UnknownEncoding(field="file", value=path.name)
    return best.encoding


def with_encoding(path: Path, options: ReaderOptions) -> ReaderOptions:
    """This function will return `options` with the file's own encoding filled in."""
    return replace(options, encoding=find_encoding(path))


def _unmarked_utf16(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else ""


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _mostly(head: bytes) -> str:
    """This function will return the encoding in which at most one character beyond ASCII in a hundred is damaged."""
    for name in ("utf-8", "gb18030"):
        text = codecs.getincrementaldecoder(name)(errors="replace").decode(head)
        damaged = text.count("\ufffd")
        beyond = sum(character > "\x7f" for character in text)
        if damaged * 100 <= beyond:
            return name
    return ""
