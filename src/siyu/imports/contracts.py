"""What imports say to others: kinds, states, runs, mappings, rows and refusals."""

import dataclasses
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

ROWS_PER_BATCH_MAX = 5_000
COLUMNS_MAX = 500
SAMPLE_ROWS = 20

FileFormat = Literal["csv", "text", "excel", "parquet"]
Header = Literal["yes", "no", "auto"]


class Kind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    ORDERS = "orders"
    EVENTS = "events"


class State(StrEnum):
    """Where an import stands; `done`, `cancelled` and `failed` are ends, though a failed one can be started again."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderOptions:
    """How to read the file. `text` is a table whose columns are parted by spaces, or have fixed `widths`.

    `layouts`: column names for files without names, chosen by the number of columns. `sheet`: "" for the first.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    format: FileFormat = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    header: Header = "auto"
    sheet: str = ""
    widths: tuple[int, ...] = ()
    layouts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column means what. `columns` maps a column of the file to a target such as "amount" or "identity.phone".

    `reader`: None lets the file speak for itself. `zone`: of times without one; "" is the brand's. `order_number`:
    "column", or "content" for files without numbers. `negative`: what a negative amount means. `unknown_codes`: what to
    do with a store or advisor code that is not in the organisation.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Kind
    columns: dict[str, str]
    reader: ReaderOptions | None = None
    source: str = "file"
    zone: str = ""
    amount_unit: Literal["major", "minor"] = "major"
    date_order: Literal["mdy", "dmy"] | None = None
    phone_region: str = "CN"
    order_number: Literal["column", "content"] = "column"
    order_status: Literal["created", "paid", "shipped", "finished", "cancelled"] = "paid"
    negative: Literal["reject", "return"] = "reject"
    tag_group: str = ""
    event_name: str = ""
    unknown_codes: Literal["reject", "leave_empty"] = "reject"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number (1 is the first row of data) and its cells by column name.

    `problem` is "" or why the row could not be cut into cells: "cells", "bytes", "quote".
    """

    no: int
    values: dict[str, Any]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Up to 5,000 consecutive rows, and how many bytes of the file had been read when they were complete."""

    rows: list[Row]
    bytes_done: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that was not taken: where, what it held, why, and how to mend it, in both languages."""

    row_no: int
    field: str
    value: str
    reason_zh: str
    reason_en: str
    fix_zh: str
    fix_en: str
    raw: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the rows read so far. `customers`: distinct people in the file; `amount_fen`: of every accepted row."""

    rows: int = 0
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    customers: int = 0
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it stands."""

    id: int
    kind: Kind
    state: State
    file_name: str
    file_bytes: int
    digest: str
    mapping: Mapping
    mapping_name: str
    totals: Totals
    bytes_done: int
    created_at_ms: int
    started_at_ms: int | None
    finished_at_ms: int | None
    actor: str
    error_zh: str
    error_en: str


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping kept under a name; shipped ones belong to no brand and cannot be changed."""

    name: str
    mapping: Mapping
    shipped: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file as the reader sees them."""

    columns: tuple[str, ...]
    rows: tuple[AnyMapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ImportFinished:
    """Fact: an import came to its end, whichever."""

    import_id: int
    kind: str
    state: str
    at_ms: int


OnProgress = Callable[[Import], None]
