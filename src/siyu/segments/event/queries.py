"""Event conditions over the lake: one DuckDB query per shard measures all that a rule asks and is not remembered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from siyu.kit.calendar import local_day_sql, local_days
from siyu.kit.ids import SHARD_SIZE
from siyu.kit.lake.log import Lake
from siyu.kit.words import Words
from siyu.segments.compare.domain import Flags, compare, is_number, operands
from siyu.segments.event.contracts import Measured
from siyu.segments.event.domain import COLUMNS, RECENCY, counts_days_ago, measured, operand
from siyu.segments.remembering.domain import Remembered
from siyu.segments.rules.contracts import EventLeaf, Where
from siyu.segments.rules.domain import rule_key
from siyu.segments.vocabulary.queries import Reading, pack_flags

REMEMBERED_BYTES_MAX = 128 * 1024 * 1024
MEASURES_PER_QUERY_MAX = 50
COMPARED = {"=": "=", "!=": "<>", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
Key = tuple[int, int, int, Measured]


@dataclass(frozen=True, slots=True)
class Measures:
    """One number for each customer who has such events: `local` int32[n] within the shard, `values` int64 or float64."""

    local: npt.NDArray[np.int32]
    values: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.local.nbytes + self.values.nbytes


_remembered: WeakKeyDictionary[Lake, Remembered[Key, Measures]] = WeakKeyDictionary()


def fill(reading: Reading, leaves: Sequence[EventLeaf], shard: int) -> dict[str, Words]:
    """This function will return the bits of every event condition in `shard`, by rule key."""
    wanted = {rule_key(leaf): measured(leaf, reading.moment) for leaf in leaves}
    found = measures(reading, list(dict.fromkeys(wanted.values())), shard)
    return {rule_key(leaf): pack_flags(_flags(reading, leaf, found[wanted[rule_key(leaf)]])) for leaf in leaves}


def measures(reading: Reading, wanted: Sequence[Measured], shard: int) -> dict[Measured, Measures]:
    """This function will return each measure of the shard's customers, from memory or by one query for all the rest."""
    held = _remembered.setdefault(reading.platform.lake, Remembered(REMEMBERED_BYTES_MAX))
    version = reading.platform.lake.version(reading.conn, reading.scope)
    keys = {measure: (reading.scope.brand_id, shard, version, measure) for measure in wanted}
    found = {measure: hit for measure in wanted if (hit := held.get(keys[measure])) is not None}
    missing = [measure for measure in wanted if measure not in found]
    for start in range(0, len(missing), MEASURES_PER_QUERY_MAX):
        fresh = _measure(reading, missing[start : start + MEASURES_PER_QUERY_MAX], shard)
        for measure, result in fresh.items():
            held.put(keys[measure], result)
        found |= fresh
    return found


def _flags(reading: Reading, leaf: EventLeaf, found: Measures) -> Flags:
    """This function will compare a measure and spread the answer over the shard: bool[1048576]."""
    value = operand(leaf, reading.moment)
    if leaf.measure in RECENCY:
        numbers = reading.moment.day - found.values if counts_days_ago(leaf) else found.values
        absent = False
    else:
        numbers = found.values
        absent = bool(compare(np.zeros(1, dtype=np.int64), leaf.op, value)[0])
    flags = np.full(SHARD_SIZE, absent)
    flags[found.local] = compare(numbers, leaf.op, value)
    return flags


def _measure(reading: Reading, wanted: Sequence[Measured], shard: int) -> dict[Measured, Measures]:
    codes = reading.platform.lake.codes(reading.conn, reading.scope, {measure.event for measure in wanted})
    known = [measure for measure in wanted if measure.event in codes]
    found = {measure: _nothing() for measure in wanted}
    if not known:
        return found
    starts = [measure.from_ms for measure in known]
    from_ms = None if None in starts else min(start for start in starts if start is not None)
    to_ms = max(measure.to_ms for measure in known)
    parts = _Parts(reading.moment.zone, from_ms, to_ms, is_alone=len({measure.event for measure in known}) == 1)
    columns = [f"{parts.measure(measure, codes[measure.event])} AS m{i}" for i, measure in enumerate(known)]
    names = ", ".join(str(codes[name]) for name in sorted({measure.event for measure in known}))
    table = reading.platform.lake.query(
        reading.conn,
        reading.scope,
        f"SELECT customer_id, {', '.join(columns)} FROM events WHERE event IN ({names}) GROUP BY customer_id",
        parts.params,
        shard=shard,
        from_ms=from_ms,
        to_ms=to_ms,
    )
    return found | {measure: _column(table, i, measure, reading.moment.zone) for i, measure in enumerate(known)}


