"""Shapes of the group welcome texts' API."""

from pydantic import BaseModel, ConfigDict, Field

from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.outreach.contracts import Attachment


class GroupWelcomeLinkBody(BaseModel):
    """A link under the words, typed by hand."""

    model_config = ConfigDict(extra="forbid")

    title: str
    url: str
    description: str = ""
    picture_url: str = ""

    def attachment(self) -> Attachment:
        """This function will return the link as a value."""
        return Attachment(self.title, self.url, self.description, self.picture_url)


class GroupWelcomeMaterialOut(BaseModel):
    """The material of the library that goes along, as it was called when it was chosen."""

    id: int
    title: str
    kind: str


class GroupWelcomeBody(BaseModel):
    """A group welcome text; %NICKNAME% stands for the newcomer. `notify`: WeCom tells owners that it is there.

    One thing may follow the words: a `link`, or the material of the library whose id is `material_id` (0: none).
    """

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    link: GroupWelcomeLinkBody | None = None
    material_id: int = Field(default=0, ge=0)
    notify: bool = True

    def content(self) -> GroupWelcomeText:
        """This function will return the text as a value."""
        material = (Attachment("", material_id=self.material_id),) if self.material_id else ()
        link = (self.link.attachment(),) if self.link else ()
        return GroupWelcomeText(self.text.strip(), (*material, *link), self.notify)


class GroupWelcomeChangeBody(GroupWelcomeBody):
    """A change of a text read at `version`."""

    version: int


class GroupWelcomeOut(BaseModel):
    """A group welcome text and where it stands with WeCom; `error` says why it was refused."""

    id: int
    text: str
    link: GroupWelcomeLinkBody | None
    material: GroupWelcomeMaterialOut | None
    notify: bool
    sync: str
    error: str
    version: int
    created_by: str
    updated_at_ms: int
