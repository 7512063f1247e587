"""Shapes of the acquisition links' API."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.acquisition.links.contracts import AlertKind, LinkSettings
from siyu.acquisition.live_codes.contracts import CodeStatus, NewPlacement, PlacementKind, SyncState, Welcome


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class LinkWelcomeBody(Body):
    """What a friend who came through the link is sent, and the journey that begins then."""

    text: str = ""
    attachments: list[dict[str, Any]] = []
    journey_id: int | None = None


class LinkSettingsBody(Body):
    """Everything decided about a link."""

    name: str
    staff_ids: list[int] = []
    unit_ids: list[int] = []
    skip_verify: bool = True
    tag_ids: list[int] = []
    remark: str = Field(default="", description="Set on who came, at most 20 characters; {name} is the nickname.")
    welcome: LinkWelcomeBody = LinkWelcomeBody()
    org_unit_id: int | None = None

    def settings(self) -> LinkSettings:
        """This function will return the same as a contract."""
        welcome = Welcome(self.welcome.text, tuple(self.welcome.attachments), self.welcome.journey_id)
        return LinkSettings(
            name=self.name.strip(),
            staff_ids=tuple(self.staff_ids),
            unit_ids=tuple(self.unit_ids),
            skip_verify=self.skip_verify,
            tag_ids=tuple(self.tag_ids),
            remark=self.remark.strip(),
            welcome=welcome,
            org_unit_id=self.org_unit_id,
        )


class LinkPlaceBody(Body):
    """A place to show a link at, with figures of its own."""

    name: str
    kind: PlacementKind = PlacementKind.OTHER

    def placement(self) -> NewPlacement:
        """This function will return the same as a contract."""
        return NewPlacement(self.name.strip(), self.kind)


class NewLinkBody(Body):
    """A link to make; without places it gets one."""

    settings: LinkSettingsBody
    places: Annotated[list[LinkPlaceBody], Field(max_length=50)] = []


class LinkChangeBody(Body):
    """New settings of a link; `version` as it was read."""

    settings: LinkSettingsBody
    version: int | None = None


class LinkPlaceOut(BaseModel):
    """A place with its own address; `deep_link` opens WeChat from an app or a text message."""

    id: int
    name: str
    kind: PlacementKind
    channel: str
    url: str
    deep_link: str


class LinkTallyOut(BaseModel):
    """Clicks and additions as WeCom counts them; `came`, `lost` and `spoke` are the friends Siyu knows."""

    clicks: int
    added: int
    came: int
    lost: int
    spoke: int


class LinkPersonOut(BaseModel):
    """A member of staff behind a link; `able`: active, with a WeCom account."""

    id: int
    name: str
    able: bool


class AcquisitionLinkOut(BaseModel):
    """A stored link."""

    id: int
    name: str
    status: CodeStatus
    version: int
    settings: LinkSettingsBody
    url: str
    sync: SyncState
    error: str
    places: list[LinkPlaceOut]
    people: list[LinkPersonOut]
    units: list[str]
    recent: LinkTallyOut
    created_at_ms: int
    updated_at_ms: int


class NamedLinkTallyOut(LinkTallyOut):
    """A tally of one place or member of staff."""

    id: int
    name: str


class LinkDayOut(LinkTallyOut):
    """A tally of one local day."""

    day: str


class LinkStatisticsOut(BaseModel):
    """A link's figures; `rule` is the segment rule of everybody who came in the span through a place."""

    from_day: str
    until_day: str
    total: LinkTallyOut
    days: list[LinkDayOut]
    places: list[NamedLinkTallyOut]
    staff: list[NamedLinkTallyOut]
    rule: dict[str, Any]
    read_at_ms: int


class QuotaLotOut(BaseModel):
    """A purchase of additions."""

    expires_at_ms: int
    balance: int


class LinkAlertOut(BaseModel):
    """Something WeCom warns of."""

    id: int
    kind: AlertKind
    link_id: int
    link_name: str
    count: int
    until_ms: int
    at_ms: int


class LinkQuotaOut(BaseModel):
    """How many additions are left, and what WeCom warns of. `read_at_ms` 0: not read yet."""

    total: int
    balance: int
    low: bool
    lots: list[QuotaLotOut]
    read_at_ms: int
    alerts: list[LinkAlertOut]
