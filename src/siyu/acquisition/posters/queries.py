"""Posters of stored codes: which pictures there are, drawn with the brand's words."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.acquisition.live_codes.contracts import LiveCode
from siyu.acquisition.live_codes.queries import picture
from siyu.acquisition.posters.contracts import FileKind, Layout, Poster
from siyu.acquisition.posters.domain import bundle, render
from siyu.acquisition.posters.settings import PosterSettings
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.tenancy.queries import own_brand

POSTERS_MAX = 200


class PictureNotThere(Conflict):
    """The vendor's QR picture has not come yet."""

    zh = "活码「{value}」的二维码还没有生成"
    en = "The QR picture of {value!r} is not there yet"
    fix_zh = "通常几秒内生成；若一直没有，请看活码详情里的同步状态"
    fix_en = "It usually takes seconds; if it stays away, look at the code's sync state"


class TooManyPosters(Invalid):
    """More posters at once than one file may hold."""

    zh = "一次最多导出 {most} 张海报，这里有 {value} 张"
    en = "One file holds {most} posters at most, these are {value}"
    fix_zh = "分几次导出"
    fix_en = "Export them in parts"


def posters_of(
    conn: Connection, scope: Scope, codes: Sequence[LiveCode], placement_id: int | None = None
) -> list[Poster]:
    """This function will return what to draw for every placement of the codes, or for one placement.

    A code with one placement gives its own name, one with several adds the place. Raises PictureNotThere,
    TooManyPosters.
    """
    wanted = [
        (code, place) for code in codes for place in code.placements if placement_id is None or place.id == placement_id
    ]
    if len(wanted) > POSTERS_MAX:
        raise TooManyPosters(field="codes", value=len(wanted), most=POSTERS_MAX)
    brand = own_brand(conn, scope).name
    made = []
    for code, place in wanted:
        held = picture(conn, scope, place.id)
        if held is None:
            raise PictureNotThere(field="placement", value=code.settings.name)
        name = code.settings.name if len(code.placements) == 1 else f"{code.settings.name} · {place.name}"
        made.append(Poster(held, brand, name))
    return made


def printed(posters: Sequence[Poster], layout: Layout, kind: FileKind) -> bytes:
    """This function will return one PNG, or a PDF with a page a poster. Raises BadLayout, BadPicture, PosterFontMissing."""
    return render(posters, layout, kind, PosterSettings().font)


def bundled(posters: Sequence[Poster], layout: Layout, kind: FileKind) -> bytes:
    """This function will return a ZIP with a file a poster. Raises as `printed`."""
    return bundle(posters, layout, kind, PosterSettings().font)
