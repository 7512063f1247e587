"""Shapes of the live codes' API."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.acquisition.live_codes.contracts import (
    Backup,
    CodeSettings,
    CodeStatus,
    Hours,
    PlacementKind,
    Reason,
    Rotation,
    Rules,
    Seat,
    Shift,
    SpecialDate,
    SyncState,
    Welcome,
    Window,
)

Minute = Annotated[int, Field(ge=0, le=1_440, description="Minutes since local midnight.")]


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class SeatBody(Body):
    """One member of staff at a code, in order of the rotation."""

    staff_id: int
    weight: int = 1
    per_day_max: int | None = None
    on: bool = True


class BackupBody(Body):
    """Somebody who answers when nobody at the seats can."""

    staff_id: int
    on: bool = True


class HoursBody(Body):
    """From a minute until before another; `until_minute` <= `from_minute` runs over midnight."""

    from_minute: Minute
    until_minute: Minute
    staff_ids: list[int]


class ShiftBody(Body):
    """Hours on days of the week, 0 Monday to 6 Sunday."""

    days: list[int]
    hours: HoursBody


class SpecialDateBody(Body):
    """Hours of one date instead of the weekly ones; none: closed."""

    date: str
    hours: list[HoursBody] = []


class WindowBody(Body):
    """A time of every day."""

    from_minute: Minute
    until_minute: Minute


class CodeWelcomeBody(Body):
    """What a new friend of the code is sent."""

    text: str = ""
    attachments: list[dict[str, Any]] = []
    journey_id: int | None = None
    blocked_words: list[str] = []


class CodeSettingsBody(Body):
    """Everything decided about a code."""

    name: str
    rotation: Rotation = Rotation.TOGETHER
    seats: list[SeatBody]
    backups: list[BackupBody] = []
    default_staff_id: int
    shifts: list[ShiftBody] = []
    special_dates: list[SpecialDateBody] = []
    auto_accept: list[WindowBody] = [WindowBody(from_minute=0, until_minute=1_440)]
    sticky: bool = False
    tag_ids: list[int] = []
    remark: str = ""
    welcome: CodeWelcomeBody = CodeWelcomeBody()
    org_unit_id: int | None = None
    owner_staff_id: int | None = None

    def settings(self, zone: str) -> CodeSettings:
        """This function will return the same as a contract, in the brand's zone."""
        rules = Rules(
            seats=tuple(Seat(one.staff_id, one.weight, one.per_day_max, one.on) for one in self.seats),
            default_staff_id=self.default_staff_id,
            rotation=self.rotation,
            backups=tuple(Backup(one.staff_id, one.on) for one in self.backups),
            shifts=tuple(Shift(tuple(sorted(set(one.days))), _hours(one.hours)) for one in self.shifts),
            special_dates=tuple(SpecialDate(one.date, tuple(map(_hours, one.hours))) for one in self.special_dates),
            auto_accept=tuple(Window(one.from_minute, one.until_minute) for one in self.auto_accept),
            zone=zone,
        )
        welcome = self.welcome
        return CodeSettings(
            name=self.name.strip(),
            rules=rules,
            sticky=self.sticky,
            tag_ids=tuple(self.tag_ids),
            remark=self.remark,
            welcome=Welcome(welcome.text, tuple(welcome.attachments), welcome.journey_id, tuple(welcome.blocked_words)),
            org_unit_id=self.org_unit_id,
            owner_staff_id=self.owner_staff_id,
        )


class CodePlacementBody(Body):
    """A place to make a contact way for."""

    name: str
    kind: PlacementKind = PlacementKind.OTHER


class NewCodeBody(Body):
    """A code to make; without places it gets one."""

    settings: CodeSettingsBody
    placements: list[CodePlacementBody] = []


class CodeChangeBody(Body):
    """What a code is to become; `version` is the one the change was made on."""

    settings: CodeSettingsBody
    version: int | None = None


class CodeSwitchBody(Body):
    """Whether a member answers a code."""

    on: bool


class CodeBulkBody(Body):
    """One code for each unit (its staff at the seats) or each member of staff; `template` gives everything else.

    Exactly one of `org_unit_ids` and `staff_ids`. "{name}" in the template's name is the unit's or person's.
    """

    template: CodeSettingsBody
    placements: list[CodePlacementBody] = []
    org_unit_ids: Annotated[list[int], Field(max_length=1_000)] = []
    staff_ids: Annotated[list[int], Field(max_length=1_000)] = []