def _nothing() -> Measures:
    return Measures(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))


def _column(table: pa.Table, i: int, measure: Measured, zone: str) -> Measures:
    column = table[f"m{i}"].combine_chunks()
    local = (table["customer_id"].to_numpy() & (SHARD_SIZE - 1)).astype(np.int32)
    if column.null_count:
        local, column = local[column.is_valid().to_numpy(zero_copy_only=False)], column.drop_null()
    values = column.to_numpy(zero_copy_only=False)
    return Measures(local, local_days(values, zone) if measure.measure in RECENCY else values)


class _Parts:
    """Builds the SQL of measures; everything a user wrote becomes a parameter.

    What holds for all rows read (the span from `from_ms` to `to_ms`; the event, when it `is_alone`) is not asked again.
    """

    def __init__(self, zone: str, from_ms: int | None, to_ms: int, *, is_alone: bool) -> None:
        self.params: dict[str, Any] = {}
        self._zone = zone
        self._span = (from_ms, to_ms)
        self._is_alone = is_alone

    def measure(self, wanted: Measured, code: int) -> str:
        """This function will return the aggregate of one measure, null for customers without such events.

        First and last are moments in milliseconds UTC.
        """
        terms = [] if self._is_alone else [f"event = {code}"]
        terms += [f"at_ms < {wanted.to_ms}"] if wanted.to_ms != self._span[1] else []
        terms += [f"at_ms >= {wanted.from_ms}"] if wanted.from_ms not in (None, self._span[0]) else []
        terms += [self._where(where) for where in wanted.where]
        only = f"FILTER (WHERE {' AND '.join(terms)})" if terms else ""
        match wanted.measure:
            case "count":
                return f"nullif(count(*) {only}, 0)"
            case "days":
                return f"nullif(count(DISTINCT {local_day_sql('at_ms', self._zone)}) {only}, 0)"
            case "sum" if wanted.of in COLUMNS:
                return f"CAST(sum({wanted.of}) {only} AS BIGINT)"
            case "sum":
                number = f"TRY_CAST({self._property(str(wanted.of))} AS DECIMAL(18, 4))"
                return f"CAST(sum({number}) {only} AS DOUBLE)"
            case _:
                edge = "min" if wanted.measure == "first" else "max"
                return f"{edge}(at_ms) {only}"

    def _where(self, where: Where) -> str:
        """This function will return the condition of one filter; a property that is not there satisfies only `missing`."""
        if where.op in ("missing", "present"):
            return f"{self._property(where.property)} IS {'NOT ' if where.op == 'present' else ''}NULL"
        values = operands(where.value)
        numeric = all(is_number(value) for value in values)
        left = self._number(where.property) if numeric else self._property(where.property)
        names = [self._param(value if numeric else _text(value)) for value in values]
        match where.op:
            case "in":
                test = f"{left} IN ({', '.join(names)})"
            case "not_in":
                test = f"{left} NOT IN ({', '.join(names)})"
            case "between":
                test = f"{left} BETWEEN {names[0]} AND {names[1]}"
            case "contains" | "starts_with":
                test = f"{where.op}({left}, {names[0]})"
            case op:
                test = f"{left} {COMPARED[op]} {names[0]}"
        return f"coalesce({test}, false)"

    def _number(self, name: str) -> str:
        return name if name in COLUMNS else f"TRY_CAST({self._property(name)} AS DOUBLE)"

    def _property(self, name: str) -> str:
        if name in COLUMNS:
            return name
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        return f"json_extract_string(properties, {self._param(pointer)})"

    def _param(self, value: object) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"${name}"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def forget(lakes: Iterable[Lake]) -> None:
    """This function will drop what is remembered of `lakes`; for measurements that must start cold."""
    for lake in lakes:
        _remembered.pop(lake, None)


def known_properties(reading: Reading, shard: int, rows_max: int) -> Mapping[str, list[str]]:
    """This function will list the property names of each event, from at most `rows_max` of the shard's rows."""
    sql = f"""SELECT event, list_sort(list(DISTINCT key)) AS keys FROM (
                SELECT event, unnest(json_keys(properties)) AS key FROM
                  (SELECT event, properties FROM events WHERE properties IS NOT NULL LIMIT {int(rows_max)}))
              GROUP BY event"""
    rows = reading.platform.lake.query(reading.conn, reading.scope, sql, shard=shard).to_pylist()
    names = reading.platform.lake.names(reading.conn, reading.scope)
    return {names[row["event"]]: row["keys"][:200] for row in rows if row["event"] in names}
