"""Reads of welcomes: the rules, the content for a new friend, what became of welcomes."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound
from siyu.outreach.welcome.contracts import (
    FriendKind,
    OutcomeCount,
    WelcomeContent,
    WelcomeOutcome,
    WelcomeResult,
    WelcomeRule,
)
from siyu.outreach.welcome.domain import choose
from siyu.outreach.welcome.models import welcome_result, welcome_rule

RULES_MAX = 2_000


class UnknownRule(NotFound):
    """There is no such welcome rule in the brand."""

    zh = "没有找到欢迎语规则 {value}"
    en = "There is no welcome rule {value}"
    fix_zh = "它可能已被删除,请刷新列表"
    fix_en = "It may have been deleted; reload the list"


def rules(conn: Connection, scope: Scope) -> list[WelcomeRule]:
    """This function will list the brand's rules in the order they are tried: own channels before any channel."""
    table = welcome_rule.c
    order = (table.position, (table.channel_state == "").asc(), table.id)
    return [_rule(row) for row in conn.execute(scoped.select(scope, welcome_rule).order_by(*order).limit(RULES_MAX))]


def rule_by_id(conn: Connection, scope: Scope, rule_id: int) -> WelcomeRule:
    """This function will return one rule. Raises UnknownRule."""
    row = conn.execute(scoped.select(scope, welcome_rule).where(welcome_rule.c.id == rule_id)).first()
    if row is None:
        raise UnknownRule(field="rule", value=rule_id)
    return _rule(row)


def welcome_for(
    conn: Connection, scope: Scope, channel_state: str, *, first_time: bool, minute_of_day: int, default_text: str = ""
) -> WelcomeContent | None:
    """This function will return what a new friend is greeted with, or None when nothing is said."""
    return choose_from(
        rules(conn, scope),
        channel_state,
        first_time=first_time,
        minute_of_day=minute_of_day,
        default_text=default_text,
    )


def choose_from(
    known: Sequence[WelcomeRule], channel_state: str, *, first_time: bool, minute_of_day: int, default_text: str = ""
) -> WelcomeContent | None:
    """This function will choose among rules read a moment ago, as `welcome_for` does; nothing is read."""
    return choose(known, channel_state, first_time=first_time, minute_of_day=minute_of_day, default_text=default_text)


def outcomes(conn: Connection, scope: Scope, *, from_ms: int, to_ms: int) -> list[OutcomeCount]:
    """This function will count the welcomes of [from_ms, to_ms) by rule, outcome and reason."""
    table = welcome_result.c
    figures = (
        func.count().label("times"),
        func.sum(table.took_ms).label("took"),
        func.max(table.took_ms).label("slowest"),
    )
    statement = scoped.select(scope, table.rule_id, table.outcome, table.reason, *figures)
    statement = statement.where(table.at_ms >= from_ms, table.at_ms < to_ms)
    rows = conn.execute(statement.group_by(table.rule_id, table.outcome, table.reason).order_by(table.rule_id))
    return [
        OutcomeCount(
            row.rule_id, WelcomeOutcome(row.outcome), row.reason, int(row.times), int(row.took) // int(row.times),
            int(row.slowest),
        )
        for row in rows
    ]  # fmt: skip


def newest_results(
    conn: Connection, scope: Scope, *, outcome: WelcomeOutcome | None = None, limit: int = 50
) -> list[WelcomeResult]:
    """This function will list what became of the newest welcomes."""
    table = welcome_result.c
    statement = scoped.select(scope, welcome_result)
    if outcome is not None:
        statement = statement.where(table.outcome == outcome)
    rows = conn.execute(statement.order_by(table.at_ms.desc(), table.key).limit(limit))
    return [
        WelcomeResult(
            row.key, row.rule_id, row.staff, row.external_userid, row.channel_state, WelcomeOutcome(row.outcome),
            row.reason, row.at_ms, row.took_ms,
        )
        for row in rows
    ]  # fmt: skip


def _rule(row: Any) -> WelcomeRule:
    return WelcomeRule(
        row.id, row.name, row.position, row.enabled, row.channel_state, FriendKind(row.friend), row.from_minute,
        row.to_minute, row.text, tuple(json.loads(row.attachments)), row.source,
    )  # fmt: skip
