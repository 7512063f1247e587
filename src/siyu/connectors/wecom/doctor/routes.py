"""HTTP of the doctor: how the brand's WeCom is, for the console."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.examination import examine
from siyu.kit.http import Access, allow

router = APIRouter(tags=["wecom"])
ReadSettings = Annotated[Access, Depends(allow("settings.read"))]


class FindingOut(BaseModel):
    """One thing looked at, in the caller's language; `page` is where to put it right."""

    name: str
    level: Level
    detail: str
    fix: str
    page: str
    errcode: int


class HealthOut(BaseModel):
    """An examination; `well` when nothing is wrong."""

    well: bool
    at_ms: int
    findings: list[FindingOut]


@router.get("/brands/{brand}/wecom/health")
def wecom_health(request: Request, access: ReadSettings, brand: str) -> HealthOut:
    """Look at the brand's WeCom: secret, trusted address, permissions, members, callbacks, quotas."""
    found = examine(access.platform, access.scope, _client(request, access), brand=brand)
    return HealthOut(
        well=all(one.level is not Level.WRONG for one in found),
        at_ms=access.platform.clock.now_ms(),
        findings=[shown(one, access.lang) for one in found],
    )


def shown(one: Finding, lang: str) -> FindingOut:
    """This function will put a finding into one language."""
    zh = lang == "zh"
    page = one.page.value[0 if zh else 1] if one.page else ""
    detail, fix = (one.zh, one.fix_zh) if zh else (one.en, one.fix_en)
    return FindingOut(name=one.name, level=one.level, detail=detail, fix=fix, page=page, errcode=one.errcode)


def _client(request: Request, access: Access) -> WecomClient:
    """This function will return the process's client, so that a refused secret is not tried at every click."""
    state = request.app.state
    if not hasattr(state, "wecom_doctor"):
        state.wecom_doctor = WecomClient(access.platform.clock)
    client: WecomClient = state.wecom_doctor
    return client
