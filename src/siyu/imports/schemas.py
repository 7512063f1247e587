"""Bodies of the import routes."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from siyu.imports.contracts import Kind, Mapping, State, Totals


class ImportOut(BaseModel):
    """An import as it stands."""

    id: int
    kind: Kind
    state: State
    file_name: str
    file_bytes: int
    mapping: Mapping
    mapping_name: str
    totals: Totals
    bytes_done: int
    progress: float = Field(description="Share of the file that has been read, 0 to 1.")
    rows_per_s: float | None = Field(description="Rows per second so far; null before the start.")
    created_at_ms: int
    started_at_ms: int | None
    finished_at_ms: int | None
    actor: str
    actor_name: str = Field(description="The name of the account or key that uploaded it; empty where there is none.")
    file_kept: bool = Field(
        description="False once the uploaded file was deleted for its age: it cannot be started again, nor its first rows "
        "be shown. Figures and refused rows stay."
    )
    error: str = Field(description="Why it failed, in the caller's language; empty otherwise.")


class RejectedOut(BaseModel):
    """A row that was not taken."""

    row_no: int
    field: str
    value: str
    reason: str
    fix: str


class ImportDetail(ImportOut):
    """An import with the first rows of its file, what its columns may mean, and the first rows refused."""

    columns: list[str]
    sample: list[dict[str, Any]]
    targets: list[str] = Field(description='What a column may mean; those ending in "." take a name of your own.')
    rejected: list[RejectedOut] = Field(description="At most 20; the CSV has them all.")


class MappingOut(BaseModel):
    """A mapping kept under a name."""

    name: str
    shipped: bool
    mapping: Mapping


class MappingBody(BaseModel):
    """A mapping to keep."""

    model_config = ConfigDict(extra="forbid")

    name: str
    mapping: Mapping