class CodeBulkOut(BaseModel):
    """What was made, and whom no code could be made for."""

    code_ids: list[int]
    left_out: list[str]


class CodePersonOut(BaseModel):
    """Somebody named by a code."""

    id: int
    name: str
    able: bool


class CodeAnswerOut(BaseModel):
    """Who answers, whether friends are accepted at once, and why these people."""

    staff_ids: list[int]
    skip_verify: bool
    reason: Reason
    reason_words: str


class CodeStretchOut(BaseModel):
    """A stretch of the coming time with the same people on hand."""

    from_ms: int
    until_ms: int
    answer: CodeAnswerOut


class CodePreviewOut(BaseModel):
    """What the rules come to: the sentence, who answers now, when that changes by time, the next 24 hours."""

    sentence: str
    now: CodeAnswerOut
    next_change_at_ms: int | None
    stretches: list[CodeStretchOut]
    people: list[CodePersonOut]
    as_of_ms: int


class CodePlacementOut(BaseModel):
    """One printed copy of a code."""

    id: int
    name: str
    kind: PlacementKind
    state: str
    has_picture: bool
    sync: SyncState
    error: str
    synced_at_ms: int


class CodeOut(BaseModel):
    """A stored code."""

    id: int
    name: str
    status: CodeStatus
    version: int
    sentence: str
    settings: CodeSettingsBody
    answer: CodeAnswerOut | None
    answered_at_ms: int
    next_change_at_ms: int | None
    placements: list[CodePlacementOut]
    people: list[CodePersonOut]
    added_30d: int
    lost_30d: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int


class TallyOut(BaseModel):
    """How many came, how many of those were lost since, how many stayed."""

    added: int
    lost: int
    net: int


class NamedTallyOut(TallyOut):
    """A tally of one placement or person, with the rule that gives the people behind it."""

    id: int
    name: str
    rule: dict[str, Any]


class CodeDayOut(TallyOut):
    """A tally of one local day."""

    day: str


class CodeStatisticsOut(BaseModel):
    """A code's figures; `rule` is the segment rule of everybody who came in the span."""

    from_day: str
    until_day: str
    total: TallyOut
    days: list[CodeDayOut]
    placements: list[NamedTallyOut]
    staff: list[NamedTallyOut]
    rule: dict[str, Any]
    as_of_ms: int


class CodeClosedOut(BaseModel):
    """A code was closed."""

    closed: bool = True


def settings_body(settings: CodeSettings) -> CodeSettingsBody:
    """This function will return stored settings in the shape of the API."""
    rules, welcome = settings.rules, settings.welcome
    return CodeSettingsBody(
        name=settings.name,
        rotation=rules.rotation,
        seats=[
            SeatBody(staff_id=one.staff_id, weight=one.weight, per_day_max=one.per_day_max, on=one.on)
            for one in rules.seats
        ],
        backups=[BackupBody(staff_id=one.staff_id, on=one.on) for one in rules.backups],
        default_staff_id=rules.default_staff_id,
        shifts=[ShiftBody(days=list(one.days), hours=_hours_body(one.hours)) for one in rules.shifts],
        special_dates=[
            SpecialDateBody(date=one.date, hours=[_hours_body(hours) for hours in one.hours])
            for one in rules.special_dates
        ],
        auto_accept=[
            WindowBody(from_minute=one.from_minute, until_minute=one.until_minute) for one in rules.auto_accept
        ],
        sticky=settings.sticky,
        tag_ids=list(settings.tag_ids),
        remark=settings.remark,
        welcome=CodeWelcomeBody(
            text=welcome.text,
            attachments=[dict(one) for one in welcome.attachments],
            journey_id=welcome.journey_id,
            blocked_words=list(welcome.blocked_words),
        ),
        org_unit_id=settings.org_unit_id,
        owner_staff_id=settings.owner_staff_id,
    )


def _hours(body: HoursBody) -> Hours:
    return Hours(body.from_minute, body.until_minute, tuple(body.staff_ids))


def _hours_body(hours: Hours) -> HoursBody:
    return HoursBody(from_minute=hours.from_minute, until_minute=hours.until_minute, staff_ids=list(hours.staff_ids))
