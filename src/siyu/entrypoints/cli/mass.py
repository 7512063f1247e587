"""`siyu mass`: foretell, send and watch mass messages."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say, shown_time
from siyu.kit.errors import Invalid
from siyu.outreach.mass import operations, queries
from siyu.outreach.mass.contracts import Audience, MassForecast, Plan
from siyu.outreach.mass.planning.operations import foretell
from siyu.segments.queries import find_by_name

app = typer.Typer(no_args_is_help=True, help="Foretell, send and watch mass messages.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
SegmentName = Annotated[str, typer.Option("--segment", "-s", help="The segment's number or name.")]
RuleFile = Annotated[Path | None, typer.Option("--rule", help="A JSON file with a rule, instead of a segment.")]
Text = Annotated[str, typer.Option("--text", "-t", help="What the message says; no variables.")]


class NoAudience(Invalid):
    """Neither a segment nor a rule was given, or the segment does not exist."""

    zh = "没有找到人群「{value}」"
    en = "There is no segment {value!r}"
    fix_zh = "用 --segment 填写人群的编号或名称，或用 --rule 填写规则文件"
    fix_en = "Name a segment with --segment or give a rule file with --rule"


@app.command()
def forecast(brand: BrandCode, segment: SegmentName = "", rule: RuleFile = None, as_json: Json = False) -> None:
    """Say how many a mass message would reach now, and who would be left out and why.

    Example:  siyu mass forecast --brand demo --segment 沉睡客户
    """
    with opened_brand(brand) as (platform, scope, found):
        plan = Plan(_audience(platform, scope, segment, rule), "")
        told = foretell(platform, scope, plan, zone=found.zone)
    _tell(told, as_json)


@app.command()
def send(
    brand: BrandCode,
    text: Text,
    segment: SegmentName = "",
    rule: RuleFile = None,
    name: Annotated[str, typer.Option(help="The mass message's name; else the beginning of its text.")] = "",
    as_json: Json = False,
) -> None:
    """Send a mass message off: a worker makes one task for each advisor, who confirms it in WeCom."""
    with opened_brand(brand) as (platform, scope, found):
        plan = Plan(_audience(platform, scope, segment, rule), text)
        told = foretell(platform, scope, plan, zone=found.zone)
        at_ms = platform.clock.now_ms()

        def work(conn: Any) -> int:
            made = operations.create_campaign(conn, scope, name=name or text[:20], plan=plan, at_ms=at_ms)
            return operations.send_campaign(conn, scope, made.id, told, at_ms=at_ms).id

        made = platform.stores.flow.write(work)
    if as_json:
        return print_json({"id": made, **asdict(told)})
    say(f"已创建群发 {made}", f"Created mass message {made}")
    _tell(told, False)


@app.command()
def status(
    brand: BrandCode,
    campaign_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="One mass message; else the newest.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print how far mass messages are: people by outcome, tasks and confirmations."""
    with opened_brand(brand) as (platform, scope, found), platform.stores.flow.reading() as conn:
        one = [queries.campaign(conn, scope, campaign_id)] if campaign_id is not None else None
        listed = one or queries.campaigns(conn, scope, limit=20)
        far = queries.progress(conn, scope, [each.id for each in listed])
        zone = found.zone
    if as_json:
        rows = [{"id": each.id, "name": each.name, "state": each.state, **asdict(far[each.id])} for each in listed]
        return print_json(rows if campaign_id is None else rows[0])
    table = Table("id", "name", "state", "people", "tasks", "confirmed", "outcomes", "changed")
    for each in listed:
        known = far[each.id]
        told = " ".join(f"{outcome}={people}" for outcome, people in known.people.items())
        numbers = (str(each.people), str(known.tasks), str(known.confirmed))
        table.add_row(str(each.id), each.name, each.state, *numbers, told, shown_time(each.updated_at_ms, zone))
    out.print(table)


def _audience(platform: Any, scope: Any, segment: str, rule: Path | None) -> Audience:
    if rule is not None:
        try:
            return Audience(rule=json.loads(rule.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError) as error:
            raise NoAudience(field="rule", value=str(rule)) from error
    if segment.isdecimal():
        return Audience(segment=int(segment))
    with platform.stores.core.reading() as conn:
        found = find_by_name(conn, scope, segment)
    if found is None:
        raise NoAudience(field="segment", value=segment)
    return Audience(segment=found.id)


def _tell(told: MassForecast, as_json: bool) -> None:
    if as_json:
        return print_json(asdict(told))
    out.print(queries.say(told, language()), highlight=False)
