"""`siyu handover`: foretell, run and watch hand-overs of customers and groups."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from siyu.advisors.handover import queries
from siyu.advisors.handover.contracts import HandoverForecast, HandoverPlan, Spread
from siyu.advisors.handover.planning.operations import able_to_take, foretell, start
from siyu.advisors.handover.showing.queries import handovers_out
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.handover.desk import WecomHandoverDesk
from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say, shown_time
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.kit.platform import Platform
from siyu.segments.queries import find_by_name
from siyu.tenancy.queries import staff_by_code

app = typer.Typer(no_args_is_help=True, help="Hand customers and groups over to colleagues.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]
Givers = Annotated[list[str], typer.Option("--from", help="Staff code of who hands over; may be repeated.")]
Takers = Annotated[list[str] | None, typer.Option("--to", help="Staff code of who takes over; may be repeated.")]
SpreadBy = Annotated[
    Spread, typer.Option("--spread", help="Chosen people evenly, the giver's or the customer's store.")
]
SegmentName = Annotated[str, typer.Option("--segment", "-s", help="Only customers of this segment (number or name).")]
Groups = Annotated[bool, typer.Option("--groups", help="Customer groups too.")]


class UnknownStaffCode(NotFound):
    """There is no member of staff with this code."""

    zh = "没有工号为「{value}」的员工"
    en = "There is no member of staff with the code {value!r}"
    fix_zh = "工号见「设置 › 员工」"
    fix_en = "See the codes under Settings › Staff"


@app.command("plan")
def plan_command(
    brand: BrandCode, givers: Givers, takers: Takers = None, spread: SpreadBy = Spread.EVEN, segment: SegmentName = "",
    groups: Groups = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Say who would get how many, and who cannot be handed over and why; nothing is changed.

    Example:  siyu handover plan --brand demo --from G0101 --to G0102 --to G0103
    """
    with opened_brand(brand) as (platform, scope, _):
        plan = _plan(platform, scope, givers, takers or [], spread=spread, segment=segment, groups=groups)
        told = foretell(platform, _desk(platform), scope, plan)
    _tell(told, as_json)


@app.command()
def run(
    brand: BrandCode, givers: Givers, takers: Takers = None, spread: SpreadBy = Spread.EVEN, segment: SegmentName = "",
    groups: Groups = False,
    message: Annotated[str, typer.Option("--message", "-m", help="What on-the-job customers read.")] = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Start a hand-over: a worker asks WeCom for it, and WeCom completes it after a day."""
    with opened_brand(brand) as (platform, scope, _):
        plan = _plan(
            platform, scope, givers, takers or [], spread=spread, segment=segment, groups=groups, message=message
        )
        able = able_to_take(_desk(platform), scope)
        made = platform.stores.core.write(lambda conn: start(platform, conn, scope, plan, able=able))
    if as_json:
        return print_json({"id": made.id, "state": made.state})
    return say(f"已开始继承 {made.id}", f"Started hand-over {made.id}")


@app.command()
def status(
    brand: BrandCode,
    handover_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="One hand-over; else the newest.")] = None,
    as_json: Json = False,
) -> None:
    """Print how far hand-overs are: customers and groups by state."""
    with opened_brand(brand) as (platform, scope, found), platform.stores.core.reading() as conn:
        one = [queries.handover_by_id(conn, scope, handover_id)] if handover_id is not None else None
        shown = handovers_out(conn, scope, one or queries.handovers(conn, scope), language())
        zone = found.zone
    if as_json:
        rows = [each.model_dump(mode="json") for each in shown]
        return print_json(rows if handover_id is None else rows[0])
    table = Table("id", "state", "from", "to", "customers", "groups", "started")
    for each in shown:
        counts = [" ".join(f"{one.state}={one.count}" for one in part) for part in (each.customers, each.groups)]
        names = (", ".join(each.givers), ", ".join(each.takers))
        table.add_row(str(each.id), each.state, *names, *counts, shown_time(each.created_at_ms, zone))
    return out.print(table)


def _plan(
    platform: Platform, scope: Scope, givers: list[str], takers: list[str], *, spread: Spread, segment: str,
    groups: bool, message: str = "",
) -> HandoverPlan:  # fmt: skip
    with platform.stores.core.reading() as conn:
        staff = staff_by_code(conn, scope, [*givers, *takers])
        chosen = find_by_name(conn, scope, segment) if segment and not segment.isdecimal() else None
    for code in (*givers, *takers):
        if code not in staff:
            raise UnknownStaffCode(field="staff", value=code)
    number = int(segment) if segment.isdecimal() else chosen.id if chosen else None
    if segment and number is None:
        raise NotFound(field="segment", value=segment)
    ids = [tuple(staff[code].id for code in part) for part in (givers, takers)]
    return HandoverPlan(ids[0], ids[1], spread, number, with_groups=groups, message=message)


def _desk(platform: Platform) -> WecomHandoverDesk:
    return WecomHandoverDesk(platform, WecomClient(platform.clock))


def _tell(told: HandoverForecast, as_json: bool) -> None:
    if as_json:
        return print_json(asdict(told))
    table = Table("name", "gets", "has", "most")
    for one in told.takers:
        table.add_row(one.name, str(one.gets), str(one.friends), str(one.friends_max))
    out.print(table)
    for reason, count in told.left_out.items():
        out.print(f"{reason}: {count}", highlight=False)
    return say(f"共 {told.people} 位，可继承 {told.moving} 位", f"{told.moving} of {told.people} can be handed over")
