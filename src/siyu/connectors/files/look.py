"""What kind of file this is, told by its first bytes rather than its name, and how its columns are parted."""

import csv
import re
from collections import Counter
from pathlib import Path

from siyu.connectors.files.encoding import find_encoding
from siyu.connectors.files.shape import NotATable
from siyu.imports.contracts import FileFormat, ReaderOptions

HEAD_BYTES = 8
PROBE_LINES = 100
DELIMITERS = (",", "\t", ";", "|")
SIGNATURES: tuple[tuple[bytes, FileFormat], ...] = (
    (b"PK\x03\x04", "excel"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"PAR1", "parquet"),
)
UNREADABLE = (
    (b"\x1f\x8b", "它是 gzip 压缩包", "it is a gzip archive"),
    (b"%PDF", "它是 PDF", "it is a PDF"),
    (b"Rar!", "它是 RAR 压缩包", "it is a RAR archive"),
    (b"\x89PNG", "它是图片", "it is a picture"),
)
HTML = re.compile(r"\s*(<!doctype|<html|<table|<\?xml)", re.IGNORECASE)


def look(path: Path, name: str) -> ReaderOptions:
    """This function will say how the file is best read. Raises NotATable or UnknownEncoding."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise NotATable(field="file", value=name, why_zh="文件是空的", why_en="it is empty")
    for signature, why_zh, why_en in UNREADABLE:
        if head.startswith(signature):
            raise NotATable(field="file", value=name, why_zh=why_zh, why_en=why_en)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return ReaderOptions(format=kind, encoding="", header="yes" if kind == "parquet" else "auto")
    return _look_at_text(path, name)


def _look_at_text(path: Path, name: str) -> ReaderOptions:
    encoding = find_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [line for line in (file.readline(1 << 16) for _ in range(PROBE_LINES)) if line.strip()]
    if not lines or "\0" in lines[0]:
        raise NotATable(field="file", value=name, why_zh="里面没有文字", why_en="it holds no text")
    if HTML.match(lines[0]):
        raise NotATable(field="file", value=name, why_zh="它其实是网页", why_en="it is a web page in disguise")
    delimiter = find_delimiter(lines)
    if delimiter:
        return ReaderOptions(format="csv", encoding=encoding, delimiter=delimiter)
    if _share([len(line.split()) for line in lines]) >= 0.9 and len(lines[-1].split()) > 1:
        return ReaderOptions(format="text", encoding=encoding)
    return ReaderOptions(format="csv", encoding=encoding)


def find_delimiter(lines: list[str]) -> str:
    """This function will return the separator that cuts the lines into the most even columns; "" when none does."""
    scores = {mark: _evenness(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    return best if scores[best] > 0 else ""


def _evenness(lines: list[str], delimiter: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    usual = Counter(widths).most_common(1)[0][0] if widths else 1
    # Evenness first, then the number of columns; one column is no cut at all.
    return _share(widths) * 100 + min(usual, 99) if usual > 1 else 0.0


def _share(widths: list[int]) -> float:
    return Counter(widths).most_common(1)[0][1] / len(widths) if widths else 0.0
