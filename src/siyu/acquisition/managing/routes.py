"""HTTP of live codes: list, try rules, create one or many, change, switch people, close."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.acquisition.arrivals.contracts import NOTHING
from siyu.acquisition.arrivals.queries import totals
from siyu.acquisition.live_codes import operations, queries
from siyu.acquisition.live_codes.contracts import (
    Answer,
    CodeSettings,
    CodeStatus,
    LiveCode,
    Load,
    NewPlacement,
    Placement,
    PlacementKind,
)
from siyu.acquisition.live_codes.domain import answer, next_change_ms, timeline
from siyu.acquisition.live_codes.queries import able_rules, named_staff
from siyu.acquisition.managing import schemas
from siyu.acquisition.spans.queries import first_recent_day
from siyu.acquisition.wording.domain import reason_words, sentence
from siyu.customers import queries as customers
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.errors import Invalid
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.contracts import Staff
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import own_brand, staff_by_id

router = APIRouter(prefix="/brands/{brand}/live-codes", tags=["live codes"])
Read = Annotated[Access, Depends(allow("acquisition.read"))]
Write = Annotated[Access, Depends(allow("acquisition.write"))]
SORTS = "newest|updated|name"


class UnitsOrStaff(Invalid):
    """Many codes are made for units or for staff, not for both and not for nobody."""

    zh = "批量建码需要选择门店或员工，二者选一"
    en = "Choose either units or staff to make codes for"
    fix_zh = "填写 org_unit_ids 或 staff_ids 其中一个"
    fix_en = "Give exactly one of org_unit_ids and staff_ids"


@router.get("")
def live_codes(
    access: Read,
    search: str = "",
    status: CodeStatus | None = None,
    staff: int | None = None,
    sort: Annotated[str, Query(pattern=f"^({SORTS})$")] = "newest",
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Page[schemas.CodeOut]:
    """Live codes; `search` in names, `staff` at a seat."""
    with access.platform.stores.core.reading() as conn:
        found, total = queries.live_codes(
            conn,
            access.scope,
            search=search.strip(),
            status=status,
            staff_id=staff,
            sort=sort,
            offset=cursor,
            limit=limit,
        )
        items = _shown(access, conn, found)
    after = cursor + limit
    return Page(items=items, next_cursor=str(after) if after < total else None, total=total)


@router.post("/preview")
def preview(body: schemas.CodeSettingsBody, access: Read, code: int | None = None) -> schemas.CodePreviewOut:
    """What rules come to, without saving them: the sentence, who answers now, the next 24 hours.

    With `code`, what its people have on their hands now counts.
    """
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        settings = body.settings(own_brand(conn, access.scope).zone)
        staff = _staff(conn, access, [settings])
        load = Load()
        if code is not None:
            held = queries.code_by_id(conn, access.scope, code)
            load = queries.loads(conn, access.scope, [held], now_ms)[code]
        tags = {tag.id: tag.name for tag in customers.tags(conn, access.scope)}
    rules = able_rules(settings.rules, staff)
    names = {one.id: one.name for one in staff.values()}
    return schemas.CodePreviewOut(
        sentence=sentence(settings, names, tags, access.lang),
        now=_answer(answer(rules, now_ms, load), access.lang),
        next_change_at_ms=next_change_ms(rules, now_ms, load),
        stretches=[
            schemas.CodeStretchOut(from_ms=one.from_ms, until_ms=one.until_ms, answer=_answer(one.answer, access.lang))
            for one in timeline(rules, now_ms, now_ms + DAY_MS, load)
        ],
        people=[_person(one) for one in staff.values()],
        as_of_ms=now_ms,
    )


@router.post("", status_code=201)
def create_code(body: schemas.NewCodeBody, access: Write) -> schemas.CodeOut:
    """Make a code; its contact ways follow within seconds."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.CodeOut:
        settings = body.settings.settings(own_brand(conn, access.scope).zone)
        (made,) = operations.create_codes(conn, access.scope, [(settings, _places(body.placements))], at_ms=at_ms)
        record_audit(conn, access.scope, "live_code.create", str(made), {"name": settings.name}, at_ms=at_ms)
        return _one(access, conn, made)

    return access.platform.stores.core.write(work)


@router.post("/bulk", status_code=201)
def create_many(body: schemas.CodeBulkBody, access: Write) -> schemas.CodeBulkOut:
    """Make a code for each unit or each member of staff from one template."""
    if bool(body.org_unit_ids) == bool(body.staff_ids):
        raise UnitsOrStaff(field="org_unit_ids", value=None)
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.CodeBulkOut:
        template = body.template.settings(own_brand(conn, access.scope).zone)
        if body.org_unit_ids:
            made, left_out = operations.settings_for_units(conn, access.scope, template, body.org_unit_ids)
        else:
            made, left_out = operations.settings_for_staff(conn, access.scope, template, body.staff_ids)
        new = [(one, _places(body.placements)) for one in made]
        ids = operations.create_codes(conn, access.scope, new, at_ms=at_ms) if new else []
        record_audit(conn, access.scope, "live_code.create_many", str(len(ids)), {"codes": len(ids)}, at_ms=at_ms)
        return schemas.CodeBulkOut(code_ids=ids, left_out=left_out)

    return access.platform.stores.core.write(work)


