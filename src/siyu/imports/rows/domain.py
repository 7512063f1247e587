"""Cells of a row by what they mean, and the ways in which a row is refused."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from siyu.customers.contracts import Identity
from siyu.imports.contracts import Mapping as FileMapping
from siyu.imports.contracts import Rejected, Row
from siyu.imports.values.domain import read_amount, read_count, read_phone, read_when, text_of
from siyu.kit.errors import Invalid, SiyuError

MEMORY_MAX = 100_000
IDENTITY_LENGTH_MAX = 128
SHOWN_LENGTH_MAX = 200
RAW_LENGTH_MAX = 4_000


class NoCustomer(Invalid):
    """No cell of the row says who the customer is."""

    zh = "这一行没有任何可识别客户的信息"
    en = "Nothing in this row says who the customer is"
    fix_zh = "请填写手机号、会员号等至少一项"
    fix_en = "Fill in at least one of phone, member number and the like"


class BadIdentityCell(Invalid):
    """An identity is too long to be one."""

    zh = "「{field}」的值「{value}」太长"
    en = "{field}: {value!r} is too long"
    fix_zh = "最多 128 个字符"
    fix_en = "At most 128 characters"


class MissingCell(Invalid):
    """A cell that must be filled is empty."""

    zh = "「{field}」是空的"
    en = "{field} is empty"
    fix_zh = "请补上这一列的值"
    fix_en = "Fill in this column"


class MisshapenRow(Invalid):
    """The row has another number of cells than the table."""

    zh = "这一行的列数与表头不一致"
    en = "This row has another number of columns than the table"
    fix_zh = "检查这一行是否多了或少了分隔符、引号"
    fix_en = "Look for a missing or extra separator or quote in this row"


class UnreadableRow(Invalid):
    """The row holds bytes that are no text in the file's encoding."""

    zh = "这一行有无法识别的字符"
    en = "This row holds characters that cannot be read"
    fix_zh = "请将文件另存为 UTF-8 后再导入,或在映射中指定编码"
    fix_en = "Save the file as UTF-8, or name its encoding in the mapping"


class UnknownCode(Invalid):
    """A store or advisor code is not in the organisation."""

    zh = "组织架构中没有编号为「{value}」的门店或导购"
    en = "No store or advisor in the organisation has the code {value!r}"
    fix_zh = "先在组织架构中建立它,或在映射中把 unknown_codes 设为 leave_empty"
    fix_en = "Add it to the organisation first, or set unknown_codes to leave_empty in the mapping"


@dataclass(slots=True)
class Cells:
    """Reads the cells of rows through a mapping. Remembers up to 100,000 readings of dates, which repeat a lot."""

    mapping: FileMapping
    zone: str
    columns: dict[str, str] = field(init=False)
    identities: list[tuple[str, str]] = field(init=False)
    _times: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {target: column for column, target in self.mapping.columns.items() if target}
        prefix = "identity."
        self.identities = [
            (target.removeprefix(prefix), column)
            for target, column in self.columns.items()
            if target.startswith(prefix)
        ]

    def cell(self, row: Row, target: str) -> Any:
        """This function will return the raw cell that means `target`, None when there is none."""
        column = self.columns.get(target)
        return None if column is None else row.values.get(column)

    def text(self, row: Row, target: str) -> str:
        """This function will return the cell that means `target` as trimmed text."""
        column = self.columns.get(target)
        return "" if column is None else text_of(row.values.get(column))

    def amount(self, row: Row, target: str) -> int | None:
        """This function will return an amount in fen, None when the cell is empty. Raises Invalid kinds."""
        if not self.text(row, target):
            return None
        return read_amount(self.cell(row, target), unit=self.mapping.amount_unit, field=self.columns[target])

    def count(self, row: Row, target: str) -> int | None:
        """This function will return a whole number, None when the cell is empty. Raises NotANumber."""
        if not self.text(row, target):
            return None
        return read_count(self.cell(row, target), field=self.columns[target])

    def when(self, row: Row, target: str) -> int | None:
        """This function will return a time in milliseconds UTC, None when the cell is empty. Raises Invalid kinds."""
        value = self.cell(row, target)
        text = text_of(value)
        if not text:
            return None
        known = self._times.get(text) if isinstance(value, str) else None
        if known is None:
            known = read_when(value, zone=self.zone, order=self.mapping.date_order, field=self.columns[target])
            if isinstance(value, str) and len(self._times) < MEMORY_MAX:
                self._times[text] = known
        return known

    def person(self, row: Row) -> tuple[Identity, ...]:
        """This function will return the identities of a row; masked phones are no identity. Raises Invalid kinds."""
        found = []
        for kind, column in self.identities:
            text = text_of(row.values.get(column))
            if not text or "*" in text:
                continue
            if len(text) > IDENTITY_LENGTH_MAX:
                raise BadIdentityCell(field=column, value=text)
            if kind == "phone":
                text = read_phone(text, region=self.mapping.phone_region, field=column)
            found.append(Identity(kind, text))
        if not found:
            raise NoCustomer(field=self.identities[0][1])
        return tuple(found)

    def check_shape(self, row: Row) -> None:
        """This function will raise MisshapenRow or UnreadableRow for a row that the reader marked."""
        if row.problem == "cells":
            raise MisshapenRow(field="")
        if row.problem:
            raise UnreadableRow(field="")


def check_codes(
    cells: Cells, units: Mapping[str, int], advisors: Mapping[str, int], *, store: str, advisor: str
) -> None:
    """This function will raise UnknownCode when the store or the advisor of a row is not in the organisation."""
    for target, code, known in (("store_code", store, units), ("advisor_code", advisor, advisors)):
        if code and code not in known:
            raise UnknownCode(field=cells.columns[target], value=code)


def content_digest(parts: Sequence[object]) -> int:
    """This function will return a signed 64-bit digest of what a row says (BLAKE2b, RFC 7693)."""
    body = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "little", signed=True)


def content_number(content: int, occurrence: int) -> str:
    """This function will return the number of the n-th row with the same content, the first being 1."""
    return f"{content & (1 << 64) - 1:016x}-{occurrence}"


def rejected(row: Row, error: SiyuError) -> Rejected:
    """This function will return a row's refusal in both languages."""
    raw = {str(name): text_of(value)[:RAW_LENGTH_MAX] for name, value in row.values.items()}
    return Rejected(
        row_no=row.no,
        field=error.field or "",
        value=str(error.value if error.value is not None else "")[:SHOWN_LENGTH_MAX],
        reason_zh=error.detail("zh"),
        reason_en=error.detail("en"),
        fix_zh=error.fix("zh"),
        fix_en=error.fix("en"),
        raw=raw,
    )
