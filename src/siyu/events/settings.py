"""Settings of events. Every variable has the prefix `SIYU_EVENTS_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EventsSettings(BaseSettings):
    """How long events keeps what it only needs for a while."""

    model_config = SettingsConfigDict(env_prefix="SIYU_EVENTS_", extra="ignore")

    seen_days: int = Field(
        default=90,
        ge=1,
        description="Days a message id is remembered: the same message sent again within them changes nothing.",
    )
    inbox_days: int = Field(
        default=7, ge=0, description="Days a folded delivery stays in the raw inbox before it is deleted."
    )
