"""HTTP of welcomes: the rules, and what became of welcomes."""

from dataclasses import asdict
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Query, Request

from siyu.content import queries as content
from siyu.content.ports import MediaStore
from siyu.kit.clock import DAY_MS
from siyu.kit.errors import Conflict, SiyuError
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, allow
from siyu.outreach.attaching.queries import attached_to_welcome, material_ids
from siyu.outreach.welcome import operations, queries, schemas
from siyu.outreach.welcome.contracts import NewRule, WelcomeOutcome, WelcomeRule
from siyu.tenancy.operations import record_audit

router = APIRouter(tags=["welcomes"])
Read = Annotated[Access, Depends(allow("outreach.read"))]
Write = Annotated[Access, Depends(allow("outreach.write"))]
DAYS_MAX = 90
log = structlog.get_logger(__name__)
MANUAL = "manual"


class KeptElsewhere(Conflict):
    """The rule belongs to a live code and is changed there."""

    zh = "这条欢迎语由「{value}」维护"
    en = "This welcome is kept by {value}"
    fix_zh = "请到对应的活码里修改"
    fix_en = "Change it on the page of that live code"


@router.get("/brands/{brand}/welcome-rules")
def rules(access: Read) -> list[schemas.WelcomeRuleOut]:
    """The rules in the order they are tried."""
    with access.platform.stores.flow.reading() as conn:
        return [_rule_out(one) for one in queries.rules(conn, access.scope)]


@router.post("/brands/{brand}/welcome-rules", status_code=201)
def create_rule(request: Request, access: Write, body: schemas.WelcomeRuleBody) -> schemas.WelcomeRuleOut:
    """Add a rule; files of its materials are made ready in WeCom at once."""
    return _save(request, access, body, None)


@router.put("/brands/{brand}/welcome-rules/{rule_id}")
def save_rule(request: Request, access: Write, rule_id: int, body: schemas.WelcomeRuleBody) -> schemas.WelcomeRuleOut:
    """Replace a rule."""
    _own(access, rule_id)
    return _save(request, access, body, rule_id)


@router.delete("/brands/{brand}/welcome-rules/{rule_id}", status_code=204)
def delete_rule(access: Write, rule_id: int) -> None:
    """Delete a rule."""
    _own(access, rule_id)
    held = access.platform.stores.flow.write(lambda conn: operations.delete_rule(conn, access.scope, rule_id))
    _audit(access, "welcome.delete", held.id, {"name": held.name})


@router.get("/brands/{brand}/welcome-outcomes")
def outcomes(access: Read, days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = 7) -> schemas.OutcomesOut:
    """What became of the welcomes of the last `days` days, by rule and reason."""
    now_ms = access.platform.clock.now_ms()
    from_ms = now_ms - days * DAY_MS
    with access.platform.stores.flow.reading() as conn:
        found = queries.outcomes(conn, access.scope, from_ms=from_ms, to_ms=now_ms + 1)
    counted = [schemas.OutcomeOut.model_validate(asdict(one)) for one in found]
    return schemas.OutcomesOut(from_ms=from_ms, to_ms=now_ms, outcomes=counted)


@router.get("/brands/{brand}/welcome-results")
def results(
    access: Read,
    outcome: WelcomeOutcome | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> list[schemas.WelcomeResultOut]:
    """The newest welcomes and how they ended."""
    with access.platform.stores.flow.reading() as conn:
        found = queries.newest_results(conn, access.scope, outcome=outcome, limit=limit)
    return [schemas.WelcomeResultOut.model_validate(asdict(one)) for one in found]


def _save(
    request: Request, access: Access, body: schemas.WelcomeRuleBody, rule_id: int | None
) -> schemas.WelcomeRuleOut:
    with access.platform.stores.core.reading() as conn:
        attachments = attached_to_welcome(conn, access.scope, body.attachments)
    rule = NewRule(**(body.model_dump() | {"attachments": attachments}))
    at_ms = access.platform.clock.now_ms()
    held = access.platform.stores.flow.write(
        lambda conn: operations.save_rule(conn, access.scope, rule, at_ms=at_ms, rule_id=rule_id)
    )
    _audit(access, "welcome.save", held.id, {"name": held.name, "enabled": held.enabled})
    _make_ready(request, access, material_ids(attachments))
    return _rule_out(held)


def _make_ready(request: Request, access: Access, ids: list[int]) -> None:
    """This function will have files at the vendor before the first friend comes; if it fails, a worker tries again."""
    store: MediaStore | None = getattr(request.app.state, "media_store", None)
    with access.platform.stores.core.reading() as conn:
        found = content.materials_by_id(conn, access.scope, ids)
    for one in found.values():
        if store is None or one.file is None:
            continue
        try:
            store.media_id(access.scope, one)
        except SiyuError as error:
            log.warning("welcome.media_not_ready", material=one.id, error=error.detail("en"))


def _own(access: Access, rule_id: int) -> None:
    with access.platform.stores.flow.reading() as conn:
        held = queries.rule_by_id(conn, access.scope, rule_id)
    if held.source != MANUAL:
        raise KeptElsewhere(field="source", value=held.source)


def _audit(access: Access, action: str, rule_id: int, detail: dict[str, Any]) -> None:
    at_ms, scope = access.platform.clock.now_ms(), access.scope
    access.platform.stores.core.write(
        lambda conn: record_audit(conn, scope, action, f"welcome:{rule_id}", detail, at_ms=at_ms)
    )


def _rule_out(rule: WelcomeRule) -> schemas.WelcomeRuleOut:
    return schemas.WelcomeRuleOut.model_validate(asdict(rule))
