"""`siyu moments`: foretell, publish, watch and stop moments 朋友圈."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table

from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say, shown_time
from siyu.outreach.attaching.queries import attached_to_moment
from siyu.outreach.moments import operations, queries
from siyu.outreach.moments.contracts import MomentPlan
from siyu.outreach.moments.tending.queries import foretell

app = typer.Typer(no_args_is_help=True, help="Foretell, publish, watch and stop moments (朋友圈).")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
Text = Annotated[str, typer.Option("--text", "-t", help="What the moment says.")]
Materials = Annotated[list[int] | None, typer.Option("--material", "-m", help="A material's number; may be repeated.")]
Branches = Annotated[list[int] | None, typer.Option("--unit", "-u", help="A unit whose advisors publish; repeatable.")]
MomentId = Annotated[int, typer.Argument(metavar="ID", help="The moment's number.")]


@app.command()
def publish(
    brand: BrandCode,
    text: Text = "",
    material: Materials = None,
    unit: Branches = None,
    name: Annotated[str, typer.Option(help="The moment's name; else the beginning of its text.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: Json = False,
) -> None:
    """Ask advisors to publish a moment; a worker hands it to WeCom, where each of them taps 发表.

    Example:  siyu moments publish --brand demo --text 新米到了 --material 3
    """
    with opened_brand(brand) as (platform, scope, _found):
        with platform.stores.core.reading() as conn:
            attachments = attached_to_moment(platform, conn, scope, material or [])
        plan = MomentPlan(text, attachments, branches=tuple(unit or ()))
        told, at_ms = foretell(platform, scope, plan), platform.clock.now_ms()

        def work(conn: Any) -> int:
            made = operations.create_moment(conn, scope, name=name or text[:20] or "朋友圈", plan=plan, at_ms=at_ms)
            return operations.publish_moment(conn, scope, made.id, at_ms=at_ms).id

        made = None if dry_run else platform.stores.flow.write(work)
    if as_json:
        return print_json({"id": made, **asdict(told)})
    if made is not None:
        say(f"已创建朋友圈 {made}", f"Created moment {made}")
    out.print(queries.say(told, language()), highlight=False)


@app.command()
def status(
    brand: BrandCode,
    moment_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="One moment; else the newest.")] = None,
    as_json: Json = False,
) -> None:
    """Print how far moments are: who was asked, who has published, viewers, comments and likes."""
    with opened_brand(brand) as (platform, scope, found), platform.stores.flow.reading() as conn:
        one = [queries.moment_by_id(conn, scope, moment_id)] if moment_id is not None else None
        listed = one or queries.moments(conn, scope, limit=20)
        far = queries.totals(conn, scope, [each.id for each in listed])
        zone = found.zone
    if as_json:
        rows = [{"id": each.id, "name": each.name, "state": each.state, **asdict(far[each.id])} for each in listed]
        return print_json(rows if moment_id is None else rows[0])
    table = Table("id", "name", "state", "senders", "published", "viewers", "comments", "likes", "changed")
    for each in listed:
        numbers = [str(number) for number in asdict(far[each.id]).values()]
        table.add_row(str(each.id), each.name, each.state, *numbers, shown_time(each.updated_at_ms, zone))
    out.print(table)


@app.command()
def cancel(brand: BrandCode, moment_id: MomentId) -> None:
    """Stop a moment: who has not published no longer can; what is out stays."""
    with opened_brand(brand) as (platform, scope, _found):
        at_ms = platform.clock.now_ms()
        platform.stores.flow.write(lambda conn: operations.cancel_moment(conn, scope, moment_id, at_ms=at_ms))
    say(f"正在停止朋友圈 {moment_id}", f"Stopping moment {moment_id}")
