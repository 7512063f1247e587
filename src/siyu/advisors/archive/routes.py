"""HTTP of the archive. People of a branch see conversations of their own people; every opening is logged."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from siyu.advisors.archive import schemas
from siyu.advisors.archive.consents import queries as consents
from siyu.advisors.archive.contracts import HitState, Message, Side, TalkKind, WordLevel
from siyu.advisors.archive.keys.queries import public_keys
from siyu.advisors.archive.media.queries import file_path, kept_file
from siyu.advisors.archive.naming.queries import Names, member_names
from siyu.advisors.archive.ports import Archive
from siyu.advisors.archive.pulling import operations as pulling
from siyu.advisors.archive.pulling import queries as positions
from siyu.advisors.archive.rules import queries as rule_queries
from siyu.advisors.archive.talks import operations as talks
from siyu.advisors.archive.talks import queries
from siyu.advisors.archive.talks.queries import UnknownMessage
from siyu.advisors.archive.watching import operations as watching
from siyu.advisors.archive.watching import queries as watched
from siyu.advisors.archive.weeks.domain import DAYS, monday_of
from siyu.advisors.archive.weeks.queries import weeks
from siyu.advisors.archive.wording.queries import by_member, by_week, definition
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.tenancy.queries import actor_names, own_brand

router = APIRouter(prefix="/brands/{brand}/archive", tags=["archive"])
Read = Annotated[Access, Depends(allow("archive.read"))]
Write = Annotated[Access, Depends(allow("archive.write"))]
Settings = Annotated[Access, Depends(allow("settings.write"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
SHOWN_INSIDE = {"image": ("image/jpeg", b"\xff\xd8\xff"), "emotion": ("image/gif", b"GIF8")}
PNG = b"\x89PNG\r\n\x1a\n"
WEEKS_DEFAULT, WEEKS_MAX = 8, 53


@router.get("/status")
def archive_status(request: Request, access: Read) -> schemas.ArchiveStatusOut:
    """Where messages come from, how far the pull has come, what is wrong with it, and who agreed."""
    archive: Archive = request.app.state.archive
    source = archive.source(access.scope)
    with access.platform.stores.core.reading() as conn:
        at, told = positions.position(conn, access.scope), consents.counts(conn, access.scope)
        return schemas.ArchiveStatusOut(
            source=source,
            on=rule_queries.rules(conn, access.scope).on,
            seq=at.seq,
            pulled_at_ms=at.pulled_at_ms or None,
            checked_at_ms=at.checked_at_ms or None,
            problem=at.problem.split("\n")[-1 if access.lang == "en" else 0],
            failures=at.failures,
            missing=at.missing,
            missing_at_ms=at.missing_at_ms or None,
            messages=positions.message_count(conn, access.scope),
            sealed=positions.sealed_count(conn, access.scope),
            members=told.members,
            agreed=told.agreed,
            refused=told.refused,
            keys=[one.version for one in public_keys(conn, access.scope)],
        )


@router.post("/pull", status_code=202)
def pull_archive(request: Request, access: Settings) -> schemas.ArchiveStatusOut:
    """Have the archive pulled at once; a worker does it within seconds."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(lambda conn: pulling.hurry(conn, access.scope, at_ms=at_ms))
    return archive_status(request, access)


@router.get("/people")
def talking_people(access: Read) -> list[schemas.TalkPersonOut]:
    """Those of the caller's people who have conversations here."""
    with access.platform.stores.core.reading() as conn:
        userids = queries.archived_people(conn, access.scope)
        names = member_names(conn, access.scope, userids)
    found = [schemas.TalkPersonOut(userid=one, name=names.get(one, one)) for one in userids]
    return sorted(found, key=lambda one: (one.name, one.userid))


