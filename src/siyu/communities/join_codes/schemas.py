"""Shapes of the group live codes' API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.communities.join_codes.contracts import (
    BASE_NAME_CHARS_MAX,
    GROUPS_MAX,
    NAME_CHARS_MAX,
    JoinCodeSettings,
)


class GroupCodeBody(BaseModel):
    """A group live code as wanted. `base_name` and `base_number` name the groups that WeCom opens when all are full."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=NAME_CHARS_MAX)]
    chat_ids: Annotated[list[str], Field(min_length=1, max_length=GROUPS_MAX)]
    auto_create: bool = True
    base_name: Annotated[str, Field(max_length=BASE_NAME_CHARS_MAX)] = ""
    base_number: Annotated[int, Field(ge=0, le=1_000_000)] = 1

    def settings(self) -> JoinCodeSettings:
        """This function will return the settings as values."""
        chats = tuple(dict.fromkeys(self.chat_ids))
        base = self.base_name.strip() if self.auto_create else ""
        return JoinCodeSettings(self.name.strip(), chats, self.auto_create, base, self.base_number)


class GroupCodeChangeBody(GroupCodeBody):
    """A change of a code read at `version`."""

    version: int


class CodeGroupOut(BaseModel):
    """A group behind a code. `status` "unknown": WeCom has opened it a moment ago."""

    chat_id: str
    name: str
    members: int
    status: str


class GroupCodeOut(BaseModel):
    """A group live code. `joined`, `left`, `kept`: customers who came by it since it was made."""

    id: int
    name: str
    groups: list[CodeGroupOut]
    auto_create: bool
    base_name: str
    base_number: int
    state: str
    sync: str
    error: str
    version: int
    has_picture: bool
    joined: int
    left: int
    kept: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int


class GroupCodeDayOut(BaseModel):
    """One local day of a code: customers who came by it, who went again, who were there of them at its end."""

    day: str
    joined: int
    left: int
    kept: int


class GroupCodeDaysOut(BaseModel):
    """The days of a code."""

    days: list[GroupCodeDayOut]
    as_of_ms: int
