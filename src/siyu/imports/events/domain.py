"""One row of a file of events, read."""

from dataclasses import dataclass

from siyu.customers.contracts import Identity
from siyu.events.contracts import RESERVED_NAMES
from siyu.imports.contracts import Row
from siyu.imports.rows.domain import Cells, MissingCell, content_digest
from siyu.imports.values.domain import read_amount, read_signed, text_of
from siyu.kit.errors import Invalid

PREFIX = "property."
NAME_LENGTH_MAX = 200


class ReservedEventName(Invalid):
    """A name that Siyu alone may log."""

    zh = "事件名「{value}」由系统自己记录,不能导入"
    en = "{value!r} is logged by Siyu itself and cannot be imported"
    fix_zh = "订单请用 siyu import orders 导入;其他事件请换一个名称"
    fix_en = "Import orders with `siyu import orders`; give other events another name"


class LongEventName(Invalid):
    """An event name longer than names are."""

    zh = "事件名「{value}」过长"
    en = "The event name {value!r} is too long"
    fix_zh = "最多 200 个字符"
    fix_en = "At most 200 characters"


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row that makes sense by itself. `message_id` "" means: by content."""

    row: Row
    person: tuple[Identity, ...]
    message_id: str
    content: int
    name: str
    at_ms: int
    value_fen: int
    quantity: int
    ref: str
    properties: dict[str, object]


def read_event(row: Row, cells: Cells) -> EventRow:
    """This function will read one row. Raises Invalid kinds with the column, the value and the fix."""
    cells.check_shape(row)
    person = cells.person(row)
    name = _name(row, cells)
    at_ms = cells.when(row, "at")
    if at_ms is None:
        raise MissingCell(field=cells.columns["at"])
    value = cells.cell(row, "value")
    value_fen = _value(row, cells) if text_of(value) else 0
    quantity = read_signed(cells.cell(row, "quantity"), field="quantity") if cells.text(row, "quantity") else 0
    properties = _properties(row, cells)
    ref = cells.text(row, "ref")
    content = content_digest([*person, name, at_ms, value_fen, quantity, ref, sorted(properties.items())])
    return EventRow(
        row, person, cells.text(row, "message_id"), content, name, at_ms, value_fen, quantity, ref, properties
    )


def _value(row: Row, cells: Cells) -> int:
    return read_amount(cells.cell(row, "value"), unit=cells.mapping.amount_unit, field=cells.columns["value"])


def _name(row: Row, cells: Cells) -> str:
    name = cells.text(row, "event") or cells.mapping.event_name
    if not name:
        raise MissingCell(field=cells.columns["event"])
    if name in RESERVED_NAMES:
        raise ReservedEventName(field=cells.columns.get("event", "event_name"), value=name)
    if len(name) > NAME_LENGTH_MAX:
        raise LongEventName(field=cells.columns.get("event", "event_name"), value=name)
    return name


def _properties(row: Row, cells: Cells) -> dict[str, object]:
    found: dict[str, object] = {}
    for target, column in cells.columns.items():
        if target.startswith(PREFIX) and text_of(row.values.get(column)):
            found[target.removeprefix(PREFIX)] = _plain(row.values[column])
    return found


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float) else text_of(value)
