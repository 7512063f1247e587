"""`siyu wecom tags`: how tags stand towards WeCom, and bringing WeCom in line with Siyu."""

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from siyu.connectors.wecom.tags import operations, queries
from siyu.connectors.wecom.tags.routes import told
from siyu.customers import queries as customers
from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say
from siyu.tenancy.operations import record_audit

tags = typer.Typer(no_args_is_help=True, help="Tags both ways between Siyu and WeCom.")
BrandCode = Annotated[str, typer.Option(help="Code of the brand.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@tags.command()
def status(brand: BrandCode, as_json: Json = False) -> None:
    """Say how every tag stands towards WeCom, and the counts against its limits."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        found = told(queries.overview(conn, scope), language(), platform.clock.now_ms())
        names = {one.id: (one.group, one.name) for one in customers.tags(conn, scope)}
    if as_json:
        return print_json(found.model_dump())
    table = Table("group", "tag", "WeCom", "waiting", "refused", "why")
    for group in found.groups:
        for one in group.tags:
            table.add_row(*names[one.tag_id], one.shown.value, str(one.waiting), str(one.refused), one.reason)
    out.print(table)
    say(
        f"企业微信标签 {found.corp_tags} / {found.corp_tags_max}，{found.waiting} 位客户待写入 {found.paused}",
        f"Tags in WeCom {found.corp_tags} / {found.corp_tags_max}, customers waiting: {found.waiting} {found.paused}",
    )


@tags.command()
def push(
    brand: BrandCode,
    anew: Annotated[bool, typer.Option("--anew", help="Make tags again that were deleted in WeCom.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Also take off what Siyu does not have.")] = False,
    as_json: Json = False,
) -> None:
    """Have every shown tag made in WeCom and put on the friends who lack it; a worker does it."""
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()

        def work(conn: Connection) -> int:
            groups = queries.shown_groups(conn, scope)
            record_audit(conn, scope, "wecom_tags.push", str(len(groups)), {"anew": anew}, at_ms=at_ms)
            return operations.level(conn, scope, groups, at_ms=at_ms, anew=anew, remove=remove)

        count = platform.stores.core.write(work)
    if as_json:
        return print_json({"tags": count})
    say(f"已开始把 {count} 个标签补写到企业微信", f"Writing tags to WeCom has begun: {count}")
