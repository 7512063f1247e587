"""One row of a file of customers, read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siyu.customers.contracts import AttributeKind, Identity
from siyu.imports.contracts import Row
from siyu.imports.rows.domain import Cells
from siyu.imports.values.domain import NotANumber, read_tags, text_of
from siyu.kit.clock import local_date
from siyu.kit.errors import Invalid

PREFIX = "attribute."
TAG_LENGTH_MAX = 30
TRUE_WORDS = frozenset({"true", "1", "yes", "y", "是", "有", "√"})
FALSE_WORDS = frozenset({"false", "0", "no", "n", "否", "×"})


class LongTag(Invalid):
    """A tag is longer than tags are."""

    zh = "标签「{value}」超过 30 个字"
    en = "The tag {value!r} is longer than 30 characters"
    fix_zh = "缩短标签名,或检查标签之间的分隔符(、 , ; |)"
    fix_en = "Shorten it, or check what separates the tags (, ; |)"


class NotAFlag(Invalid):
    """A cell that should say yes or no says something else."""

    zh = "「{value}」不是「是」或「否」"
    en = "{value!r} is neither yes nor no"
    fix_zh = "请填写 是 或 否"
    fix_en = "Write yes or no"


class BadAttributeValue(Invalid):
    """An attribute's value does not fit its kind."""

    zh = "「{field}」的值「{value}」不是{kind}"
    en = "{field}: {value!r} is not a {kind}"
    fix_zh = "请更正这个值,或在映射中改变这一列的类型"
    fix_en = "Correct the value, or change the column's kind in the mapping"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A row that makes sense by itself."""

    row: Row
    person: tuple[Identity, ...]
    attributes: Mapping[str, object]
    tags: tuple[str, ...]
    store_code: str
    advisor_code: str
    updated_at_ms: int | None


def attribute_targets(cells: Cells) -> dict[str, tuple[str, str]]:
    """This function will return each attribute's (target, kind) by key; kind is "" when the mapping names none."""
    found = {}
    for target in cells.columns:
        if target.startswith(PREFIX):
            key, mark, kind = target.removeprefix(PREFIX).rpartition(":")
            found[key if mark else kind] = (target, kind if mark else "")
    return found


def read_customer(row: Row, cells: Cells, kinds: Mapping[str, AttributeKind]) -> CustomerRow:
    """This function will read one row; `kinds` are the attributes registered. Raises Invalid kinds."""
    cells.check_shape(row)
    tags = read_tags(cells.cell(row, "tags"))
    for tag in tags:
        if len(tag) > TAG_LENGTH_MAX:
            raise LongTag(field=cells.columns["tags"], value=tag)
    values = {}
    for key, (target, _) in attribute_targets(cells).items():
        if cells.text(row, target):
            values[key] = _attribute(row, cells, target, kinds.get(key, AttributeKind.TEXT))
    person = cells.person(row)
    codes = (cells.text(row, "store_code"), cells.text(row, "advisor_code"))
    return CustomerRow(row, person, values, tags, *codes, cells.when(row, "updated_at"))


def tag_names(rows: Iterable[CustomerRow]) -> list[str]:
    """This function will return every tag of the rows once, in order."""
    return list(dict.fromkeys(tag for one in rows for tag in one.tags))


def _attribute(row: Row, cells: Cells, target: str, kind: AttributeKind) -> object:
    column = cells.columns[target]
    text = cells.text(row, target)
    if kind in (AttributeKind.DATE, AttributeKind.DATETIME):
        at_ms = cells.when(row, target) or 0
        return local_date(at_ms, cells.zone).isoformat() if kind is AttributeKind.DATE else at_ms
    if kind is AttributeKind.BOOLEAN:
        if text.lower() not in TRUE_WORDS | FALSE_WORDS:
            raise NotAFlag(field=column, value=text)
        return text.lower() in TRUE_WORDS
    return _number(text, column) if kind is AttributeKind.NUMBER else text_of(text)


def _number(text: str, column: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise NotANumber(field=column, value=text) from None
