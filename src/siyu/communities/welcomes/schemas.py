"""Shapes of the group welcome texts' API."""

from pydantic import BaseModel, ConfigDict

from siyu.communities.welcomes.contracts import GroupWelcomeText, WelcomeLink


class GroupWelcomeLinkBody(BaseModel):
    """A link under the words."""

    model_config = ConfigDict(extra="forbid")

    title: str
    url: str
    description: str = ""
    picture_url: str = ""


class GroupWelcomeBody(BaseModel):
    """A group welcome text; %NICKNAME% stands for the newcomer. `notify`: WeCom tells owners that it is there."""

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    link: GroupWelcomeLinkBody | None = None
    notify: bool = True

    def content(self) -> GroupWelcomeText:
        """This function will return the text as a value."""
        link = WelcomeLink(**self.link.model_dump()) if self.link else None
        return GroupWelcomeText(self.text.strip(), link, self.notify)


class GroupWelcomeChangeBody(GroupWelcomeBody):
    """A change of a text read at `version`."""

    version: int


class GroupWelcomeOut(BaseModel):
    """A group welcome text and where it stands with WeCom; `error` says why it was refused."""

    id: int
    text: str
    link: GroupWelcomeLinkBody | None
    notify: bool
    sync: str
    error: str
    version: int
    created_by: str
    updated_at_ms: int