@router.get("/talks")
def talk_page(
    access: Read,
    userid: str = "",
    customer_id: int | None = None,
    kind: TalkKind | None = None,
    cursor: str = "",
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.TalkOut]:
    """Conversations, the latest word first; of one member, one customer or one kind when asked."""
    with access.platform.stores.core.reading() as conn:
        external = None if customer_id is None else Names(access.platform, access.scope).externals(conn, customer_id)
        look = queries.TalkLook(userid, external, kind, _mark(cursor), limit)
        found = queries.talks(conn, access.scope, look)
        items = Names(access.platform, access.scope).talks(conn, found)
    last = found[-1] if len(found) == limit else None
    return Page(items=items, next_cursor=f"{last.last_at_ms}.{last.id}" if last else None)


@router.get("/talks/{talk_id}")
def one_talk(talk_id: int, access: Read) -> schemas.OpenTalkOut:
    """A conversation: who is in it, and whether the customer agreed to it being kept."""
    with access.platform.stores.core.reading() as conn:
        talk = queries.talk_by_id(conn, access.scope, talk_id)
        agreed, answered = consents.answer_in(conn, access.scope, talk) or (None, None)
        (shown,) = Names(access.platform, access.scope).talks(conn, [talk])
    return schemas.OpenTalkOut(**shown.model_dump(), agreed=agreed, answered_at_ms=answered)


@router.get("/talks/{talk_id}/messages")
def talk_messages(
    talk_id: int, access: Read, around: int | None = None, cursor: str = "", limit: Limit = 50
) -> Page[schemas.SaidOut]:
    """A conversation's messages, newest first; `around` begins ten after a message. Opening it is logged."""
    core, scope, at_ms = access.platform.stores.core, access.scope, access.platform.clock.now_ms()
    before = _mark(cursor)
    with core.reading() as conn:
        talk = queries.talk_by_id(conn, scope, talk_id)
        if around is not None and before is None:
            found = queries.messages_around(conn, scope, talk_id, around, limit=limit)
        else:
            found = queries.messages(conn, scope, talk_id, before=before, limit=limit)
        items = _said(access, conn, found)
        (named,) = Names(access.platform, scope).talks(conn, [talk])
    if before is None:
        staff, customer = named.staff, named.customer
        core.write(lambda conn: talks.log_opening(conn, scope, talk, staff=staff, customer=customer, at_ms=at_ms))
    last = items[-1] if len(items) >= limit else None
    return Page(items=items, next_cursor=f"{last.at_ms}.{last.id}" if last else None)


@router.get("/search")
def search_messages(
    access: Read,
    q: str,
    userid: str = "",
    side: Side | None = None,
    from_ms: int | None = None,
    to_ms: int | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.FoundOut]:
    """Messages that hold the words, newest first; two letters are enough. What is searched for is logged."""
    core, scope, at_ms = access.platform.stores.core, access.scope, access.platform.clock.now_ms()
    look = queries.SearchLook(q.strip(), userid, side, from_ms, to_ms, cursor, limit)
    with core.reading() as conn:
        found = queries.search(conn, scope, look)
        held = _talks_of(access, conn, [one.talk_id for one in found])
        said = _said(access, conn, found)
    if cursor is None:
        core.write(lambda conn: talks.log_search(conn, scope, look.words, at_ms=at_ms))
    items = [schemas.FoundOut(**one.model_dump(), talk=held[one.talk_id]) for one in said]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.get("/messages/{message_id}/file", response_class=FileResponse)
def message_file(message_id: int, access: Read) -> FileResponse:
    """The file of a message; pictures are shown, everything else is downloaded. Opening it is logged."""
    scope, at_ms = access.scope, access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        held = kept_file(conn, scope, message_id)
    place = file_path(access.platform, scope, held.digest)
    if not place.is_file():
        raise UnknownMessage(field="message", value=message_id)
    access.platform.stores.core.write(lambda conn: talks.log_file(conn, scope, message_id, at_ms=at_ms))
    with place.open("rb") as file:
        kind = _picture(file.read(16))
    name = held.name or f"{held.kind}-{message_id}"
    headers = {
        "Content-Disposition": f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }
    return FileResponse(place, media_type=kind or "application/octet-stream", headers=headers)


