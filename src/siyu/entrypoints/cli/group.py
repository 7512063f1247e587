"""`siyu group`: customer groups: list them, look at one. `siyu wecom sync` reads them from WeCom."""

from typing import Annotated

import typer
from rich.table import Table

from siyu.communities import queries
from siyu.communities.members.queries import group_days, scenes
from siyu.entrypoints.cli.terminal import opened_brand, out, print_json
from siyu.kit.calendar import day_begin_ms, day_date, day_of
from siyu.tenancy.queries import staff_by_wecom

app = typer.Typer(no_args_is_help=True, help="Customer groups 客户群.")
BrandCode = Annotated[str, typer.Option(help="Code of the brand.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
LIST_MAX = 200
DAYS = 14


@app.command("list")
def list_(
    brand: BrandCode, search: Annotated[str, typer.Option(help="Part of a name.")] = "", as_json: Json = False
) -> None:
    """List groups that still exist, newest first, at most 200."""
    with opened_brand(brand) as (platform, scope, held), platform.stores.core.reading() as conn:
        found, total = queries.group_page(conn, scope, search=search, limit=LIST_MAX)
        today_ms = day_begin_ms(day_of(platform.clock.now_ms(), held.zone), held.zone)
        moved = queries.moves(conn, scope, [one.chat_id for one in found], from_ms=today_ms)
        staff = staff_by_wecom(conn, scope, {one.owner_userid for one in found})
    rows = [
        {
            "chat_id": one.chat_id,
            "name": one.name,
            "owner": staff[one.owner_userid].name if one.owner_userid in staff else one.owner_userid,
            "status": one.status.value,
            "members": one.member_count,
            "joined_today": moved[one.chat_id][0],
            "left_today": moved[one.chat_id][1],
        }
        for one in found
    ]
    if as_json:
        return print_json({"total": total, "groups": rows})
    table = Table("chat_id", "name", "owner", "status", "members", "joined", "left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    out.print(table)


@app.command()
def show(
    chat_id: Annotated[str, typer.Argument(help="Id of the group, as `siyu group list` prints it.")],
    brand: BrandCode,
    as_json: Json = False,
) -> None:
    """Show one group: how its customers came, and its last 14 days."""
    with opened_brand(brand) as (platform, scope, held), platform.stores.core.reading() as conn:
        one = queries.group_by_id(conn, scope, chat_id)
        ways = scenes(conn, scope, chat_id)
        last = day_of(platform.clock.now_ms(), held.zone)
        days = group_days(conn, scope, chat_id, from_day=last - DAYS + 1, until_day=last, zone=held.zone)
    said = {scene: {"joined": way.joined, "kept": way.kept} for scene, way in sorted(ways.items())}
    curve = [
        {"day": str(day_date(day.day)), "joined": day.joined, "left": day.left, "customers": day.members}
        for day in days
    ]
    if as_json:
        return print_json({"chat_id": one.chat_id, "name": one.name, "status": one.status, "ways": said, "days": curve})
    out.print(f"{one.name} · {one.status.value} · members: {one.member_count}, customers: {one.customer_count}")
    for scene, way in said.items():
        out.print(f"  {scene}: {way['joined']} joined, {way['kept']} kept")
    table = Table("day", "joined", "left", "customers")
    for row in curve:
        table.add_row(*map(str, row.values()))
    out.print(table)
