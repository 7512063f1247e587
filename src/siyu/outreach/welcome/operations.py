"""Writes of welcomes: store and order rules, write down what became of welcomes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, func

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.outreach.welcome import queries
from siyu.outreach.welcome.contracts import MINUTES_PER_DAY, NewRule, WelcomeResult, WelcomeRule
from siyu.outreach.welcome.models import welcome_result, welcome_rule

# The vendor's own limits (p92137): 4,000 bytes of text, nine attachments.
TEXT_BYTES_MAX = 4_000
ATTACHMENTS_MAX = 9
NAME_LENGTH_MAX = 60
FORGET_MAX = 20_000
# Fields that WeCom requires of each type, and the length of a text in bytes.
REQUIRED = {
    "link": ("title", "url"),
    "image": ("media_id",),
    "video": ("media_id",),
    "file": ("media_id",),
    "miniprogram": ("title", "pic_media_id", "appid", "page"),
    # A material of the library; the route has looked it up.
    "material": ("id",),
}
FIELD_BYTES_MAX = {"title": 128, "desc": 512, "url": 2_048, "picurl": 2_048}
MINIPROGRAM_TITLE_BYTES_MAX = 64


class BadWelcome(Invalid):
    """A welcome rule cannot be sent as it stands."""

    zh = "欢迎语的「{field}」不正确:{value}"
    en = "{field} of the welcome is not usable: {value}"
    fix_zh = "文字与附件至少填一项;文字最多 4000 字节,附件最多 9 个,链接要有标题和网址"
    fix_en = "Give a text or attachments; text up to 4000 bytes, up to 9 attachments, links need a title and an address"


class TooManyRules(Conflict):
    """The brand has reached its limit of welcome rules."""

    zh = "欢迎语规则已达上限 {value} 条"
    en = "The brand already has {value} welcome rules, the most it may have"
    fix_zh = "请删除不用的规则"
    fix_en = "Delete rules that are no longer used"


def save_rule(conn: Connection, scope: Scope, rule: NewRule, *, at_ms: int, rule_id: int | None = None) -> WelcomeRule:
    """This function will store a rule, or replace rule `rule_id`. Raises BadWelcome, TooManyRules, UnknownRule."""
    _check(rule)
    row: dict[str, Any] = asdict(rule) | {"friend": rule.friend.value, "changed_at_ms": at_ms}
    row["attachments"] = json.dumps(list(rule.attachments), ensure_ascii=False)
    if rule_id is None:
        count = int(conn.execute(scoped.select(scope, func.count(welcome_rule.c.id))).scalar_one())
        if count >= queries.RULES_MAX:
            raise TooManyRules(field="rules", value=queries.RULES_MAX)
        rule_id = scoped.insert(conn, scope, welcome_rule, row)
    else:
        queries.rule_by_id(conn, scope, rule_id)
        conn.execute(scoped.update(scope, welcome_rule).where(welcome_rule.c.id == rule_id).values(**row))
    return queries.rule_by_id(conn, scope, rule_id)


def replace_rules_of(conn: Connection, scope: Scope, source: str, rules: Sequence[NewRule], *, at_ms: int) -> None:
    """This function will make `rules` all the rules that `source` keeps ("live_code:12"). Raises BadWelcome."""
    conn.execute(scoped.delete(scope, welcome_rule).where(welcome_rule.c.source == source))
    for rule in rules:
        save_rule(conn, scope, NewRule(**(_fields(rule) | {"source": source})), at_ms=at_ms)


def delete_rule(conn: Connection, scope: Scope, rule_id: int) -> WelcomeRule:
    """This function will delete a rule and return what it was. Raises UnknownRule."""
    held = queries.rule_by_id(conn, scope, rule_id)
    conn.execute(scoped.delete(scope, welcome_rule).where(welcome_rule.c.id == rule_id))
    return held


def record_results(conn: Connection, scope: Scope, results: Sequence[WelcomeResult]) -> None:
    """This function will write down what became of welcomes; an add that was written down before stays as it was."""
    scoped.insert_new(conn, scope, welcome_result, [asdict(one) | {"outcome": one.outcome.value} for one in results])


def forget_results(conn: Connection, scope: Scope, before_ms: int) -> int:
    """This function will delete up to 20,000 results older than `before_ms` and return how many."""
    table = welcome_result.c
    old = scoped.select(scope, table.key).where(table.at_ms < before_ms).limit(FORGET_MAX)
    keys = list(conn.execute(old).scalars())
    for part in scoped.batches(keys, 500):
        conn.execute(scoped.delete(scope, welcome_result).where(table.key.in_(part)))
    return len(keys)


def _fields(rule: NewRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in rule.__dataclass_fields__}


def _check(rule: NewRule) -> None:
    if not 0 < len(rule.name.strip()) <= NAME_LENGTH_MAX:
        raise BadWelcome(field="name", value=rule.name)
    if not rule.text.strip() and not rule.attachments:
        raise BadWelcome(field="text", value="")
    if len(rule.text.encode()) > TEXT_BYTES_MAX:
        raise BadWelcome(field="text", value=len(rule.text.encode()))
    if len(rule.attachments) > ATTACHMENTS_MAX:
        raise BadWelcome(field="attachments", value=len(rule.attachments))
    for minute in (rule.from_minute, rule.to_minute):
        if not 0 <= minute < MINUTES_PER_DAY:
            raise BadWelcome(field="from_minute", value=minute)
    for number, attachment in enumerate(rule.attachments, 1):
        _check_attachment(number, attachment)


def _check_attachment(number: int, attachment: dict[str, Any]) -> None:
    kind = str(attachment.get("msgtype", ""))
    body = attachment.get(kind)
    where = f"attachments.{number}"
    if kind not in REQUIRED or not isinstance(body, dict):
        raise BadWelcome(field=where, value=kind)
    for name in REQUIRED[kind]:
        if not str(body.get(name) or "").strip():
            raise BadWelcome(field=f"{where}.{name}", value="")
    for name, text in body.items():
        most = FIELD_BYTES_MAX.get(name)
        most = MINIPROGRAM_TITLE_BYTES_MAX if kind == "miniprogram" and name == "title" else most
        if most is not None and len(str(text).encode()) > most:
            raise BadWelcome(field=f"{where}.{name}", value=text)
