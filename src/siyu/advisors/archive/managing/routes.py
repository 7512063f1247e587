"""HTTP of what the brand sets up. A private key goes in and never comes out again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from siyu.advisors.archive import schemas
from siyu.advisors.archive.contracts import PublicKey
from siyu.advisors.archive.keys import operations as keys
from siyu.advisors.archive.keys.queries import public_keys
from siyu.advisors.archive.pulling.operations import hurry
from siyu.advisors.archive.rules import operations as rules
from siyu.advisors.archive.rules import queries as rule_queries
from siyu.advisors.archive.watching import operations as watching
from siyu.advisors.archive.watching import queries as watched
from siyu.advisors.archive.watching.history import queries as history
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden
from siyu.kit.http import Access, allow
from siyu.tenancy.queries import staff_by_id

router = APIRouter(prefix="/brands/{brand}/archive", tags=["archive"])
Read = Annotated[Access, Depends(allow("archive.read"))]
Write = Annotated[Access, Depends(allow("archive.write"))]
Settings = Annotated[Access, Depends(allow("settings.write"))]


class WholeBrandOnly(Forbidden):
    """Sensitive words are the brand's; people of a branch do not change them."""

    zh = "敏感词由品牌总部维护"
    en = "Sensitive words are the whole brand's"
    fix_zh = "请总部的管理员修改"
    fix_en = "Ask somebody who sees the whole brand"


@router.get("/words")
def words(access: Read) -> list[schemas.WordOut]:
    """The brand's sensitive words, newest first."""
    with access.platform.stores.core.reading() as conn:
        return [
            schemas.WordOut(id=one.id, word=one.word, level=one.level, watched=one.watched)
            for one in watched.words(conn, access.scope)
        ]


@router.put("/words")
def save_words(body: schemas.WordsBody, access: Write) -> list[schemas.WordOut]:
    """Add sensitive words, or give known ones another level or side."""
    at_ms, scope = access.platform.clock.now_ms(), _whole(access)
    access.platform.stores.core.write(
        lambda conn: watching.save_words(conn, scope, body.words, level=body.level, watched=body.watched, at_ms=at_ms)
    )
    return words(access)


@router.get("/words/look-back")
def look_back(access: Read) -> schemas.LookBackOut:
    """How far messages already kept have been looked through since the words last became more."""
    with access.platform.stores.core.reading() as conn:
        return schemas.looked_back(history.look_back(conn, access.scope), whole=access.scope.org_paths is None)


@router.post("/words/look-back", status_code=202)
def look_again(access: Write) -> schemas.LookBackOut:
    """Have messages already kept looked through for the words once more, unless that is being done."""
    at_ms, scope = access.platform.clock.now_ms(), _whole(access)
    access.platform.stores.core.write(lambda conn: watching.look_again(conn, scope, at_ms=at_ms))
    return look_back(access)


@router.delete("/words/{word_id}", status_code=204)
def delete_word(word_id: int, access: Write) -> None:
    """Stop looking for a word."""
    at_ms, scope = access.platform.clock.now_ms(), _whole(access)
    access.platform.stores.core.write(lambda conn: watching.delete_word(conn, scope, word_id, at_ms=at_ms))


@router.get("/rules")
def archive_rules(access: Read) -> schemas.ArchiveRulesOut:
    """The brand's rules for its archive."""
    with access.platform.stores.core.reading() as conn:
        return _rules_out(conn, access.scope)


@router.put("/rules")
def save_rules(body: schemas.ArchiveRulesBody, access: Settings) -> schemas.ArchiveRulesOut:
    """Change the brand's rules for its archive."""
    at_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.ArchiveRulesOut:
        rules.save_rules(conn, access.scope, schemas.entered(body), at_ms=at_ms)
        return _rules_out(conn, access.scope)

    return access.platform.stores.core.write(work)


@router.get("/keys")
def archive_keys(access: Settings) -> list[schemas.ArchiveKeyOut]:
    """The key pairs of the archive, public side only."""
    with access.platform.stores.core.reading() as conn:
        return [
            schemas.ArchiveKeyOut.model_validate(one, from_attributes=True) for one in public_keys(conn, access.scope)
        ]


@router.post("/keys", status_code=201)
def add_archive_key(body: schemas.ArchiveKeyBody, access: Settings) -> schemas.ArchiveKeyOut:
    """Keep a key pair for a version; without a private key of your own one is made. It is never shown again.

    Messages that waited for it are opened by the next pull, which begins within seconds.
    """
    on, pem = access.platform, body.private_key.strip() or keys.new_pair()
    at_ms = on.clock.now_ms()

    def work(conn: Connection) -> PublicKey:
        hurry(conn, access.scope, at_ms=at_ms)
        return keys.add_key(on, conn, access.scope, pem, version=body.version, at_ms=at_ms)

    return schemas.ArchiveKeyOut.model_validate(on.stores.core.write(work), from_attributes=True)


def _rules_out(conn: Connection, scope: Scope) -> schemas.ArchiveRulesOut:
    held = rule_queries.rules(conn, scope)
    people = staff_by_id(conn, scope, held.told)
    return schemas.ArchiveRulesOut(
        on=held.on,
        kept_days=held.kept_days,
        file_megabytes_max=held.file_megabytes_max,
        session_gap_hours=held.session_gap_hours,
        hours=schemas.WorkHoursBody(
            from_minute=held.hours.from_minute, to_minute=held.hours.to_minute, days=list(held.hours.days)
        ),
        told=list(held.told),
        told_names=[people[one].name if one in people else str(one) for one in held.told],
    )


def _whole(access: Access) -> Scope:
    if access.scope.org_paths is not None:
        raise WholeBrandOnly(value="archive.words")
    return access.scope
