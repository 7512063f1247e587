"""HTTP of full readings: begin, look, stop; and what became of callbacks."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.sync import operations, queries, schemas
from siyu.connectors.wecom.sync.contracts import PartState, Progress, Sync
from siyu.kit.clock import DAY_MS
from siyu.kit.http import Access, allow
from siyu.tenancy.operations import record_audit

router = APIRouter(tags=["wecom"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("settings.write"))]
DAYS_MAX = 30


@router.get("/brands/{brand}/wecom/syncs")
def syncs(access: Read) -> list[schemas.SyncOut]:
    """The newest full readings."""
    with access.platform.stores.core.reading() as conn:
        found = queries.progress(conn, access.scope, queries.newest(conn, access.scope))
    return [_sync_out(access, one) for one in found]


@router.post("/brands/{brand}/wecom/syncs", status_code=201)
def begin(access: Write, anew: bool = False) -> schemas.SyncOut:
    """Go on with the unfinished reading, or begin a new one (`anew`: in any case); a worker does the rest."""
    on, scope = access.platform, access.scope
    corp_of(on, scope)
    at_ms, who = on.clock.now_ms(), access.principal.actor

    def work(conn: Connection) -> Sync:
        begun = operations.begin(conn, scope, started_by=who, at_ms=at_ms, anew=anew)
        record_audit(conn, scope, "wecom.sync", f"sync:{begun.id}", {"anew": anew}, at_ms=at_ms)
        return begun

    return _one(access, on.stores.core.write(work).id)


@router.post("/brands/{brand}/wecom/syncs/{sync_id}/stop")
def stop(access: Write, sync_id: int) -> schemas.SyncOut:
    """Stop a reading after its present page; it can go on later."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(lambda conn: operations.ask_to_stop(conn, access.scope, sync_id, at_ms=at_ms))
    return _one(access, sync_id)


@router.get("/brands/{brand}/wecom/syncs/{sync_id}/refused")
def refused(access: Read, sync_id: int) -> list[schemas.RefusedOut]:
    """Members whose customers WeCom did not show, with its reason."""
    with access.platform.stores.core.reading() as conn:
        found = queries.parts(conn, access.scope, sync_id, [PartState.REFUSED])
    return [schemas.RefusedOut(staff=list(one.staff), reason=_spoken(access, one.reason)) for one in found]


@router.get("/brands/{brand}/wecom/callbacks")
def callbacks(access: Read, days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = 7) -> list[schemas.CallbackCountOut]:
    """The callbacks of the last `days` days by kind, where they stand, and why those that are not done are not."""
    from_ms = access.platform.clock.now_ms() - days * DAY_MS
    with access.platform.stores.inbox.reading() as conn:
        found = inbox.tally(conn, access.scope, from_ms=from_ms)
    return [
        schemas.CallbackCountOut(kind=kind, state=state, reason=reason, count=count)
        for kind, state, reason, count in found
    ]


def _one(access: Access, sync_id: int) -> schemas.SyncOut:
    with access.platform.stores.core.reading() as conn:
        [found] = queries.progress(conn, access.scope, [queries.sync_by_id(conn, access.scope, sync_id)])
    return _sync_out(access, found)


def _sync_out(access: Access, found: Progress) -> schemas.SyncOut:
    sums = {name: value for name, value in asdict(found).items() if name != "sync"}
    sums["reason"] = _spoken(access, found.sync.reason)
    sums["notes"] = {stage: _spoken(access, why) for stage, why in found.sync.notes.items()}
    return schemas.SyncOut.model_validate(asdict(found.sync) | sums)


def _spoken(access: Access, reason: str) -> str:
    """This function will return the line of a reason that is in the caller's language: Chinese first, English last."""
    lines = reason.split("\n")
    return lines[-1] if access.lang == "en" else lines[0]
