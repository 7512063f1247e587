"""`siyu wecom sync`: read a brand's corp in the foreground, and go on where an earlier reading stopped."""

import time
from typing import Annotated

import typer

from siyu.bootstrap import opening
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.sync import operations, queries
from siyu.connectors.wecom.sync.contracts import Progress
from siyu.connectors.wecom.sync.reading import AlreadyReading, read_all
from siyu.entrypoints.cli.terminal import err, out, print_json
from siyu.entrypoints.cli.wecom_tags import tags
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.queries import brand_by_code

app = typer.Typer(help="Read a brand's WeCom, and write tags to it.", no_args_is_help=True)
app.add_typer(tags, name="tags")
FREE_AFTER_S = 20


@app.callback()
def wecom() -> None:
    """Read a brand's WeCom."""


@app.command()
def sync(
    brand: Annotated[str, typer.Option(help="Code of the brand.")],
    anew: Annotated[bool, typer.Option("--anew", help="Begin a new reading even if one is unfinished.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read organisation, staff, tags, all friends and groups of a brand's corp; Ctrl-C any time, the next run goes on."""
    platform = opening.open_platform()
    try:
        with platform.stores.core.reading() as conn:
            scope = Scope(brand_by_code(conn, brand).id)
        found = _read(platform, scope, anew)
    finally:
        platform.close()
    if as_json:
        print_json(_told(found))
    else:
        out.print(", ".join(f"{name} {value}" for name, value in _told(found).items()))


def _read(platform: Platform, scope: Scope, anew: bool) -> Progress:
    """This function will read, waiting a little for the lane of a process that has just been killed."""
    at_ms = platform.clock.now_ms()
    begun = platform.stores.core.write(
        lambda conn: operations.begin(conn, scope, started_by="cli", at_ms=at_ms, anew=anew)
    )
    client = WecomClient(platform.clock)

    def say() -> None:
        with platform.stores.core.reading() as conn:
            [found] = queries.progress(conn, scope, [queries.sync_by_id(conn, scope, begun.id)])
        err.print(
            f"… {found.sync.stage}: {found.staff_done}/{found.sync.staff} staff, {found.friends:,} friends, {found.sync.groups:,} groups"
        )

    for _ in range(FREE_AFTER_S):
        try:
            return read_all(platform, client, scope, begun.id, beat=say)
        except AlreadyReading:
            time.sleep(1)
    raise AlreadyReading()


def _told(found: Progress) -> dict[str, object]:
    return {
        "state": found.sync.state.value,
        "reason": found.sync.reason.split("\n")[-1],
        "staff": found.staff_done,
        "refused": found.staff_refused,
        "friends": found.friends,
        "pages": found.pages,
        "lost": found.sync.lost,
        "groups": found.sync.groups,
        "groups_left": found.groups_left,
    }
