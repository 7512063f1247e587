"""`siyu link`: acquisition links: list them, make one, look at its figures."""

from typing import Annotated

import typer
from rich.table import Table

from siyu.acquisition.links import operations, queries
from siyu.acquisition.links.contracts import LinkDay, LinkSettings
from siyu.acquisition.links.visits.queries import NOTHING, link_figures, link_totals
from siyu.acquisition.live_codes.contracts import NewPlacement
from siyu.entrypoints.cli.code import UnknownStaff
from siyu.entrypoints.cli.terminal import opened_brand, out, print_json, say
from siyu.kit.calendar import day_date, day_of
from siyu.tenancy.queries import staff_by_code

app = typer.Typer(no_args_is_help=True, help="Acquisition links: one address straight to adding an advisor.")
BrandCode = Annotated[str, typer.Option(help="Code of the brand.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
NAMES = ("clicks", "added", "came", "lost", "spoke")


@app.command("list")
def list_(
    brand: BrandCode, search: Annotated[str, typer.Option(help="Part of a name.")] = "", as_json: Json = False
) -> None:
    """List acquisition links, newest first, at most 200, with the addresses of their places."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        found, total = queries.links(conn, scope, search=search, limit=queries.LIST_MAX)
        sums = link_totals(conn, scope, [one.id for one in found])
    if as_json:
        shown = [
            {
                "id": one.id,
                "name": one.settings.name,
                "status": one.status,
                "sync": one.sync,
                "places": queries.addresses(one),
                **_numbers(sums.get(one.id, NOTHING)),
            }
            for one in found
        ]
        return print_json({"total": total, "links": shown})
    table = Table("id", "name", "state", "place", "address")
    for one in found:
        for place, address in queries.addresses(one).items():
            table.add_row(str(one.id), one.settings.name, one.sync.value, place, address)
    out.print(table)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name of the link, e.g. 双十一短信.")],
    brand: BrandCode,
    staff: Annotated[list[str], typer.Option(help="Code of somebody who answers; repeat for more.")],
    place: Annotated[list[str] | None, typer.Option(help="Name of a place; repeat for more.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Staff confirm each friend.")] = False,
    remark: Annotated[
        str, typer.Option(help="Set on new friends, at most 20 characters; {name} is the nickname.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make an acquisition link; the worker makes it at WeCom within seconds."""
    with opened_brand(brand) as (platform, scope, _):
        with platform.stores.core.reading() as conn:
            known = staff_by_code(conn, scope, staff)
        for code in staff:
            if code not in known:
                raise UnknownStaff(field="staff", value=code)
        people = tuple(known[code].id for code in dict.fromkeys(staff))
        settings = LinkSettings(name, people, skip_verify=not confirm, remark=remark.strip())
        places = [NewPlacement(one) for one in place or []]
        at_ms = platform.clock.now_ms()
        made = platform.stores.core.write(
            lambda conn: operations.create_link(conn, scope, settings, places, at_ms=at_ms)
        )
    if as_json:
        return print_json({"id": made, "name": name})
    say(f"已建立获客链接 {made}「{name}」", f"Made acquisition link {made}, {name!r}")


@app.command()
def stats(
    link: Annotated[int, typer.Argument(help="Number of the link, see `siyu link list`.")],
    brand: BrandCode,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days back.")] = 30,
    as_json: Json = False,
) -> None:
    """Say what a link brought: clicks and additions as WeCom counts them, friends and losses as Siyu knows them."""
    with opened_brand(brand) as (platform, scope, held), platform.stores.core.reading() as conn:
        queries.link_by_id(conn, scope, link)
        today = day_of(platform.clock.now_ms(), held.zone)
        found = link_figures(conn, scope, link, from_day=today - days + 1, until_day=today)
    if as_json:
        each = [{"day": str(day_date(one.day)), **_numbers(one)} for one in found.by_day]
        return print_json({"total": _numbers(found.total), "days": each})
    table = Table("day", *NAMES)
    for one in found.by_day:
        table.add_row(str(day_date(one.day)), *(str(getattr(one, name)) for name in NAMES))
    out.print(table)


def _numbers(one: LinkDay) -> dict[str, int]:
    return {name: getattr(one, name) for name in NAMES}
