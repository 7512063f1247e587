"""`siyu code`: channel live codes: list them, make one for a few people, print its poster."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from siyu.acquisition.live_codes import operations, queries
from siyu.acquisition.live_codes.contracts import CodeSettings, NewPlacement, Rotation, Rules, Seat
from siyu.acquisition.posters.contracts import FileKind, Layout, Template
from siyu.acquisition.posters.queries import PictureNotThere, bundled, posters_of, printed
from siyu.acquisition.wording.queries import rules_in_words
from siyu.entrypoints.cli.terminal import language, opened_brand, out, print_json, say
from siyu.kit.errors import NotFound
from siyu.tenancy.queries import staff_by_code

app = typer.Typer(no_args_is_help=True, help="Channel live codes: one printed code, many staff.")
BrandCode = Annotated[str, typer.Option(help="Code of the brand.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
LAYOUT = Layout()


class UnknownStaff(NotFound):
    """There is no member of staff with this code."""

    zh = "没有工号为「{value}」的员工"
    en = "There is no member of staff with the code {value!r}"
    fix_zh = "在控制台「设置 › 导购与员工」里查看工号"
    fix_en = "Look the codes up under Settings › Staff in the console"


@app.command("list")
def list_(
    brand: BrandCode, search: Annotated[str, typer.Option(help="Part of a name.")] = "", as_json: Json = False
) -> None:
    """List live codes, newest first, at most 200."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        found, total = queries.live_codes(conn, scope, search=search, limit=queries.LIST_MAX)
        said = rules_in_words(conn, scope, found, language())
    if as_json:
        shown = [
            {"id": one.id, "name": one.settings.name, "status": one.status, "rules": said[one.id]} for one in found
        ]
        return print_json({"total": total, "codes": shown})
    table = Table("id", "name", "status", "rules")
    for one in found:
        table.add_row(str(one.id), one.settings.name, one.status.value, said[one.id])
    out.print(table)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name of the code, e.g. 陆家嘴店收银台.")],
    brand: BrandCode,
    staff: Annotated[list[str], typer.Option(help="Code of somebody at a seat; repeat for more.")],
    default: Annotated[str, typer.Option(help="Code of the default person; left out: the first seat.")] = "",
    rotation: Annotated[Rotation, typer.Option(help="How friends are shared out.")] = Rotation.TOGETHER,
    place: Annotated[list[str] | None, typer.Option(help="Name of a place; repeat for more.")] = None,
    as_json: Json = False,
) -> None:
    """Make a live code; the worker makes its contact ways at WeCom within seconds."""
    with opened_brand(brand) as (platform, scope, held):
        with platform.stores.core.reading() as conn:
            known = staff_by_code(conn, scope, {*staff, default or staff[0]})
        for code in (*staff, default or staff[0]):
            if code not in known:
                raise UnknownStaff(field="staff", value=code)
        seats = tuple(Seat(known[code].id) for code in dict.fromkeys(staff))
        rules = Rules(seats, known[default or staff[0]].id, rotation, zone=held.zone)
        new = (CodeSettings(name, rules), [NewPlacement(one) for one in place or []])
        at_ms = platform.clock.now_ms()
        (made,) = platform.stores.core.write(lambda conn: operations.create_codes(conn, scope, [new], at_ms=at_ms))
    if as_json:
        return print_json({"id": made, "name": name})
    say(f"已建立活码 {made}「{name}」", f"Made live code {made}, {name!r}")


@app.command()
def poster(
    ids: Annotated[list[int], typer.Argument(help="Numbers of codes, see `siyu code list`.")],
    brand: BrandCode,
    to: Annotated[Path, typer.Option(help="File to write: .png, .pdf (a page each) or .zip (a PNG each).")],
    template: Annotated[Template, typer.Option(help="Layout.")] = LAYOUT.template,
    title: Annotated[str, typer.Option(help="Title.")] = LAYOUT.title,
    line: Annotated[str, typer.Option(help="Line below.")] = LAYOUT.line,
) -> None:
    """Draw the posters of codes, ready to print at 300 dpi."""
    with opened_brand(brand) as (platform, scope, _), platform.stores.core.reading() as conn:
        posters = posters_of(conn, scope, queries.codes_by_id(conn, scope, ids))
    if not posters:
        raise PictureNotThere(field="codes", value=", ".join(str(one) for one in ids))
    layout = Layout(template, title, line)
    if to.suffix == ".zip":
        body = bundled(posters, layout, FileKind.PNG)
    else:
        body = printed(posters, layout, FileKind.PDF if to.suffix == ".pdf" else FileKind.PNG)
    to.write_bytes(body)
    say(f"已写入 {to}({len(posters)} 张)", f"Wrote {to}, posters: {len(posters)}")
