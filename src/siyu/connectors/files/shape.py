"""What every reader shares: names for the columns, and rows cut to them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

from siyu.imports.contracts import COLUMNS_MAX, ReaderOptions, Row
from siyu.kit.errors import Invalid

# A cell of digits and marks is a value, never the name of a column.
VALUE = re.compile(r"[\d\s:./,+¥$%-]*\d[\d\s:./,+¥$%-]*")
EXTRA = "…"
BAD_BYTES = "\ufffd"


class NotATable(Invalid):
    """The file holds no table that Siyu can read."""

    zh = "文件「{value}」不是可读取的表格:{why_zh}"
    en = "The file {value!r} is not a table that can be read: {why_en}"
    fix_zh = "请另存为 CSV(UTF-8)或 Excel(.xlsx)后再上传"
    fix_en = "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx), then upload it again"


class Source(ABC):
    """One open file. Used as a context manager; `rows` may be walked once."""

    def __init__(self, path: Path, options: ReaderOptions) -> None:
        self.path = path
        self.options = options
        self.size = path.stat().st_size

    def __enter__(self) -> "Source":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """This function will yield the rows of data in order, numbered from 1."""

    @abstractmethod
    def bytes_done(self) -> int:
        """This function will return how far into the file the reading has come."""

    @abstractmethod
    def close(self) -> None:
        """This function will close the file."""

    def refuse(self, why_zh: str, why_en: str) -> NotATable:
        """This function will return the error for a file that is no table after all."""
        return NotATable(field="file", value=self.path.name, why_zh=why_zh, why_en=why_en)


def named_rows(cells: Iterator[list[Any]], options: ReaderOptions, *, ragged: bool) -> Iterator[Row]:
    """This function will turn lists of cells into rows, taking or leaving a header as `options` say.

    `ragged`: rows may end early (their last cells are missing); otherwise a short row is a problem.
    """
    first = next(cells, None)
    if first is None:
        return
    columns, is_header = columns_of(first, options)
    for no, row in enumerate(cells if is_header else chain([first], cells), start=1):
        yield _row(no, row, columns, ragged)


def columns_of(first: Sequence[Any], options: ReaderOptions) -> tuple[tuple[str, ...], bool]:
    """This function will return the column names, and whether `first` is the header rather than data."""
    is_header = options.header == "yes" or (options.header == "auto" and not any(_is_value(cell) for cell in first))
    for layout in options.layouts:
        if len(layout) == len(first):
            return layout, is_header
    names = [str(cell or "").strip() if is_header else "" for cell in first[:COLUMNS_MAX]]
    return _distinct(names), is_header


def readable(cell: Any) -> Any:
    """This function will return a cell, also one of lists and fields, without NULs in its texts.

    A NUL is no text in any database; it is shown as what it is: bytes that could not be read.
    """
    match cell:
        case str():
            return cell.replace("\0", BAD_BYTES) if "\0" in cell else cell
        case list():
            return [readable(one) for one in cell]
        case dict():
            return {name: readable(one) for name, one in cell.items()}
        case _:
            return cell


def _is_value(cell: Any) -> bool:
    return not isinstance(cell, str | None) or bool(VALUE.fullmatch((cell or "").strip()))


def _distinct(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    found = []
    for number, name in enumerate(names, start=1):
        plain = name or f"column_{number}"
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain}_{seen[plain]}")
    return tuple(found)


def _row(no: int, cells: list[Any], columns: tuple[str, ...], ragged: bool) -> Row:
    cells = [readable(cell) for cell in cells]
    values = dict(zip(columns, cells, strict=False))
    if len(cells) < len(columns):
        return Row(no, values | dict.fromkeys(columns[len(cells) :], ""), "" if ragged else "cells")
    extra = [cell for cell in cells[len(columns) :] if cell not in ("", None)]
    return Row(no, {**values, EXTRA: extra}, "cells") if extra else Row(no, values)
