"""HTTP of segments: try a rule, save it, see who is in it, take the list away."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from siyu.customers import queries as customers
from siyu.customers.contracts import CustomerCard
from siyu.kit.clock import DAY_MS, day_start_ms, to_datetime
from siyu.kit.csv_export import Cell, csv_chunks
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.segments import operations, queries, schemas
from siyu.segments.audience.queries import sentence
from siyu.segments.contracts import MemberPage, Segment, SegmentChange
from siyu.segments.refreshing.operations import refresh
from siyu.segments.rules.domain import read_rule
from siyu.segments.vocabulary.contracts import Vocabulary
from siyu.segments.vocabulary.queries import read_names
from siyu.segments.wording.queries import known_words
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import actor_names, own_brand, staff_by_id, units_by_id

router = APIRouter(prefix="/brands/{brand}/segments", tags=["segments"])
Read = Annotated[Access, Depends(allow("segments.read"))]
Write = Annotated[Access, Depends(allow("segments.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
LIST_WORDS = {"zh": "指定名单", "en": "A list of people"}
CSV_TYPE = "text/csv; charset=utf-8"


class RuleOrPeople(Invalid):
    """A new segment needs a rule or a list of people, not both and not neither."""

    zh = "新人群需要规则或名单,二者选一"
    en = "A new segment needs either a rule or a list of customer ids"
    fix_zh = "填写 rule 或 customer_ids 其中一个"
    fix_en = "Give exactly one of rule and customer_ids"


@router.get("")
def segments(
    access: Read, search: str = "", cursor: Annotated[int, Query(ge=0)] = 0, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.SegmentOut]:
    """Segments, last changed first; `search` in name and note."""
    with access.platform.stores.core.reading() as conn:
        known = read_names(conn, access.scope)
        text = search.strip().lower()
        found = [one for one in queries.segments(conn, access.scope) if text in f"{one.name} {one.note}".lower()]
        shown = found[cursor : cursor + limit]
        names = actor_names(conn, access.scope, {one.created_by for one in shown})
        items = [_shown(access, conn, known, one, names) for one in shown]
    after = cursor + limit
    return Page(items=items, next_cursor=str(after) if after < len(found) else None, total=len(found))


@router.post("", status_code=201)
def create_segment(body: schemas.NewSegmentBody, access: Write) -> schemas.SegmentOut:
    """Save a segment by rule or as a list; its members are found at once."""
    on, scope = access.platform, access.scope
    at_ms = on.clock.now_ms()
    if (body.rule is None) == (body.customer_ids is None):
        raise RuleOrPeople(field="rule", value=None)

    def work(conn: Connection) -> Segment:
        if body.customer_ids is not None:
            people = body.customer_ids
            made = operations.create_list(
                on, conn, scope, name=body.name, customer_ids=people, note=body.note, at_ms=at_ms
            )
        else:
            made = operations.create_segment(
                on, conn, scope, name=body.name, rule=body.rule, note=body.note, at_ms=at_ms
            )
        record_audit(conn, scope, "segment.create", str(made.id), {"name": made.name}, at_ms=at_ms)
        return made

    return _refreshed(access, on.stores.core.write(work).id)


@router.post("/preview")
def preview(body: schemas.RuleBody, access: Read) -> schemas.PreviewOut:
    """What a rule would give, without saving it."""
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        found = queries.preview(on, conn, scope, body.rule, as_of_ms=_as_of(access, conn, body), lang=access.lang)
        people = _people(conn, scope, found.sample)
    return schemas.PreviewOut(count=found.count, sentence=found.sentence, sample=people, as_of_ms=found.as_of_ms)


@router.post("/people")
def people(
    body: schemas.PeopleBody, access: Annotated[Access, Depends(allow("customers.read"))]
) -> Page[schemas.PersonOut]:
    """The people of a rule, newest customer first, without saving it."""
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        as_of_ms = _as_of(access, conn, body)
        page = queries.rule_page(on, conn, scope, body.rule, as_of_ms=as_of_ms, cursor=body.cursor, limit=body.limit)
        return _page(conn, scope, page)


@router.get("/vocabulary")
def vocabulary(access: Read) -> schemas.VocabularyOut:
    """The names a rule of this brand may use."""
    with access.platform.stores.core.reading() as conn:
        return known_words(access.platform, conn, access.scope, access.lang)


@router.get("/{segment_id}")
def segment(segment_id: int, access: Read) -> schemas.SegmentOut:
    """One segment."""
    with access.platform.stores.core.reading() as conn:
        return _one(access, conn, segment_id)


@router.put("/{segment_id}")
def change_segment(segment_id: int, body: schemas.SegmentBody, access: Write) -> schemas.SegmentOut:
    """Change a segment; another rule makes another version, and its members are found at once."""
    on, scope = access.platform, access.scope
    at_ms = on.clock.now_ms()

    def work(conn: Connection) -> None:
        change = SegmentChange(body.name, body.note, body.rule, body.status, body.version)
        operations.change_segment(on, conn, scope, segment_id, change, at_ms=at_ms)
        record_audit(conn, scope, "segment.change", str(segment_id), {"name": body.name}, at_ms=at_ms)

    on.stores.core.write(work)
    return _refreshed(access, segment_id)


@router.delete("/{segment_id}")
def delete_segment(segment_id: int, access: Write) -> schemas.DeletedOut:
    """Delete a segment that no other rests on; its members leave it."""
    on, scope = access.platform, access.scope
    at_ms = on.clock.now_ms()

    def work(conn: Connection) -> int:
        gone = operations.delete_segment(on, conn, scope, segment_id, at_ms=at_ms)
        record_audit(conn, scope, "segment.delete", str(segment_id), {"members": gone}, at_ms=at_ms)
        return gone

    return schemas.DeletedOut(members=on.stores.core.write(work))


@router.get("/{segment_id}/members")
def members(
    segment_id: int, access: Read, cursor: str | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.PersonOut]:
    """The members the caller may see, newest customer first."""
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        return _page(conn, scope, queries.member_page(on, conn, scope, segment_id, cursor=cursor, limit=limit))


@router.get("/{segment_id}/history")
def history(segment_id: int, access: Read) -> list[schemas.HistoryOut]:
    """How the segment grew and shrank, oldest first."""
    with access.platform.stores.core.reading() as conn:
        queries.by_id(conn, access.scope, segment_id)
        points = queries.history(conn, access.scope, segment_id)
    return [
        schemas.HistoryOut(at_ms=one.at_ms, members=one.members, entered=one.entered, left=one.left) for one in points
    ]


@router.get("/{segment_id}/export.csv", response_class=StreamingResponse)
def export(segment_id: int, access: Annotated[Access, Depends(allow("customers.read"))]) -> StreamingResponse:
    """The visible members as CSV: phones masked, cells that no spreadsheet runs."""
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        queries.by_id(conn, scope, segment_id)
        labels = {key: held.label for key, held in customers.attributes(conn, scope).items()}
    at_ms = on.clock.now_ms()
    on.stores.core.write(lambda conn: record_audit(conn, scope, "segment.export", str(segment_id), {}, at_ms=at_ms))
    zh = access.lang == "zh"
    header = (
        ["编号", "姓名", "手机", "组织", "导购", "标签", "建档时间"]
        if zh
        else ["id", "name", "phone", "unit", "advisor", "tags", "created"]
    )
    rows = _rows(access, segment_id, list(labels))
    named = {"Content-Disposition": f'attachment; filename="segment-{segment_id}.csv"'}
    return StreamingResponse(csv_chunks([*header, *labels.values()], rows), media_type=CSV_TYPE, headers=named)


def _rows(access: Access, segment_id: int, keys: list[str]) -> Iterator[Sequence[Cell]]:
    on, scope = access.platform, access.scope
    with on.stores.core.reading() as conn:
        zone = own_brand(conn, scope).zone
        for batch in queries.members(on, conn, scope, segment_id):
            for one in _people(conn, scope, batch):
                created = to_datetime(one.created_at_ms, zone).strftime("%Y-%m-%d %H:%M")
                own = [one.attributes.get(key) for key in keys]
                unit, advisor, tags = one.org_unit, one.advisor, ";".join(one.tags)
                yield [str(one.id), one.name, one.phone, unit, advisor, tags, created, *map(_cell, own)]


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float | None) else str(value)


def _as_of(access: Access, conn: Connection, body: schemas.RuleBody) -> int:
    """This function will return a moment of the day asked for, in the brand's zone; now when none is."""
    if body.as_of is None:
        return access.platform.clock.now_ms()
    return day_start_ms(body.as_of, own_brand(conn, access.scope).zone) + DAY_MS // 2


