"""HTTP of what belongs to live codes: figures, QR pictures, posters."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import Tally
from siyu.acquisition.arrivals.queries import lost_arrivals, statistics
from siyu.acquisition.leaving.contracts import LostOf
from siyu.acquisition.leaving.queries import lost_people
from siyu.acquisition.leaving.schemas import LostPersonOut
from siyu.acquisition.live_codes import queries
from siyu.acquisition.managing import schemas
from siyu.acquisition.posters.contracts import FileKind, Layout, Poster, Template
from siyu.acquisition.posters.domain import bundle, check, render
from siyu.acquisition.posters.queries import PictureNotThere, posters_of
from siyu.acquisition.posters.settings import PosterSettings
from siyu.acquisition.spans.queries import days_between
from siyu.kit.calendar import day_date
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.queries import staff_by_id

router = APIRouter(prefix="/brands/{brand}/live-codes", tags=["live codes"])
Read = Annotated[Access, Depends(allow("acquisition.read"))]
MEDIA = {FileKind.PNG: "image/png", FileKind.PDF: "application/pdf"}
LAYOUT = Layout()


class LayoutQuery(BaseModel):
    """A poster's layout in the address."""

    model_config = ConfigDict(extra="forbid")

    template: Template = LAYOUT.template
    title: str = LAYOUT.title
    line: str = LAYOUT.line
    colour: str = LAYOUT.colour
    qr_percent: int = LAYOUT.qr_percent
    show_name: bool = LAYOUT.show_name

    def layout(self) -> Layout:
        """This function will return the layout, checked. Raises BadLayout."""
        made = Layout(self.template, self.title, self.line, self.colour, self.qr_percent, self.show_name)
        check(made)
        return made


class ZipQuery(LayoutQuery):
    """Which codes' posters, in which kind of file."""

    code: Annotated[list[int], Field(max_length=200)] = []
    kind: FileKind = FileKind.PNG


@router.get("/posters.zip")
def poster_zip(access: Read, query: Annotated[ZipQuery, Query()]) -> Response:
    """Posters of many codes (`code` repeated), one file each, in a ZIP."""
    layout = query.layout()
    with access.platform.stores.core.reading() as conn:
        codes = queries.codes_by_id(conn, access.scope, query.code)
        if not codes:
            raise queries.UnknownCode(field="code", value=query.code[0] if query.code else None)
        posters = posters_of(conn, access.scope, codes)
    body = bundle(posters, layout, query.kind, PosterSettings().font)
    return _file(body, "application/zip", "posters.zip")


@router.get("/{code_id}/placements/{placement_id}/qr.png")
def qr_picture(code_id: int, placement_id: int, access: Read) -> Response:
    """The QR picture of a placement as it came from WeCom."""
    with access.platform.stores.core.reading() as conn:
        code = queries.code_by_id(conn, access.scope, code_id)
        held = queries.picture(conn, access.scope, placement_id)
    if held is None or placement_id not in {one.id for one in code.placements}:
        raise PictureNotThere(field="placement", value=code.settings.name)
    return _file(held, "image/png", f"qr-{placement_id}.png")


@router.get("/{code_id}/placements/{placement_id}/poster.{kind}")
def poster(
    code_id: int, placement_id: int, kind: FileKind, access: Read, query: Annotated[LayoutQuery, Query()]
) -> Response:
    """One poster, ready to print at 300 dpi."""
    layout = query.layout()
    with access.platform.stores.core.reading() as conn:
        code = queries.code_by_id(conn, access.scope, code_id)
        posters: Sequence[Poster] = posters_of(conn, access.scope, [code], placement_id)
    if not posters:
        raise PictureNotThere(field="placement", value=code.settings.name)
    body = render(posters, layout, kind, PosterSettings().font)
    return _file(body, MEDIA[kind], f"poster-{placement_id}.{kind}")


@router.get("/{code_id}/statistics")
def code_statistics(
    code_id: int,
    access: Read,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    until_day: Annotated[date | None, Query(alias="until")] = None,
) -> schemas.CodeStatisticsOut:
    """Who came by a code: by day, placement and person; by default the last 30 days."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        code = queries.code_by_id(conn, access.scope, code_id)
        first, last = days_between(access, conn, from_day, until_day)
        found = statistics(conn, access.scope, code_id, from_day=first, until_day=last)
        names = _names(conn, access, list(found.by_staff))
    states = [one.state for one in code.placements]
    span = {"from": str(day_date(first)), "to": str(day_date(last))}
    places = [
        _named(one.id, one.name, found.by_placement[one.id], _rule(span, [one.state]))
        for one in code.placements
        if one.id in found.by_placement
    ]
    people = [
        _named(staff_id, names[staff_id][0], tally, _rule(span, states, names[staff_id][1]))
        for staff_id, tally in sorted(found.by_staff.items(), key=lambda one: -one[1].added)
    ]
    return schemas.CodeStatisticsOut(
        from_day=span["from"],
        until_day=span["to"],
        total=_tally(found.total),
        days=[
            schemas.CodeDayOut(
                day=str(day_date(one.day)), added=one.tally.added, lost=one.tally.lost, net=one.tally.net
            )
            for one in found.by_day
        ],
        placements=places,
        staff=people,
        rule=_rule(span, states),
        as_of_ms=now_ms,
    )


@router.get("/{code_id}/lost")
def lost_by_code(
    code_id: int,
    access: Read,
    from_day: Annotated[date | None, Query(alias="from")] = None,
    until_day: Annotated[date | None, Query(alias="until")] = None,
    place: int | None = None,
    staff: int | None = None,
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[LostPersonOut]:
    """Who came by a code in a span and has left again: the people behind the figure."""
    with access.platform.stores.core.reading() as conn:
        queries.code_by_id(conn, access.scope, code_id)
        first, last = days_between(access, conn, from_day, until_day)
        rows, total = lost_arrivals(
            conn,
            access.scope,
            code_id,
            LostOf(first, last, place, staff),
            before_id=cursor,
            limit=limit,
        )
        items = lost_people(access, conn, rows)
    return Page(items=items, next_cursor=str(rows[-1].id) if len(rows) == limit else None, total=total)


def _names(conn: Connection, access: Access, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """This function will return name and WeCom userid of staff; somebody not known to Siyu is called so."""
    unknown = ("其他员工" if access.lang == "zh" else "Somebody else", "")
    known = {one.id: (one.name, one.wecom_userid) for one in staff_by_id(conn, access.scope, ids).values()}
    return {staff_id: known.get(staff_id, unknown) for staff_id in ids}


def _rule(span: dict[str, str], states: Sequence[str], userid: str = "") -> dict[str, Any]:
    """This function will write the segment rule of who came by these channel states (and to this person)."""
    where: list[dict[str, Any]] = [{"property": "state", "op": "in", "value": list(states)}]
    if userid:
        where.append({"property": "advisor", "op": "=", "value": userid})
    return {"event": "Friend Added", "measure": "count", "op": ">=", "value": 1, "window": span, "where": where}


def _tally(tally: Tally) -> schemas.TallyOut:
    return schemas.TallyOut(added=tally.added, lost=tally.lost, net=tally.net)


def _named(one_id: int, name: str, tally: Tally, rule: dict[str, Any]) -> schemas.NamedTallyOut:
    return schemas.NamedTallyOut(id=one_id, name=name, rule=rule, added=tally.added, lost=tally.lost, net=tally.net)


def _file(body: bytes, media: str, name: str) -> Response:
    return Response(body, media_type=media, headers={"Content-Disposition": f'inline; filename="{name}"'})