@router.get("/{code_id}")
def live_code(code_id: int, access: Read) -> schemas.CodeOut:
    """One code."""
    with access.platform.stores.core.reading() as conn:
        return _one(access, conn, code_id)


@router.put("/{code_id}")
def change_code(code_id: int, body: schemas.CodeChangeBody, access: Write) -> schemas.CodeOut:
    """Change a code."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.CodeOut:
        settings = body.settings.settings(own_brand(conn, access.scope).zone)
        operations.change_code(conn, access.scope, code_id, settings, version=body.version, at_ms=at_ms)
        record_audit(conn, access.scope, "live_code.change", str(code_id), {"name": settings.name}, at_ms=at_ms)
        return _one(access, conn, code_id)

    return access.platform.stores.core.write(work)


@router.put("/{code_id}/staff/{staff_id}")
def switch_staff(code_id: int, staff_id: int, body: schemas.CodeSwitchBody, access: Write) -> schemas.CodeOut:
    """Let a member of staff answer a code, or not."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.CodeOut:
        operations.switch_staff(conn, access.scope, code_id, staff_id, on=body.on, at_ms=at_ms)
        detail = {"staff_id": staff_id, "on": body.on}
        record_audit(conn, access.scope, "live_code.switch", str(code_id), detail, at_ms=at_ms)
        return _one(access, conn, code_id)

    return access.platform.stores.core.write(work)


@router.post("/{code_id}/placements", status_code=201)
def add_placement(code_id: int, body: schemas.CodePlacementBody, access: Write) -> schemas.CodeOut:
    """Add a place, with a contact way and figures of its own."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.CodeOut:
        operations.add_placements(conn, access.scope, code_id, _places([body]), at_ms=at_ms)
        record_audit(conn, access.scope, "live_code.place", str(code_id), {"name": body.name}, at_ms=at_ms)
        return _one(access, conn, code_id)

    return access.platform.stores.core.write(work)


@router.post("/{code_id}/close")
def close_code(code_id: int, access: Write) -> schemas.CodeClosedOut:
    """Close a code for good: who scans it from now on finds nobody; its figures stay."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> None:
        operations.close_code(conn, access.scope, code_id, at_ms=at_ms)
        record_audit(conn, access.scope, "live_code.close", str(code_id), {}, at_ms=at_ms)

    access.platform.stores.core.write(work)
    return schemas.CodeClosedOut()


def _places(bodies: Sequence[schemas.CodePlacementBody]) -> list[NewPlacement]:
    return [NewPlacement(one.name.strip(), PlacementKind(one.kind)) for one in bodies]


def _one(access: Access, conn: Connection, code_id: int) -> schemas.CodeOut:
    return _shown(access, conn, [queries.code_by_id(conn, access.scope, code_id)])[0]


def _shown(access: Access, conn: Connection, codes: Sequence[LiveCode]) -> list[schemas.CodeOut]:
    staff = _staff(conn, access, [code.settings for code in codes])
    names = {one.id: one.name for one in staff.values()}
    tags = {tag.id: tag.name for tag in customers.tags(conn, access.scope)}
    since = first_recent_day(access, conn)
    recent = totals(conn, access.scope, [code.id for code in codes], from_day=since)
    made = []
    for code in codes:
        tally = recent.get(code.id, NOTHING)
        made.append(
            schemas.CodeOut(
                id=code.id,
                name=code.settings.name,
                status=code.status,
                version=code.version,
                sentence=sentence(code.settings, names, tags, access.lang),
                settings=schemas.settings_body(code.settings),
                answer=_answer(code.answer, access.lang) if code.answer else None,
                answered_at_ms=code.answered_at_ms,
                next_change_at_ms=code.due_at_ms,
                placements=[_placement(access, one) for one in code.placements],
                people=[_person(staff[one]) for one in sorted(named_staff(code.settings.rules)) if one in staff],
                added_30d=tally.added,
                lost_30d=tally.lost,
                created_by=code.created_by,
                created_at_ms=code.created_at_ms,
                updated_at_ms=code.updated_at_ms,
            )
        )
    return made


def _placement(access: Access, one: Placement) -> schemas.CodePlacementOut:
    return schemas.CodePlacementOut(
        id=one.id,
        name=one.name,
        kind=one.kind,
        state=one.state,
        has_picture=one.has_picture,
        sync=one.sync,
        error=one.error if access.lang == "zh" else one.error_en,
        synced_at_ms=one.synced_at_ms,
    )


def _staff(conn: Connection, access: Access, every: Sequence[CodeSettings]) -> dict[int, Staff]:
    wanted = sorted({one for settings in every for one in named_staff(settings.rules)})
    return {
        staff_id: one
        for part in scoped.batches(wanted, queries.IN_MAX)
        for staff_id, one in staff_by_id(conn, access.scope, part).items()
    }


def _answer(found: Answer, lang: str) -> schemas.CodeAnswerOut:
    return schemas.CodeAnswerOut(
        staff_ids=list(found.staff_ids),
        skip_verify=found.skip_verify,
        reason=found.reason,
        reason_words=reason_words(found.reason, lang),
    )


def _person(one: Staff) -> schemas.CodePersonOut:
    return schemas.CodePersonOut(id=one.id, name=one.name, able=bool(one.active and one.wecom_userid))
