"""Shapes of full readings' API."""

from pydantic import BaseModel


class SyncOut(BaseModel):
    """A full reading and how far it has come. `notes`: stage → why it gave less than all."""

    id: int
    state: str
    stage: str
    reason: str
    started_by: str
    begun_at_ms: int
    ended_at_ms: int
    updated_at_ms: int
    staff: int
    staff_done: int
    staff_refused: int
    parts: int
    parts_done: int
    pages: int
    friends: int
    lost: int
    groups: int
    groups_left: int
    notes: dict[str, str]


class RefusedOut(BaseModel):
    """Members whose customers WeCom does not show, and why."""

    staff: list[str]
    reason: str


class CallbackCountOut(BaseModel):
    """How many callbacks of a kind stand where; `reason` says why those that are not done are not."""

    kind: str
    state: str
    reason: str
    count: int
