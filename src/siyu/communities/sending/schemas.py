"""Shapes of the API of choosing groups for a mass message."""

from pydantic import BaseModel, ConfigDict, Field

GROUPS_MAX = 5_000


class GroupMassInput(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class GroupMassAttachment(GroupMassInput):
    """What goes with the text: a link card (title and url), or a material of the library (`material_id`)."""

    title: str = ""
    url: str = ""
    summary: str = ""
    picture_url: str = ""
    material_id: int = 0
    kind: str = "link"


class GroupMassReminders(GroupMassInput):
    """Remind who has not confirmed `after_hours` later, `times` times; 0 and 0: never."""

    after_hours: int = 0
    times: int = 0


class GroupMassPlanBody(GroupMassInput):
    """What goes to which groups; each owner confirms for their own. `start_at_ms` 0 means at once."""

    chat_ids: list[str] = Field(max_length=GROUPS_MAX)
    text: str = ""
    attachments: list[GroupMassAttachment] = Field(default_factory=list)
    start_at_ms: int = 0
    reminders: GroupMassReminders = Field(default_factory=GroupMassReminders)


class GroupMassBody(GroupMassInput):
    """A mass message to groups to draft or change."""

    name: str
    plan: GroupMassPlanBody


class GroupMassMade(BaseModel):
    """The mass message, now to be found under /mass."""

    id: int


class GroupMassShare(BaseModel):
    """How many groups an owner would send to."""

    advisor: str
    name: str
    people: int


class GroupMassForecast(BaseModel):
    """What would happen, and the same in a sentence; of `people` groups `sent` get it, `advisors` are their owners."""

    people: int
    sent: int
    dropped: dict[str, int]
    advisors: int
    tasks: int
    shares: list[GroupMassShare]
    starts_at_ms: int
    quiet: bool
    planned_before: int
    counted_at_ms: int
    later: int
    sentence: str


class GroupChoiceOut(BaseModel):
    """A group one may send to: its owner by name, its size, and how many mass messages it takes now."""

    chat_id: str
    name: str
    owner: str
    owner_name: str
    members: int
    room: int
