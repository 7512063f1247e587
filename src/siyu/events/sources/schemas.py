"""Shapes of the sources' API."""

from pydantic import BaseModel, ConfigDict, Field


class SourceBody(BaseModel):
    """A new source. `write_key` is optional: give it to keep a key your apps already have."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    write_key: str = ""


class SourceOut(BaseModel):
    """A source; of its write key only the last four characters."""

    id: int
    name: str
    key_hint: str
    created_at_ms: int
    rotated_at_ms: int | None
    closed_at_ms: int | None


class NewKeyOut(BaseModel):
    """A source with its write key in full, shown this once."""

    source: SourceOut
    write_key: str