def _refreshed(access: Access, segment_id: int) -> schemas.SegmentOut:
    refresh(access.platform, access.scope, segment_id)
    with access.platform.stores.core.reading() as conn:
        return _one(access, conn, segment_id)


def _one(access: Access, conn: Connection, segment_id: int) -> schemas.SegmentOut:
    one = queries.by_id(conn, access.scope, segment_id)
    return _shown(access, conn, read_names(conn, access.scope), one, actor_names(conn, access.scope, [one.created_by]))


def _shown(
    access: Access, conn: Connection, known: Vocabulary, one: Segment, names: dict[str, str]
) -> schemas.SegmentOut:
    said = LIST_WORDS[access.lang]
    if one.rule is not None:
        said = sentence(read_rule(dict(one.rule)), known, access.lang)
    seen = one.members
    if access.scope.org_paths is not None and seen is not None:
        seen = queries.visible_count(access.platform, conn, access.scope, one.id)
    return schemas.SegmentOut(
        id=one.id,
        name=one.name,
        note=one.note,
        kind=one.kind,
        rule=dict(one.rule) if one.rule is not None else None,
        sentence=said,
        version=one.version,
        status=one.status,
        members=seen,
        evaluated_at_ms=one.evaluated_at_ms,
        next_change_at_ms=one.next_change_at_ms,
        error=one.error,
        created_by=one.created_by,
        created_by_name=names.get(one.created_by, ""),
        created_at_ms=one.created_at_ms,
        updated_at_ms=one.updated_at_ms,
    )


def _page(conn: Connection, scope: Scope, page: MemberPage) -> Page[schemas.PersonOut]:
    return Page(items=_people(conn, scope, page.items), next_cursor=page.next_cursor, total=page.total)


def _people(conn: Connection, scope: Scope, cards: Sequence[CustomerCard]) -> list[schemas.PersonOut]:
    """This function will render cards with the names of their unit and advisor, in two queries for all."""
    whole_brand = Scope(scope.brand_id)
    units = units_by_id(conn, whole_brand, {card.org_unit_id for card in cards if card.org_unit_id})
    staff = staff_by_id(conn, whole_brand, {card.advisor_id for card in cards if card.advisor_id})
    return [
        schemas.PersonOut(
            id=card.id,
            name=card.name,
            phone=card.phone_masked,
            org_unit=units[card.org_unit_id].name if card.org_unit_id in units else None,
            advisor=staff[card.advisor_id].name if card.advisor_id in staff else None,
            attributes=dict(card.attributes),
            tags=list(card.tags),
            created_at_ms=card.created_at_ms,
        )
        for card in cards
    ]
