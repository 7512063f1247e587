"""`siyu brand`: create and list brands, add accounts and API keys."""

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from siyu.entrypoints.cli.terminal import opened, opened_brand, out, print_json, say, shown_time
from siyu.kit.clock import DEFAULT_ZONE
from siyu.kit.db.scope import Scope
from siyu.orders.operations import listen
from siyu.tenancy import operations, queries
from siyu.tenancy.accounts.operations import create_account
from siyu.tenancy.contracts import Brand, Role

app = typer.Typer(no_args_is_help=True, help="Create and list brands; add accounts and API keys to them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
BrandCode = Annotated[str, typer.Option("--brand", "-b", help="The brand's code (see `siyu brand list`).")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The brand's name, e.g. 金禾粮油.")],
    code: Annotated[
        str, typer.Option(help="Short code for addresses and scripts; made from the name if left out.")
    ] = "",
    zone: Annotated[str, typer.Option(help="Time zone in which the brand reads its days.")] = DEFAULT_ZONE,
    as_json: Json = False,
) -> None:
    """Create a brand: everything in Siyu belongs to exactly one.

    Example:  siyu brand create 金禾粮油 --code jinhe
    """
    with opened() as platform:
        at_ms = platform.clock.now_ms()

        def work(conn: Connection) -> Brand:
            made = operations.create_brand(conn, name=name, code=code or None, zone=zone, at_ms=at_ms)
            listen(conn, Scope(made.id))
            return made

        brand = platform.stores.core.write(work)
    if as_json:
        print_json({"id": brand.id, "code": brand.code, "name": brand.name, "zone": brand.zone})
    else:
        say(f"已创建品牌 {brand.name},代码 {brand.code}", f"Created the brand {brand.name} with the code {brand.code}")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the brands of this installation."""
    with opened() as platform, platform.stores.core.reading() as conn:
        brands = queries.brands(conn)
    if as_json:
        return print_json([{"id": b.id, "code": b.code, "name": b.name, "zone": b.zone} for b in brands])
    table = Table("code", "name", "zone", "created")
    for b in brands:
        table.add_row(b.code, b.name, b.zone, shown_time(b.created_at_ms, b.zone))
    out.print(table)


@app.command()
def account(
    login: Annotated[str, typer.Argument(help="Name to sign in with.")],
    brand: BrandCode,
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.OPERATOR,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Create an account that can sign in to the console."""
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        platform.stores.core.write(
            lambda conn: create_account(conn, scope, login=login, name=login, password=password, role=role, at_ms=at_ms)
        )
    say(f"已创建账号 {login}", f"Created the account {login}")


@app.command()
def key(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    brand: BrandCode,
    permission: Annotated[list[str], typer.Option(help="May be given several times, e.g. customers.read.")],
) -> None:
    """Create an API key and print its secret, which is shown this once."""
    with opened_brand(brand) as (platform, scope, _):
        at_ms = platform.clock.now_ms()
        secret = platform.stores.core.write(
            lambda conn: operations.create_api_key(conn, scope, name=name, permissions=permission, at_ms=at_ms)
        )
    out.print(secret, highlight=False)
