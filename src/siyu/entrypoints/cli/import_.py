"""`siyu import`: bring in customers, orders and events from files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from siyu.entrypoints.cli.terminal import err, language, opened_brand, out, print_json, say
from siyu.imports import operations, queries
from siyu.imports.contracts import Import, Kind, Mapping, OnProgress, State
from siyu.imports.mapping.operations import read_mapping_file
from siyu.imports.running.operations import run_import
from siyu.kit.db.scope import Scope
from siyu.kit.money import format_fen
from siyu.kit.platform import Platform

REFUSED_SHOWN = 5
app = typer.Typer(
    no_args_is_help=True,
    help="Bring in customers, orders and events from CSV, Excel, Parquet or plain text files.\n\n"
    "A mapping says which column means what. Without --mapping it is guessed from the column names, Chinese or English, "
    "and from the values. Rows that cannot be taken are kept with their reason; the rest goes in. Import the same file "
    "again and nothing changes; kill it half-way, run it again, and it goes on where it stopped.",
)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to bring in.")]
Brand = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
Named = Annotated[
    str, typer.Option("--mapping", "-m", help="A saved or shipped mapping (`cdnow`), or a JSON file with one.")
]
Rejected = Annotated[Path | None, typer.Option("--rejected", help="Write the refused rows to this CSV file.")]
Json = Annotated[bool, typer.Option("--json", help="Print the totals as one line of JSON.")]


@app.command()
def customers(file: File, brand: Brand, mapping: Named = "", rejected: Rejected = None, as_json: Json = False) -> None:
    """Bring in customers: phones and other identities, attributes, tags, store and advisor.

    Example:  siyu import customers 会员.csv --brand jinhe
    """
    _bring_in(Kind.CUSTOMERS, file, brand, mapping, rejected=rejected, as_json=as_json)


@app.command()
def orders(file: File, brand: Brand, mapping: Named = "", rejected: Rejected = None, as_json: Json = False) -> None:
    """Bring in orders, one row an order; customers nobody knows yet are created.

    Example:  siyu import orders CDNOW_master.txt --brand cdnow --mapping cdnow --json
    """
    _bring_in(Kind.ORDERS, file, brand, mapping, rejected=rejected, as_json=as_json)


@app.command()
def events(file: File, brand: Brand, mapping: Named = "", rejected: Rejected = None, as_json: Json = False) -> None:
    """Bring in things customers did: visits, scans, sign-ups, anything with a name and a time.

    Example:  siyu import events visits.parquet --brand jinhe --mapping visits.json
    """
    _bring_in(Kind.EVENTS, file, brand, mapping, rejected=rejected, as_json=as_json)


@app.command()
def mappings(brand: Brand) -> None:
    """List the mappings that can be named with --mapping."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        found = queries.mappings(conn, scope)
    table = Table("name", "kind", "columns", "shipped")
    for one in found:
        columns = ", ".join(f"{column}→{target}" for column, target in one.mapping.columns.items() if target)
        table.add_row(one.name, one.mapping.kind.value, columns, "✓" if one.shipped else "")
    out.print(table)


def _bring_in(kind: Kind, file: Path, brand: str, named: str, *, rejected: Path | None, as_json: bool) -> None:
    """This function will run one import in the foreground; exits with 1 when the file failed, 3 when rows were refused."""
    with opened_brand(brand) as (platform, scope, _):
        run = _prepare(platform, scope, kind, file, named)
        with _progress(run) as progress:
            run = run_import(platform, scope, run.id, progress)
        _tell(platform, scope, run, rejected, as_json=as_json)
    sys.exit(_exit_code(run))


def _prepare(platform: Platform, scope: Scope, kind: Kind, file: Path, named: str) -> Import:
    mapping, name = _mapping(named)
    with file.open("rb") as stream:
        run = operations.resume_or_create(
            platform, scope, stream, name=file.name, kind=kind, mapping=mapping, mapping_name=name
        )
    if run.totals.rows:
        say(f"从第 {run.totals.rows + 1:,} 行继续", f"Going on from row {run.totals.rows + 1:,}")
    return run


def _mapping(named: str) -> tuple[Mapping | None, str]:
    path = Path(named)
    is_file = bool(named) and (path.suffix == ".json" or path.is_file())
    return (read_mapping_file(path), "") if is_file else (None, named)


@contextmanager
def _progress(run: Import) -> Iterator[OnProgress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        task = bars.add_task(run.file_name, total=run.file_bytes, completed=run.bytes_done)

        def tell(now: Import) -> None:
            bars.update(task, completed=now.bytes_done, description=f"{now.file_name} {now.totals.rows:,}")

        yield tell


def _tell(platform: Platform, scope: Scope, run: Import, rejected: Path | None, *, as_json: bool) -> None:
    if rejected is not None:
        with rejected.open("wb") as target:
            target.writelines(queries.rejected_csv(platform, scope, run.id, language()))
    if as_json:
        print_json(asdict(run.totals))
    else:
        _tell_people(run)
    if run.totals.rejected:
        _tell_refused(platform, scope, run)
    if run.state is State.FAILED:
        say(f"[bold red]✗[/] {run.error_zh}", f"[bold red]✗[/] {run.error_en}")


def _tell_people(run: Import) -> None:
    zh = ("行", "新增或更新", "没有变化", "被拒绝", "客户", "金额")
    en = ("rows", "new or changed", "unchanged", "refused", "customers", "amount")
    table = Table(show_header=False)
    totals = run.totals
    counts = (totals.rows, totals.imported, totals.unchanged, totals.rejected, totals.customers)
    shown = [*(f"{count:,}" for count in counts), format_fen(totals.amount_fen)]
    for name, value in zip(zh if language() == "zh" else en, shown, strict=True):
        table.add_row(name, value)
    out.print(table)


def _tell_refused(platform: Platform, scope: Scope, run: Import) -> None:
    with platform.stores.core.reading() as conn:
        first = queries.rejected_rows(conn, scope, run.id, limit=REFUSED_SHOWN)
    say(f"{run.totals.rejected:,} 行被拒绝,例如:", f"Rows refused: {run.totals.rejected:,}, for example:")
    for one in first:
        say(
            f"  第 {one.row_no} 行 {one.field}: {one.reason_zh} → {one.fix_zh}",
            f"  row {one.row_no} {one.field}: {one.reason_en} → {one.fix_en}",
        )


def _exit_code(run: Import) -> int:
    if run.state is not State.DONE:
        return 1
    return 3 if run.totals.rejected else 0
