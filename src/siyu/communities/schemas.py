"""Shapes of the groups' API."""

from pydantic import BaseModel


class GroupOut(BaseModel):
    """A customer group. `joined_today`, `left_today`: customers since local midnight. Times are 0 when unknown."""

    chat_id: str
    name: str
    owner: str
    owner_name: str
    unit: str
    status: str
    created_at_ms: int
    ended_at_ms: int
    members: int
    customers: int
    joined_today: int
    left_today: int
    read_at_ms: int


class GroupSceneOut(BaseModel):
    """Customers who came one way: how many, how many of them went again, how many are there still."""

    scene: str
    joined: int
    left: int
    kept: int


class GroupDetailOut(GroupOut):
    """One group with its notice, who helps its owner, and how its customers came."""

    notice: str
    admins: list[str]
    scenes: list[GroupSceneOut]


class GroupOwnerOut(BaseModel):
    """Somebody who owns groups."""

    userid: str
    name: str


class GroupsSummaryOut(BaseModel):
    """All groups one may see, and who owns them. `joined_today`, `left_today`: customers since local midnight."""

    groups: int
    members: int
    customers: int
    joined_today: int
    left_today: int
    owners: list[GroupOwnerOut]
    as_of_ms: int


class GroupMemberOut(BaseModel):
    """One stay. `customer_id` 0: a member of staff; `left_at_ms` 0: still there; `code`: the group code they came by."""

    userid: str
    customer_id: int
    is_customer: bool
    name: str
    scene: str
    inviter_name: str
    code: str
    joined_at_ms: int
    left_at_ms: int
    quit_scene: str


class GroupDayOut(BaseModel):
    """One local day. `owner_messages`: said in all groups of this group's owner that day; null when WeCom has not said."""

    day: str
    joined: int
    left: int
    customers: int
    owner_messages: int | None


class GroupDaysOut(BaseModel):
    """A group's days; `owner_groups`: over how many groups of the owner WeCom counts messages."""

    days: list[GroupDayOut]
    owner_groups: int
    as_of_ms: int
