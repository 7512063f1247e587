"""Writing moments: draft, change, publish, stop. All take a flow connection and never commit."""

from typing import Any

from sqlalchemy import Connection

from siyu.kit.codec import encode
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict
from siyu.outreach.moments.contracts import Moment, MomentPlan, MomentState
from siyu.outreach.moments.domain import check
from siyu.outreach.moments.models import moment
from siyu.outreach.moments.queries import moment_by_id


class MomentMovedOn(Conflict):
    """The moment's state does not allow this any more."""

    zh = "朋友圈「{value}」当前为{state}，不能这样操作"
    en = "The moment {value!r} is {state} and cannot be changed in this way"
    fix_zh = "刷新页面查看最新状态"
    fix_en = "Reload the page to see where it stands"


def create_moment(conn: Connection, scope: Scope, *, name: str, plan: MomentPlan, at_ms: int) -> Moment:
    """This function will draft a moment. Raises BadMomentPlan; its materials were looked up with `attaching`."""
    check(name, plan)
    paths = encode(list(scope.org_paths)).decode() if scope.org_paths is not None else ""
    row: dict[str, Any] = {"name": name.strip(), "state": str(MomentState.DRAFT), "plan": encode(plan).decode()}
    row |= {"org_paths": paths, "job_id": "", "vendor_id": "", "unknown": "[]", "problem": ""}
    row |= {"created_by": scope.actor, "created_at_ms": at_ms, "updated_at_ms": at_ms}
    row |= {"due_at_ms": 0, "next_check_at_ms": 0, "started_at_ms": 0, "finished_at_ms": 0}
    return moment_by_id(conn, scope, scoped.insert(conn, scope, moment, row))


def change_moment(conn: Connection, scope: Scope, moment_id: int, *, name: str, plan: MomentPlan, at_ms: int) -> Moment:
    """This function will change a draft. Raises MomentMovedOn once it was sent off, and as `create_moment`."""
    check(name, plan)
    values = {"name": name.strip(), "plan": encode(plan).decode(), "updated_at_ms": at_ms}
    return _move(conn, scope, moment_id, (MomentState.DRAFT,), values)


def delete_moment(conn: Connection, scope: Scope, moment_id: int) -> None:
    """This function will delete a draft. Raises UnknownMoment and MomentMovedOn."""
    found = moment_by_id(conn, scope, moment_id)
    drop = scoped.delete(scope, moment).where(moment.c.id == moment_id, moment.c.state == str(MomentState.DRAFT))
    if not conn.execute(drop).rowcount:
        raise MomentMovedOn(field="moment", value=found.name, state=found.state)


def publish_moment(conn: Connection, scope: Scope, moment_id: int, *, at_ms: int) -> Moment:
    """This function will send a draft off: at its time advisors are asked to publish it. Raises MomentMovedOn."""
    found = moment_by_id(conn, scope, moment_id)
    due_at_ms = max(found.plan.start_at_ms, at_ms)
    values = {"state": str(MomentState.SCHEDULED), "due_at_ms": due_at_ms, "next_check_at_ms": due_at_ms}
    return _move(conn, scope, moment_id, (MomentState.DRAFT,), {**values, "updated_at_ms": at_ms})


def cancel_moment(conn: Connection, scope: Scope, moment_id: int, *, at_ms: int) -> Moment:
    """This function will stop a moment: who has not published no longer can; what is out stays.

    Raises UnknownMoment and MomentMovedOn.
    """
    active = (MomentState.SCHEDULED, MomentState.CREATING, MomentState.RUNNING)
    values = {"state": str(MomentState.CANCELLING), "next_check_at_ms": at_ms, "updated_at_ms": at_ms}
    return _move(conn, scope, moment_id, active, values)


def set_state(conn: Connection, scope: Scope, found: Moment, state: MomentState, **values: object) -> bool:
    """This function will move a moment on from the state it was read in; says whether it was still there."""
    change = scoped.update(scope, moment).where(moment.c.id == found.id, moment.c.state == str(found.state))
    return bool(conn.execute(change.values(state=str(state), **values)).rowcount)


def _move(
    conn: Connection, scope: Scope, moment_id: int, states: tuple[MomentState, ...], values: dict[str, Any]
) -> Moment:
    found = moment_by_id(conn, scope, moment_id)
    change = scoped.update(scope, moment).where(moment.c.id == moment_id)
    if not conn.execute(change.where(moment.c.state.in_([str(one) for one in states])).values(**values)).rowcount:
        raise MomentMovedOn(field="moment", value=found.name, state=found.state)
    return moment_by_id(conn, scope, moment_id)
