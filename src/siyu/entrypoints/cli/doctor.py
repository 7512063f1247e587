"""`siyu doctor`: looks at everything, explains what is wrong and how to mend it."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import duckdb
import typer
from sqlalchemy.exc import SQLAlchemyError

from siyu.bootstrap import opening
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.doctor.contracts import Level
from siyu.connectors.wecom.doctor.examination import examine
from siyu.connectors.wecom.doctor.routes import FindingOut, shown
from siyu.entrypoints.api import CONSOLE
from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, report
from siyu.kit import facts, jobs
from siyu.kit.config import KitSettings
from siyu.kit.crypto import KEY_FILE
from siyu.kit.db import migrate
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

FREE_BYTES_MIN = 2 * 1024**3
WAITING_FACTS_MAX = 5_000
SQLITE_MIN = (3, 35, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `fix` is empty when it is well."""

    name: str
    well: bool
    zh: str
    en: str
    fix_zh: str = ""
    fix_en: str = ""


Check = Callable[[Platform], Iterator[Finding]]


app = typer.Typer(invoke_without_command=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]
Brand = Annotated[str, typer.Option(help="The brand's code or name.")]
PublicUrl = Annotated[str, typer.Option(help="Where Siyu can be reached from outside, to try the callback address.")]


@app.callback()
def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Look at stores, schema, disk, keys, console and queues; say what is wrong and how to mend it.

    Exits with 1 when something needs mending. `siyu doctor wecom` looks at a brand's WeCom.
    """
    if ctx.invoked_subcommand is None:
        _everything(as_json)


@app.command()
def wecom(brand: Brand, as_json: AsJson = False, url: PublicUrl = "") -> None:
    """Look at a brand's WeCom: secret, trusted IP, permissions, members, callbacks, quotas; name the page to fix it.

    Exits with 1 when something is wrong; hints alone exit with 0.
    """
    try:
        with opened_brand(brand) as (platform, scope, known):
            client = WecomClient(platform.clock)
            found = examine(platform, scope, client, brand=known.code, base_url=url)
    except SiyuError as error:
        report(error)
        raise typer.Exit(1) from error
    if as_json:
        print_json([shown(one, language()).model_dump(mode="json") for one in found])
    else:
        _show_wecom([shown(one, language()) for one in found])
    if any(one.level is Level.WRONG for one in found):
        raise typer.Exit(1)


def _show_wecom(findings: list[FindingOut]) -> None:
    marks = {Level.GOOD: "[green]✓[/]", Level.HINT: "[yellow]![/]", Level.WRONG: "[bold red]✗[/]"}
    for one in findings:
        out.print(f"{marks[one.level]} {one.name}: ", end="", highlight=False)
        out.print(one.detail, highlight=False, markup=False)
        for told in (one.fix, one.page):
            if told:
                out.print(f"    → {told}", highlight=False, markup=False)


def _everything(as_json: bool) -> None:
    try:
        platform = opening.open_platform_unchecked(KitSettings())
    except SiyuError as error:
        report(error)
        raise typer.Exit(1) from error
    try:
        findings = [finding for check in CHECKS for finding in _run(check, platform)]
    finally:
        platform.close()
    if as_json:
        print_json([{"name": f.name, "well": f.well, "detail": f.en, "fix": f.fix_en} for f in findings])
    else:
        _show(findings)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _run(check: Check, platform: Platform) -> Iterator[Finding]:
    try:
        yield from check(platform)
    except (SQLAlchemyError, OSError) as error:
        name = check.__name__.strip("_")
        text = str(error).splitlines()[0]
        yield Finding(
            name, False, f"检查失败:{text}", f"The check failed: {text}", "请检查数据库地址与网络", "Check the address"
        )


def _show(findings: list[Finding]) -> None:
    zh = language() == "zh"
    for finding in findings:
        mark = "[green]✓[/]" if finding.well else "[bold red]✗[/]"
        out.print(f"{mark} {finding.name}: {finding.zh if zh else finding.en}", highlight=False)
        if not finding.well:
            out.print(f"    → {finding.fix_zh if zh else finding.fix_en}", highlight=False)


def _versions(_platform: Platform) -> Iterator[Finding]:
    told = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, DuckDB {duckdb.__version__}"
    well = sqlite3.sqlite_version_info >= SQLITE_MIN
    yield Finding(
        "versions", well, told, told, "请使用自带 SQLite 3.35 以上的 Python", "Use a Python with SQLite ≥ 3.35"
    )


def _stores(platform: Platform) -> Iterator[Finding]:
    for store in platform.stores:
        with store.reading():  # opening is the test: SQLite reads the file, PostgreSQL is pinged
            told = f"{store.concern} ({store.dialect})"
        yield Finding("store", True, f"{told} 可用", f"{told} answers")


def _schema(platform: Platform) -> Iterator[Finding]:
    late = migrate.behind(platform.stores)
    fix = ("先备份,再运行 `siyu migrate`", "Back up, then run `siyu migrate`")
    yield Finding(
        "schema", not late, f"需升级:{late}" if late else "最新", f"behind: {late}" if late else "current", *fix
    )


def _disk(platform: Platform) -> Iterator[Finding]:
    free = shutil.disk_usage(platform.settings.data_dir).free
    told = f"{free / 1024**3:.1f} GB"
    fix = ("请清理磁盘或更换 SIYU_DATA_DIR", "Free some space or move SIYU_DATA_DIR")
    yield Finding("disk", free >= FREE_BYTES_MIN, f"剩余 {told}", f"{told} free", *fix)


def _keys(platform: Platform) -> Iterator[Finding]:
    path = platform.settings.data_dir / KEY_FILE
    if platform.settings.secret_key or not path.exists():
        return
    private = not path.stat().st_mode & 0o077
    fix = (f"chmod 600 {path}", f"chmod 600 {path}")
    yield Finding("keys", private, "密钥文件仅本人可读" if private else "密钥文件他人可读", "key file mode", *fix)
    owned = path.stat().st_uid == os.getuid()
    if not owned:
        yield Finding("keys", False, "密钥文件属于其他用户", "The key file belongs to another user", *fix)


def _console(_platform: Platform) -> Iterator[Finding]:
    built = (CONSOLE / "index.html").exists()
    fix = ("运行 `make demo` 或在 web/ 中 `npm run build`", "Run `make demo`, or `npm run build` in web/")
    yield Finding("console", built, "已构建" if built else "未构建", "built" if built else "not built", *fix)


def _queues(platform: Platform) -> Iterator[Finding]:
    if migrate.behind(platform.stores):
        return
    for store in platform.stores:
        parked, waiting, failed = facts.parked(store), facts.waiting(store), jobs.failed(store)
        told = f"{store.concern}: parked={parked} waiting={waiting} failed_jobs={len(failed)}"
        well = not parked and not failed and waiting < WAITING_FACTS_MAX
        why = failed[0][1] if failed else ""
        yield Finding(
            "queues",
            well,
            told,
            told,
            f"请确认 worker 在运行,并查看日志中的错误 {why}",
            f"Make sure a worker runs, and look at the errors in its log {why}",
        )


CHECKS: tuple[Check, ...] = (_versions, _stores, _schema, _disk, _keys, _console, _queues)
