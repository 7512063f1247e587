"""`siyu segment`: count, explain, save and list segments."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say, shown_time
from siyu.kit.clock import DAY_MS, day_start_ms
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.platform import Platform
from siyu.segments import operations, queries
from siyu.segments.contracts import Segment
from siyu.segments.refreshing.operations import refresh
from siyu.segments.rules.contracts import BYTES_MAX
from siyu.tenancy.contracts import Brand

app = typer.Typer(
    no_args_is_help=True,
    help="Count, explain and save segments. Rules are JSON: see docs/reference/segment_rules.md.",
)
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
RuleFile = Annotated[str, typer.Option("--rule", "-r", help="File with the rule as JSON, or - to read it from stdin.")]
AsOf = Annotated[
    str,
    typer.Option("--as-of", help="Day (YYYY-MM-DD, brand's zone) by whose end the rule is judged; today if left out."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


class RuleFileMissing(NotFound):
    """The file with the rule can't be read."""

    zh = "读不到规则文件「{value}」"
    en = "The rule file {value!r} cannot be read"
    fix_zh = "检查路径;或用 --rule - 从标准输入读取"
    fix_en = "Check the path, or pass the rule on stdin with --rule -"


class BadDay(Invalid):
    """`--as-of` is not a day."""

    zh = "--as-of 的值「{value}」不是日期"
    en = "--as-of: {value!r} is not a day"
    fix_zh = "写成 1998-06-30 这样的日期"
    fix_en = "Write a date like 1998-06-30"


@app.command()
def count(brand: BrandCode, rule: RuleFile, as_of: AsOf = "", as_json: Json = False) -> None:
    """Count the customers for whom a rule is true.

    Example:  echo '{"event": "Order Paid", "value": 2}' | siyu segment count --brand golden --rule - --json
    """
    text = _read(rule)
    with opened_brand(brand) as (platform, scope, held), platform.stores.core.reading() as conn:
        as_of_ms = _moment(platform, held, as_of)
        found = queries.count(platform, conn, scope, text, as_of_ms=as_of_ms)
        said = queries.explain(conn, scope, text, language())
    if as_json:
        return print_json({"count": found})
    say(f"{said},共 {found:,} 人", f"{said}: {found:,}")


@app.command()
def explain(brand: BrandCode, rule: RuleFile, as_json: Json = False) -> None:
    """Check a rule and say it in a sentence."""
    text = _read(rule)
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        queries.check(platform, conn, scope, text, as_of_ms=platform.clock.now_ms())
        said = {lang: queries.explain(conn, scope, text, lang) for lang in ("zh", "en")}
    if as_json:
        return print_json(said)
    out.print(said[language()], highlight=False)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name of the segment, e.g. 沉睡老客.")],
    brand: BrandCode,
    rule: RuleFile,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    as_json: Json = False,
) -> None:
    """Save a rule as a segment and find its members."""
    text = _read(rule)
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        made = platform.stores.core.write(
            lambda conn: operations.create_segment(platform, conn, scope, name=name, rule=text, note=note, at_ms=at_ms)
        )
        found = refresh(platform, scope, made.id)
    if as_json:
        return print_json({"id": made.id, "name": made.name, "members": found.members})
    say(f"已建立人群「{made.name}」,{found.members:,} 人", f"Saved {made.name!r}, members: {found.members:,}")


@app.command("list")
def list_(brand: BrandCode, as_json: Json = False) -> None:
    """List the segments of a brand."""
    with opened_brand(brand) as (platform, scope, held), platform.stores.core.reading() as conn:
        found = queries.segments(conn, scope)
        said = {one.id: queries.explain(conn, scope, one.rule, language()) for one in found if one.rule is not None}
    if as_json:
        return print_json([_plain(one) for one in found])
    table = Table("id", "name", "members", "evaluated", "rule")
    for one in found:
        seen = shown_time(one.evaluated_at_ms, held.zone) if one.evaluated_at_ms else ""
        table.add_row(str(one.id), one.name, f"{one.members or 0:,}", seen, said.get(one.id, ""))
    out.print(table)


def _plain(one: Segment) -> dict[str, object]:
    shown = {"id": one.id, "name": one.name, "kind": one.kind, "status": one.status, "members": one.members}
    return shown | {"rule": one.rule, "evaluated_at_ms": one.evaluated_at_ms, "error": one.error}


def _read(source: str) -> str:
    """This function will read the rule's text from a file or stdin, no more of it than a rule may have."""
    if source == "-":
        return sys.stdin.read(BYTES_MAX + 1)
    try:
        with Path(source).open(encoding="utf-8") as file:
            return file.read(BYTES_MAX + 1)
    except (OSError, UnicodeDecodeError):
        raise RuleFileMissing(field="rule", value=source) from None


def _moment(platform: Platform, brand: Brand, as_of: str) -> int:
    """This function will return a moment of the day asked for; rules are judged by the end of the day it falls on."""
    if not as_of:
        return platform.clock.now_ms()
    try:
        return day_start_ms(date.fromisoformat(as_of), brand.zone) + DAY_MS // 2
    except ValueError:
        raise BadDay(field="as_of", value=as_of) from None
