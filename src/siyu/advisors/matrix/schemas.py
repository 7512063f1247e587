"""Shapes of the account matrix's API."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.advisors.matrix.contracts import Account, AccountKind, AccountStage, Alert, NewAccount, Risk

LIMIT_MAX = 100_000
Limit = Annotated[int, Field(ge=0, le=LIMIT_MAX)]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"\S")]
Text = Annotated[str, Field(max_length=64)]
Note = Annotated[str, Field(max_length=500)]


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class MatrixAccountBody(Body):
    """An account as a person enters it; 0 in a limit means none."""

    kind: AccountKind
    handle: Name
    nickname: Name
    org_unit_id: int
    phone_id: int | None = None
    stage: AccountStage = AccountStage.NEW
    risk: Risk = Risk.NONE
    note: Note = ""
    friends_max: Limit = 5_000
    adds_per_day_max: Limit = 50
    messages_per_day_max: Limit = 0


class MatrixAccountChange(MatrixAccountBody):
    """What an account is to become; `version` is the one the change was made on."""

    version: int


class HandOverBody(Body):
    """Who gets the account; null puts it back into the drawer."""

    to_staff_id: int | None
    note: Note = ""


class MatrixAccountOut(MatrixAccountBody):
    """An account of the matrix; `friends` is null where it cannot be known."""

    id: int
    staff_id: int | None
    holder: str
    unit: str
    phone: str
    stage_since_ms: int
    version: int
    friends: int | None
    alerts: list[Alert]


class StageCount(BaseModel):
    """How many accounts are in a stage."""

    stage: AccountStage
    accounts: int


class HandOverOut(BaseModel):
    """A record that an account changed hands."""

    id: int
    from_holder: str
    to_holder: str
    note: str
    actor: str
    at_ms: int


class WorkPhoneBody(Body):
    """A work phone as a person enters it."""

    label: Name
    model: Text = ""
    carrier: Text = ""
    sim_number: Annotated[str, Field(max_length=32)] = ""


class WorkPhoneOut(BaseModel):
    """A work phone; its number is masked."""

    id: int
    label: str
    model: str
    carrier: str
    sim_masked: str
    accounts: int


class SimRevealBody(Body):
    """Why the whole number is needed; it goes to the audit log."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class SimOut(BaseModel):
    """A whole SIM number, "" when there is none."""

    sim_number: str


def entered(body: MatrixAccountBody) -> NewAccount:
    """This function will return what the body enters."""
    return NewAccount(**body.model_dump(exclude={"version"}))


def account_out(one: Account, *, holder: str, unit: str, phone: str) -> MatrixAccountOut:
    """This function will return an account for the API with the names behind its numbers."""
    new = one.entered
    return MatrixAccountOut(
        **{name: getattr(new, name) for name in MatrixAccountBody.model_fields},
        id=one.id,
        staff_id=one.staff_id,
        holder=holder,
        unit=unit,
        phone=phone,
        stage_since_ms=one.stage_since_ms,
        version=one.version,
        friends=one.friends,
        alerts=list(one.alerts),
    )
