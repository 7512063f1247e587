"""Shapes of the archive's API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.advisors.archive.contracts import (
    ArchiveRules,
    FileState,
    HitState,
    LookBack,
    LookBackState,
    Side,
    Source,
    TalkKind,
    Watched,
    WordLevel,
    WorkHours,
)

PEM_LENGTH_MAX = 8_000


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class ArchiveKeyOut(BaseModel):
    """A key pair as far as it may be seen; `public_pem` goes into the WeCom console."""

    version: int
    fingerprint: str
    public_pem: str
    created_at_ms: int


class ArchiveKeyBody(Body):
    """A new key: the version that the WeCom console shows; without a private key of your own one is made."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    private_key: Annotated[str, Field(max_length=PEM_LENGTH_MAX)] = ""


class ArchiveStatusOut(BaseModel):
    """How the archive is: where messages come from, how far it has come, what is wrong, who agreed."""

    source: Source
    on: bool
    seq: int
    pulled_at_ms: int | None
    checked_at_ms: int | None
    problem: str
    failures: int
    missing: int
    missing_at_ms: int | None
    messages: int
    sealed: dict[int, int]
    members: int
    agreed: int
    refused: int
    keys: list[int]


class TalkPersonOut(BaseModel):
    """Somebody whose conversations are here."""

    userid: str
    name: str


class TalkOut(BaseModel):
    """A conversation; `staff` are the names of the members in it, `customer` the customer's, "" in groups."""

    id: int
    kind: TalkKind
    staff: list[str]
    customer: str
    customer_id: int | None
    room_id: str
    messages: int
    first_at_ms: int
    last_at_ms: int
    last_kind: str
    last_text: str


class OpenTalkOut(TalkOut):
    """An opened conversation: what the customer answered when asked for consent, null when not known."""

    agreed: bool | None
    answered_at_ms: int | None


class SaidOut(BaseModel):
    """A message of a conversation. `name` is its sender's; a file that is KEPT can be opened."""

    id: int
    talk_id: int
    at_ms: int
    kind: str
    side: Side
    name: str
    text: str
    details: dict[str, str | int]
    revoked_at_ms: int | None
    file: FileState | None
    file_name: str
    file_bytes: int
    words: list[str] = []


class FoundOut(SaidOut):
    """A message that a search found, and the conversation it is from."""

    talk: TalkOut


class HitOut(BaseModel):
    """A sensitive word that was said."""

    id: int
    message_id: int
    word: str
    level: WordLevel
    side: Side
    name: str
    text: str
    at_ms: int
    state: HitState
    note: str
    settled_by: str
    settled_at_ms: int | None
    talk: TalkOut


class HitCountOut(BaseModel):
    """How many hits are in a state."""

    state: HitState
    hits: int


class SettleHitsBody(Body):
    """What became of hits."""

    ids: Annotated[list[int], Field(min_length=1, max_length=200)]
    state: HitState
    note: Annotated[str, Field(max_length=500)] = ""


class WordOut(BaseModel):
    """A sensitive word."""

    id: int
    word: str
    level: WordLevel
    watched: Watched


class LookBackOut(BaseModel):
    """How far kept messages have been looked through for the words; `state` is null when they were not lately.

    `hits` is null for people of a branch, who do not see all of them.
    """

    state: LookBackState | None
    percent: int
    done: int
    total: int
    hits: int | None
    begun_at_ms: int | None
    finished_at_ms: int | None


class WordsBody(Body):
    """Words to add, or to give another level or side."""

    words: Annotated[list[str], Field(min_length=1, max_length=1_000)]
    level: WordLevel = WordLevel.MEDIUM
    watched: Watched = Watched.BOTH


class WorkHoursBody(Body):
    """When staff are expected to answer: minutes of the day, weekdays 1 (Monday) to 7."""

    from_minute: Annotated[int, Field(ge=0, le=1_440)] = 540
    to_minute: Annotated[int, Field(ge=0, le=1_440)] = 1_260
    days: Annotated[list[int], Field(max_length=7)] = [1, 2, 3, 4, 5, 6, 7]


class ArchiveRulesBody(Body):
    """A brand's rules for its archive; 0 days keeps for ever, 0 megabytes fetches no files."""

    on: bool = True
    kept_days: Annotated[int, Field(ge=0, le=3_650)] = 180
    file_megabytes_max: Annotated[int, Field(ge=0, le=500)] = 20
    session_gap_hours: Annotated[int, Field(ge=1, le=72)] = 24
    hours: WorkHoursBody = WorkHoursBody()
    told: Annotated[list[int], Field(max_length=20)] = []


class ArchiveRulesOut(ArchiveRulesBody):
    """A brand's rules, with the names of those who are told of hits."""

    told_names: list[str] = []


class AnswerWeekOut(BaseModel):
    """One week of all shown members; `reply_ms` is the average of the replied sessions, null when there was none."""

    day: str
    sessions: int
    received: int
    sent: int
    replied: int
    unanswered: int
    reply_ms: int | None


class AnswerStaffOut(AnswerWeekOut):
    """One member over all shown weeks; `day` is the first week's."""

    userid: str
    name: str


class AnswersOut(BaseModel):
    """How well staff answer: by week, by member, and what the figures mean."""

    weeks: list[AnswerWeekOut]
    staff: list[AnswerStaffOut]
    definition: str
    as_of_ms: int


def looked_back(found: LookBack | None, *, whole: bool) -> LookBackOut:
    """This function will return how a look back stands; what was found in it only to who sees the `whole` brand."""
    if found is None:
        return LookBackOut(state=None, percent=0, done=0, total=0, hits=None, begun_at_ms=None, finished_at_ms=None)
    over = found.state is LookBackState.DONE
    percent = 100 if over else min(99, found.done * 100 // found.total) if found.total else 0
    return LookBackOut(
        state=found.state,
        percent=percent,
        done=found.done,
        total=found.total,
        hits=found.hits if whole else None,
        begun_at_ms=found.begun_at_ms,
        finished_at_ms=found.finished_at_ms,
    )


def entered(body: ArchiveRulesBody) -> ArchiveRules:
    """This function will return the rules that a body enters."""
    hours = WorkHours(body.hours.from_minute, body.hours.to_minute, tuple(sorted(set(body.hours.days))))
    told = tuple(dict.fromkeys(body.told))
    return ArchiveRules(body.on, body.kept_days, body.file_megabytes_max, body.session_gap_hours, hours, told)
