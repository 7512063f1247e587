"""HTTP of the account matrix. People of a branch see and change the accounts of their own units."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.advisors.matrix import operations, queries, schemas
from siyu.advisors.matrix.contracts import Account, AccountStage, NewPhone
from siyu.kit.db.scope import Scope
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.queries import actor_names, staff_by_id, units_by_id

router = APIRouter(prefix="/brands/{brand}/matrix", tags=["matrix"])
Read = Annotated[Access, Depends(allow("matrix.read"))]
Write = Annotated[Access, Depends(allow("matrix.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


@router.get("/accounts")
def accounts(
    access: Read, search: str = "", stage: AccountStage | None = None, cursor: int = 0, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.MatrixAccountOut]:
    """Accounts by number; `search` looks through nicknames and handles."""
    look = queries.Look(search.strip(), stage, cursor, limit)
    with access.platform.stores.core.reading() as conn:
        items = _named(conn, access.scope, queries.accounts(conn, access.scope, look))
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.get("/stages")
def stages(access: Read) -> list[schemas.StageCount]:
    """How many accounts are in each stage."""
    with access.platform.stores.core.reading() as conn:
        counts = queries.stage_counts(conn, access.scope)
    return [schemas.StageCount(stage=stage, accounts=counts[stage]) for stage in AccountStage if stage in counts]


@router.post("/accounts", status_code=201)
def add_account(body: schemas.MatrixAccountBody, access: Write) -> schemas.MatrixAccountOut:
    """Register an account."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.MatrixAccountOut:
        made = operations.add_account(conn, access.scope, schemas.entered(body), at_ms=at_ms)
        return _named(conn, access.scope, [made])[0]

    return access.platform.stores.core.write(work)


@router.put("/accounts/{account_id}")
def change_account(account_id: int, body: schemas.MatrixAccountChange, access: Write) -> schemas.MatrixAccountOut:
    """Replace what is known of an account."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.MatrixAccountOut:
        new = schemas.entered(body)
        made = operations.change_account(conn, access.scope, account_id, new, version=body.version, at_ms=at_ms)
        return _named(conn, access.scope, [made])[0]

    return access.platform.stores.core.write(work)


@router.get("/accounts/{account_id}/hand-overs")
def hand_overs(account_id: int, access: Read) -> list[schemas.HandOverOut]:
    """Who had the account, newest first."""
    with access.platform.stores.core.reading() as conn:
        found = queries.hand_overs(conn, access.scope, account_id)
        people = {one.from_staff_id for one in found} | {one.to_staff_id for one in found}
        names = _staff_names(conn, access.scope, people)
        actors = actor_names(conn, access.scope, {one.actor for one in found})
    return [
        schemas.HandOverOut(
            id=one.id,
            from_holder=names.get(one.from_staff_id, ""),
            to_holder=names.get(one.to_staff_id, ""),
            note=one.note,
            actor=actors.get(one.actor, one.actor),
            at_ms=one.at_ms,
        )
        for one in found
    ]


@router.post("/accounts/{account_id}/hand-overs", status_code=201)
def hand_over(account_id: int, body: schemas.HandOverBody, access: Write) -> schemas.MatrixAccountOut:
    """Give the account to somebody else and keep a record of it."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.MatrixAccountOut:
        operations.hand_over(conn, access.scope, account_id, body.to_staff_id, note=body.note, at_ms=at_ms)
        return _named(conn, access.scope, [queries.account(conn, access.scope, account_id)])[0]

    return access.platform.stores.core.write(work)


@router.get("/phones")
def phones(access: Read) -> list[schemas.WorkPhoneOut]:
    """Work phones by label."""
    with access.platform.stores.core.reading() as conn:
        return [
            schemas.WorkPhoneOut.model_validate(one, from_attributes=True) for one in queries.phones(conn, access.scope)
        ]


@router.post("/phones", status_code=201)
def add_phone(body: schemas.WorkPhoneBody, access: Write) -> schemas.WorkPhoneOut:
    """Register a work phone."""
    on, new = access.platform, NewPhone(**body.model_dump())
    at_ms = on.clock.now_ms()
    made = on.stores.core.write(lambda conn: operations.add_phone(on, conn, access.scope, new, at_ms=at_ms))
    return schemas.WorkPhoneOut.model_validate(made, from_attributes=True)


@router.post("/phones/{phone_id}/reveal")
def reveal_sim(phone_id: int, body: schemas.SimRevealBody, access: Write) -> schemas.SimOut:
    """Show a SIM number whole; who, when and why goes to the audit log."""
    on = access.platform
    at_ms = on.clock.now_ms()
    number = on.stores.core.write(
        lambda conn: operations.reveal_sim(on, conn, access.scope, phone_id, reason=body.reason, at_ms=at_ms)
    )
    return schemas.SimOut(sim_number=number)


def _named(conn: Connection, scope: Scope, found: Sequence[Account]) -> list[schemas.MatrixAccountOut]:
    names = _staff_names(conn, scope, {one.staff_id for one in found})
    units = units_by_id(conn, scope, {one.entered.org_unit_id for one in found})
    labels = {one.id: one.label for one in queries.phones(conn, scope)}
    return [
        schemas.account_out(
            one,
            holder=names.get(one.staff_id, ""),
            unit=units[one.entered.org_unit_id].name if one.entered.org_unit_id in units else "",
            phone=labels.get(one.entered.phone_id, "") if one.entered.phone_id else "",
        )
        for one in found
    ]


def _staff_names(conn: Connection, scope: Scope, ids: set[int | None]) -> dict[int | None, str]:
    found = staff_by_id(conn, scope, [one for one in ids if one is not None])
    return {staff_id: one.name for staff_id, one in found.items()}
