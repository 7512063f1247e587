"""Writes of watching: the list of words, hits, what became of them, and telling those who are to know."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import Hit, HitState, LookBackState, Side, Watched, WordLevel
from siyu.advisors.archive.models import archive_hit, archive_word
from siyu.advisors.archive.rules.queries import rules
from siyu.advisors.archive.watching import queries
from siyu.advisors.archive.watching.domain import found, has_grown, hit_rows
from siyu.advisors.archive.watching.history.operations import begin, line_up
from siyu.advisors.archive.watching.history.queries import look_back
from siyu.advisors.ports import Nudge
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid, NotFound, Unavailable
from siyu.kit.platform import Platform
from siyu.tenancy.operations import record_audit
from siyu.tenancy.queries import staff_by_id

WORD_LENGTH_MAX = 32
NOTE_LENGTH_MAX = 500
SETTLED_AT_ONCE_MAX = 200
TOLD_PER_ROUND = 500
NAMED_IN_NOTICE = 3


class BadWord(Invalid):
    """A sensitive word is empty or too long."""

    zh = "敏感词「{value}」不正确:每个词 1–32 个字"
    en = "{value!r} is no sensitive word: it takes 1 to 32 characters"
    fix_zh = "一行一个词,不要加标点"
    fix_en = "One word a line, without punctuation"


class TooManyWords(Conflict):
    """The brand's list of sensitive words is full."""

    zh = "敏感词最多 5,000 个"
    en = "A brand may have 5,000 sensitive words"
    fix_zh = "请先删除不用的词"
    fix_en = "Delete words that are not needed"


class UnknownWord(NotFound):
    """There is no such sensitive word."""

    zh = "没有编号 {value} 的敏感词"
    en = "There is no sensitive word {value}"
    fix_zh = "可能已被别人删除,请刷新"
    fix_en = "Somebody may have deleted it; reload"


class UnknownHit(NotFound):
    """There is no such hit, or it is in a conversation the caller may not see."""

    zh = "没有编号 {value} 的命中记录"
    en = "There is no hit {value}"
    fix_zh = "只能处理自己数据范围内的命中"
    fix_en = "Only hits of your own part of the organisation are yours to settle"


def save_words(
    conn: Connection, scope: Scope, words: Sequence[str], *, level: WordLevel, watched: Watched, at_ms: int
) -> int:
    """This function will add words, or give known ones this level and side; returns how many words there are now.

    Messages pulled from now on are looked through, and when the list has grown those already kept as well, by a job.
    Raises BadWord or TooManyWords.
    """
    clean = list(dict.fromkeys(one.strip() for one in words if one.strip()))
    for one in clean:
        if len(one) > WORD_LENGTH_MAX:
            raise BadWord(field="words", value=one)
    if not clean:
        raise BadWord(field="words", value="")
    known = queries.words(conn, scope)
    rows = [{"word": one, "level": level, "watched": watched, "created_at_ms": at_ms} for one in clean]
    scoped.upsert(conn, scope, archive_word, rows, index=["brand_id", "word"], update=["level", "watched"])
    held = len(queries.words(conn, scope))
    if held > queries.WORDS_MAX:
        raise TooManyWords(field="words", value=held)
    detail = {"words": clean[:20], "count": len(clean), "level": level, "watched": watched}
    record_audit(conn, scope, "archive.words", "archive", detail, at_ms=at_ms)
    if has_grown(known, clean, watched):
        begin(conn, scope, at_ms=at_ms)
    return held


def look_again(conn: Connection, scope: Scope, *, at_ms: int) -> None:
    """This function will have kept messages looked through once more, unless that is being done."""
    present = look_back(conn, scope)
    if present is None or present.state is not LookBackState.RUNNING:
        begin(conn, scope, at_ms=at_ms)
        record_audit(conn, scope, "archive.look_back", "archive", {}, at_ms=at_ms)


def delete_word(conn: Connection, scope: Scope, word_id: int, *, at_ms: int) -> None:
    """This function will stop looking for a word; its hits stay. Raises UnknownWord."""
    gone = scoped.delete(scope, archive_word).where(archive_word.c.id == word_id).returning(archive_word.c.word)
    word = conn.execute(gone).scalar()
    if word is None:
        raise UnknownWord(field="word", value=word_id)
    record_audit(conn, scope, "archive.word_delete", str(word_id), {"word": word}, at_ms=at_ms)


def note_hits(conn: Connection, scope: Scope, messages: Sequence[tuple[int, int, Side, str]]) -> int:
    """This function will look through new messages (id, conversation, side, text), store hits and return how many."""
    if not messages:
        return 0
    line_up(conn, scope)
    hits = found(queries.words(conn, scope), [(text, side) for _, _, side, text in messages])
    rows = hit_rows([(message_id, talk_id) for message_id, talk_id, _, _ in messages], hits, told_at_ms=None)
    if rows:
        scoped.insert_new(conn, scope, archive_hit, rows)
    return len(rows)


def settle_hits(conn: Connection, scope: Scope, ids: Sequence[int], state: HitState, *, note: str, at_ms: int) -> None:
    """This function will mark hits as handled or ignored, or open them again. Raises UnknownHit."""
    seen = queries.visible_hits(conn, scope, ids[:SETTLED_AT_ONCE_MAX])
    for one in ids:
        if one not in seen:
            raise UnknownHit(field="hit", value=one)
    opened = state is HitState.OPEN
    values = {
        "state": state,
        "note": note.strip()[:NOTE_LENGTH_MAX],
        "settled_by": "" if opened else scope.actor,
        "settled_at_ms": None if opened else at_ms,
    }
    conn.execute(scoped.update(scope, archive_hit).where(archive_hit.c.id.in_(list(seen))).values(**values))
    record_audit(conn, scope, "archive.settle", "archive", {"hits": len(seen), "state": state}, at_ms=at_ms)


def tell(platform: Platform, scope: Scope, nudge: Nudge) -> int:
    """This function will tell the brand's chosen people of new hits, in one message each, and return how many hits.

    A crash in between tells again at worst; what nobody can be told of now waits for the next round.
    """
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        new = queries.untold(conn, scope, limit=TOLD_PER_ROUND)
        people = staff_by_id(conn, scope, rules(conn, scope).told) if new else {}
    if not new:
        return 0
    text = notice(new)
    try:
        for person in people.values():
            if person.active and person.wecom_userid:
                nudge.nudge(scope, person.wecom_userid, text)
    except Unavailable:
        return 0
    change = scoped.update(scope, archive_hit).where(archive_hit.c.id.in_([one.id for one in new]))
    core.write(lambda conn: conn.execute(change.values(told_at_ms=now_ms)).rowcount)
    return len(new)


def notice(hits: Sequence[Hit]) -> str:
    """This function will say what was found, without a word of the conversations themselves."""
    words = list(dict.fromkeys(one.word for one in hits))
    named = "、".join(f"「{word}」" for word in words[:NAMED_IN_NOTICE])
    rest = " 等" if len(words) > NAMED_IN_NOTICE else ""
    return f"【敏感词】新命中 {len(hits)} 条:{named}{rest}。请到「导购 › 会话存档 › 敏感词」处理(#{hits[-1].id})"