@router.get("/hits")
def hits(
    access: Read,
    state: HitState | None = None,
    level: WordLevel | None = None,
    cursor: str = "",
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.HitOut]:
    """Sensitive words that were said, what was said last first, whenever it was found."""
    look = watched.HitLook(state, level, _mark(cursor), limit)
    with access.platform.stores.core.reading() as conn:
        found = watched.hits(conn, access.scope, look)
        held = _talks_of(access, conn, [one.talk_id for one in found])
        names = Names(access.platform, access.scope).people(conn, [one.sender for one in found])
        settlers = actor_names(conn, access.scope, {one.settled_by for one in found})
    items = [
        schemas.HitOut(
            id=one.id,
            message_id=one.message_id,
            word=one.word,
            level=one.level,
            side=one.side,
            name=names.get(one.sender, ""),
            text=one.text,
            at_ms=one.at_ms,
            state=one.state,
            note=one.note,
            settled_by=settlers.get(one.settled_by, one.settled_by),
            settled_at_ms=one.settled_at_ms,
            talk=held[one.talk_id],
        )
        for one in found
    ]
    more = f"{items[-1].at_ms}.{items[-1].id}" if len(items) == limit else None
    return Page(items=items, next_cursor=more)


@router.get("/hits/counts")
def hit_counts(access: Read) -> list[schemas.HitCountOut]:
    """How many hits are in each state."""
    with access.platform.stores.core.reading() as conn:
        counts = watched.hit_counts(conn, access.scope)
    return [schemas.HitCountOut(state=state, hits=counts.get(state, 0)) for state in HitState]


@router.post("/hits/settle", status_code=204)
def settle_hits(body: schemas.SettleHitsBody, access: Write) -> None:
    """Mark hits as handled or ignored, or open them again."""
    at_ms = access.platform.clock.now_ms()
    access.platform.stores.core.write(
        lambda conn: watching.settle_hits(conn, access.scope, body.ids, body.state, note=body.note, at_ms=at_ms)
    )


@router.get("/answers")
def answers(access: Read, back: Annotated[int, Query(ge=1, le=WEEKS_MAX)] = WEEKS_DEFAULT) -> schemas.AnswersOut:
    """Sessions, first replies and sessions nobody answered, of the last `back` weeks."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        monday = monday_of(now_ms, own_brand(conn, access.scope).zone)
        found = weeks(conn, access.scope, from_monday=monday - DAYS * (back - 1))
        names = member_names(conn, access.scope, {one.userid for one in found})
        held = rule_queries.rules(conn, access.scope)
    mondays = [monday - DAYS * place for place in range(back)][::-1]
    return schemas.AnswersOut(
        weeks=by_week(found, mondays),
        staff=by_member(found, names),
        definition=definition(held, access.lang),
        as_of_ms=now_ms,
    )


def _mark(cursor: str) -> tuple[int, int] | None:
    at_ms, _, last = cursor.partition(".")
    return (int(at_ms), int(last)) if at_ms.isdecimal() and last.isdecimal() else None


def _talks_of(access: Access, conn: Connection, ids: list[int]) -> dict[int, schemas.TalkOut]:
    found = list(queries.talks_by_id(conn, access.scope, ids).values())
    return {one.id: one for one in Names(access.platform, access.scope).talks(conn, found)}


def _said(access: Access, conn: Connection, found: list[Message]) -> list[schemas.SaidOut]:
    names = Names(access.platform, access.scope).people(conn, [one.sender for one in found])
    spotted = watched.words_in(conn, access.scope, [one.id for one in found])
    return [
        schemas.SaidOut(
            id=one.id,
            talk_id=one.talk_id,
            at_ms=one.at_ms,
            kind=one.kind,
            side=one.side,
            name=names.get(one.sender, ""),
            text=one.text,
            details=dict(one.details),
            revoked_at_ms=one.revoked_at_ms,
            file=one.file,
            file_name=one.file_name,
            file_bytes=one.file_bytes,
            words=spotted.get(one.id, []),
        )
        for one in found
    ]


def _picture(head: bytes) -> str:
    """This function will tell a picture's media type from its first bytes, "" for what is none."""
    if head.startswith(PNG):
        return "image/png"
    return next((kind for kind, mark in SHOWN_INSIDE.values() if head.startswith(mark)), "")
