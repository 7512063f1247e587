"""Shapes of the API of tags towards WeCom."""

from pydantic import BaseModel, ConfigDict

from siyu.connectors.wecom.tags.contracts import Shown


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class WecomTagOut(BaseModel):
    """How one tag stands; `waiting` and `refused` count customers."""

    tag_id: int
    shown: Shown
    reason: str
    waiting: int
    refused: int


class WecomTagGroupOut(BaseModel):
    """How one tag group stands."""

    group_id: int
    shown: bool
    tags: list[WecomTagOut]


class TagDifferencesOut(BaseModel):
    """How friendships and Siyu's tags differed when they were last compared."""

    relations: int
    writes: int
    missing: int
    extra: int
    over: int
    whole: bool
    at_ms: int


class WecomTagsOut(BaseModel):
    """All groups and the counts against WeCom's limits. `paused`: why nothing is being written just now."""

    groups: list[WecomTagGroupOut]
    corp_tags: int
    corp_tags_max: int
    friend_tags_max: int
    waiting: int
    refused: int
    seconds_left: int
    paused: str
    differences: TagDifferencesOut | None


class TagEstimateOut(BaseModel):
    """What showing a group would write, and about how long that takes."""

    tags_new: int
    tags_left_out: int
    relations: int
    writes: int
    seconds: int
    over: int
    whole: bool


class ShowTagGroupBody(Body):
    """Whether a tag group is shown in WeCom."""

    shown: bool


class PushTagsBody(Body):
    """What to bring in line; `anew` makes tags again that were deleted in WeCom."""

    anew: bool = False
