"""`siyu journey`: draft, publish, hold and watch journeys."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from siyu.entrypoints.cli.terminal import opened_brand, out, print_json, say, shown_time
from siyu.journeys import operations, queries
from siyu.journeys.contracts import Journey
from siyu.journeys.graphs import queries as graphs
from siyu.journeys.retrying.operations import retry_parked
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.platform import Platform

app = typer.Typer(no_args_is_help=True, help="Draft, publish, hold and watch journeys.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
JourneyId = Annotated[int, typer.Argument(metavar="ID", help="The journey's number (see `siyu journey list`).")]
INPUT_CHARS_MAX = 1024 * 1024


class UnreadableGraphFile(Invalid):
    """The file does not hold a journey's graph."""

    zh = "无法读取旅程文件「{value}」:{reason}"
    en = "{value!r} holds no journey: {reason}"
    fix_zh = '文件应为 JSON:{{"name": …, "nodes": [...]}},参见 docs/explanation/journeys.md'
    fix_en = 'Write JSON like {{"name": …, "nodes": [...]}}; see docs/explanation/journeys.md'


@app.command("list")
def list_(brand: BrandCode, as_json: Json = False) -> None:
    """List the brand's journeys, newest first."""
    with opened_brand(brand) as (platform, scope, found):
        with platform.stores.flow.reading() as conn:
            journeys = queries.list_journeys(conn, scope)
            totals = queries.totals(conn, scope, journeys)
        zone = found.zone
    if as_json:
        return print_json([_row(one, totals[one.id]) for one in journeys])
    table = Table("id", "name", "state", "version", "entered", "in flight", "changed")
    for one in journeys:
        entered, exited = totals[one.id]
        numbers = (str(one.version or "-"), str(entered), str(entered - exited), shown_time(one.updated_at_ms, zone))
        table.add_row(str(one.id), one.name, one.state, *numbers)
    out.print(table)


@app.command()
def create(
    file: Annotated[str, typer.Argument(help="JSON file with the graph, or - for standard input.")],
    brand: BrandCode,
    name: Annotated[
        str, typer.Option(help="The journey's name; else the file's `name`, else the file's own name.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Draft a journey from a file. It does nothing until `siyu journey publish`.

    Example:  siyu journey create repurchase.json --brand jinhe
    """
    draft = _read_file(file)
    chosen = name or str(draft.pop("name", "")) or Path(file).stem
    draft.pop("name", None)
    graphs.checked(draft)
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        made = platform.stores.flow.write(
            lambda conn: operations.create_journey(conn, scope, name=chosen, draft=draft, at_ms=at_ms)
        )
    _tell(made, as_json, f"已创建旅程 {made.id}「{made.name}」", f"Drafted journey {made.id} ({made.name})")


@app.command()
def show(journey_id: JourneyId, brand: BrandCode, as_json: Json = False) -> None:
    """Tell a journey in one sentence; with --json print its draft too."""
    with opened_brand(brand) as (platform, scope, _):
        with platform.stores.flow.reading() as conn:
            found = queries.find_journey(conn, scope, journey_id)
        sentence = _sentence(platform, scope, found)
    if as_json:
        return print_json({**_row(found), "sentence": sentence, "draft": found.draft})
    out.print(f"[bold]{found.name}[/]  {found.state}  v{found.version or '-'}", highlight=False)
    out.print(sentence or "…", highlight=False)


@app.command()
def publish(
    journey_id: JourneyId,
    brand: BrandCode,
    enter_current: Annotated[
        bool, typer.Option("--enter-current", help="Let everybody in who is in the trigger's segment now.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish the draft as the next version; people in flight stay on theirs."""
    with opened_brand(brand) as (platform, scope, _):
        made = operations.publish_journey(platform, scope, journey_id, enter_current=enter_current)
    _tell(made, as_json, f"已发布第 {made.version} 版", f"Published version {made.version}")


@app.command()
def pause(journey_id: JourneyId, brand: BrandCode, as_json: Json = False) -> None:
    """Hold everybody where they are."""
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        held = platform.stores.flow.write(lambda conn: operations.pause_journey(conn, scope, journey_id, at_ms=at_ms))
    _tell(held, as_json, "已暂停,旅程中的人原地等待", "Paused: people wait where they are")


@app.command()
def resume(journey_id: JourneyId, brand: BrandCode, as_json: Json = False) -> None:
    """Let people go on."""
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        going = platform.stores.flow.write(lambda conn: operations.resume_journey(conn, scope, journey_id, at_ms=at_ms))
    _tell(going, as_json, "已恢复", "Resumed")


@app.command()
def retry(journey_id: JourneyId, brand: BrandCode, as_json: Json = False) -> None:
    """Let the people go on whose step failed; nothing is sent twice."""
    with opened_brand(brand) as (platform, scope, _):
        people = platform.stores.flow.write(lambda conn: retry_parked(conn, scope, journey_id))
    if as_json:
        print_json({"id": journey_id, "people": people})
    else:
        say(f"{people} 人将从卡住的步骤继续", f"People who go on from the step that failed: {people}")


@app.command()
def numbers(
    journey_id: JourneyId,
    brand: BrandCode,
    version: Annotated[int | None, typer.Option(help="The version; the published one unless given.")] = None,
    as_json: Json = False,
) -> None:
    """Print how many people arrived at, wait at and have passed each node."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.flow.reading() as conn:
        funnel = queries.funnel_numbers(conn, scope, journey_id, version)
    if as_json:
        return print_json(asdict(funnel))
    table = Table("node", "kind", "arrived", "waiting", "parked", "passed", "outcomes")
    for node in funnel.nodes:
        told = " ".join(f"{name}={people}" for name, people in node.outcomes.items())
        counts = (node.arrived, node.waiting, node.parked, node.passed)
        table.add_row(node.node, node.kind, *map(str, counts), told)
    out.print(table)


def _read_file(file: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read(INPUT_CHARS_MAX) if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        found = json.loads(text)
    except (OSError, ValueError) as error:
        raise UnreadableGraphFile(field="file", value=file, reason=str(error)) from error
    if not isinstance(found, dict):
        raise UnreadableGraphFile(field="file", value=file, reason="not a JSON object")
    return found


def _sentence(platform: Platform, scope: Scope, journey: Journey) -> str | None:
    with platform.stores.core.reading() as conn:
        names = queries.segment_names(conn, scope)
    return graphs.sentence(journey.draft, names)


def _row(journey: Journey, totals: tuple[int, int] | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": journey.id, "name": journey.name, "state": journey.state, "version": journey.version}
    if totals is not None:
        row |= {"entered": totals[0], "in_flight": totals[0] - totals[1], "exited": totals[1]}
    return row


def _tell(journey: Journey, as_json: bool, zh: str, en: str) -> None:
    if as_json:
        print_json(_row(journey))
    else:
        say(zh, en)
