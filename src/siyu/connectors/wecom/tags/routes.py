"""HTTP of tags towards WeCom: how each stands, what showing a group comes to, show it, bring everything in line."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.connectors.wecom.settings import WecomSettings
from siyu.connectors.wecom.tags import comparing, operations, queries, schemas
from siyu.connectors.wecom.tags.contracts import GroupState, Overview, TagState
from siyu.connectors.wecom.tags.domain import seconds_for
from siyu.customers import queries as customers
from siyu.kit.http import Access, allow
from siyu.tenancy.operations import record_audit

router = APIRouter(prefix="/brands/{brand}/wecom/tags", tags=["wecom"])
Read = Annotated[Access, Depends(allow("customers.read"))]
Write = Annotated[Access, Depends(allow("segments.write"))]


@router.get("")
def wecom_tags(access: Read) -> schemas.WecomTagsOut:
    """How every tag stands towards WeCom, and the counts against its limits."""
    return _shown(access)


@router.get("/groups/{group_id}/estimate")
def estimate_group(group_id: int, access: Write) -> schemas.TagEstimateOut:
    """What showing a tag group in WeCom would write, and about how long that takes within its limits."""
    most = WecomSettings().friend_tags_max
    found = comparing.estimate(access.platform, access.scope, group_id, WecomClientSettings(), most=most)
    return schemas.TagEstimateOut(**asdict(found))


@router.put("/groups/{group_id}")
def show_tag_group(group_id: int, body: schemas.ShowTagGroupBody, access: Write) -> schemas.WecomTagsOut:
    """Show a tag group in WeCom, or cease to write it there; what is there stays."""
    at_ms, scope = access.platform.clock.now_ms(), access.scope

    def work(conn: Connection) -> None:
        operations.show_group(conn, scope, group_id, shown=body.shown, at_ms=at_ms)
        name = next(one.name for one in customers.tag_groups(conn, scope) if one.id == group_id)
        record_audit(conn, scope, "wecom_tags.show", name, {"shown": body.shown}, at_ms=at_ms)

    access.platform.stores.core.write(work)
    return _shown(access)


@router.post("/push")
def push_tags(body: schemas.PushTagsBody, access: Write) -> schemas.WecomTagsOut:
    """Have every shown tag made in WeCom and put on the friends who lack it; takes nothing off."""
    at_ms, scope = access.platform.clock.now_ms(), access.scope

    def work(conn: Connection) -> None:
        groups = queries.shown_groups(conn, scope)
        operations.level(conn, scope, groups, at_ms=at_ms, anew=body.anew)
        record_audit(conn, scope, "wecom_tags.push", str(len(groups)), {"anew": body.anew}, at_ms=at_ms)

    access.platform.stores.core.write(work)
    return _shown(access)


def _shown(access: Access) -> schemas.WecomTagsOut:
    with access.platform.stores.core.reading() as conn:
        found = queries.overview(conn, access.scope)
    return told(found, access.lang, access.platform.clock.now_ms())


def told(found: Overview, lang: str, now_ms: int) -> schemas.WecomTagsOut:
    """This function will put an overview into the API's shape, in the caller's language."""
    client = WecomClientSettings()
    paused = (found.reason if lang == "zh" else found.reason_en) if found.paused_until_ms > now_ms else ""
    return schemas.WecomTagsOut(
        groups=[_group(one, lang) for one in found.groups],
        corp_tags=found.corp_tags,
        corp_tags_max=client.corp_tags_max,
        friend_tags_max=WecomSettings().friend_tags_max,
        waiting=found.waiting,
        refused=found.refused,
        seconds_left=seconds_for(
            found.waiting,
            per_minute=client.calls_per_minute,
            per_hour=client.calls_per_hour,
            share=client.frequency_share,
        ),
        paused=paused,
        differences=schemas.TagDifferencesOut(**asdict(found.differences)) if found.differences else None,
    )


def _group(one: GroupState, lang: str) -> schemas.WecomTagGroupOut:
    return schemas.WecomTagGroupOut(group_id=one.group_id, shown=one.shown, tags=[_tag(tag, lang) for tag in one.tags])


def _tag(one: TagState, lang: str) -> schemas.WecomTagOut:
    reason = one.reason if lang == "zh" else one.reason_en
    return schemas.WecomTagOut(
        tag_id=one.tag_id, shown=one.shown, reason=reason, waiting=one.waiting, refused=one.refused
    )  # fmt: skip
