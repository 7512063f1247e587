"""`siyu bench`: measure against named baselines in the same run; ratios count, times depend on the machine."""

import json
import os
import platform as machine
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from siyu.benchmarks import fold, ingest, journeys, memory, segments_1m, wecom_burst, wecom_quota, wecom_sync
from siyu.entrypoints.cli.terminal import err, out, print_json
from siyu.kit.errors import NotFound

Row = dict[str, Any]
BENCHES: dict[str, Callable[[], list[Row]]] = {
    "ingest": ingest.rows,
    "fold": fold.rows,
    "journeys": journeys.rows,
    "segments_1m": segments_1m.rows,
    "memory": memory.rows,
    "wecom_burst": wecom_burst.rows,
    "wecom_sync": wecom_sync.rows,
    "wecom_quota": wecom_quota.rows,
}
COLUMNS = ("name", "ours", "baseline", "baseline_name", "ratio")


class UnknownBench(NotFound):
    """There is no measurement of this name."""

    zh = "没有名为「{value}」的测试"
    en = "There is no bench called {value!r}"
    fix_zh = "可用:{known}"
    fix_en = "Known: {known}"


def bench(
    name: Annotated[str, typer.Argument(help=f"One of: all, {', '.join(BENCHES)}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Folder for results.json and results.md; rows of other benches stay.")
    ] = None,
) -> None:
    """Measure one thing, or all, against its named baseline in the same run.

    Each row says what ours and the baseline did and the ratio of the two; above 1 ours is better.
    """
    if name != "all" and name not in BENCHES:
        raise UnknownBench(field="name", value=name, known=", ".join(["all", *BENCHES]))
    rows: list[Row] = []
    names = list(BENCHES) if name == "all" else [name]
    for each in names:
        err.print(f"… {each}")
        rows += BENCHES[each]()
        if out_dir is not None:
            _write(out_dir, each, rows)
    if as_json:
        print_json(rows)
    else:
        _show(rows)


def _bench_of(row: Row) -> str:
    # "ingest: messages per second …", "wecom_sync (1,000,000 friends …)"
    return re.split(r"[^a-z0-9_]", str(row["name"]), maxsplit=1)[0]


def _place(row: Row) -> int:
    return [*BENCHES, _bench_of(row)].index(_bench_of(row))


def _show(rows: list[Row]) -> None:
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*(str(row[column]) for column in COLUMNS))
    out.print(table)


def _write(folder: Path, name: str, measured: list[Row]) -> None:
    """This function will put a bench's rows into the folder's results, in the place of its older ones."""
    folder.mkdir(parents=True, exist_ok=True)
    held = folder / "results.json"
    rows = [row for row in json.loads(held.read_text()) if _bench_of(row) != name] if held.exists() else []
    rows = sorted([*rows, *(row for row in measured if _bench_of(row) == name)], key=_place)
    (folder / "results.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    head = f"Measured on {os.cpu_count()} cores, Python {machine.python_version()}, {machine.system()}.\n"
    lines = ["# Results of `make bench`", "", head, "Ratios count; above 1 ours is better.", ""]
    lines += [f"| {' | '.join(COLUMNS)} |", "|---|---:|---:|---|---:|"]
    lines += [f"| {' | '.join(str(row[column]) for column in COLUMNS)} |" for row in rows]
    (folder / "results.md").write_text("\n".join(lines) + "\n")
