"""Settings of journeys. Every variable has the prefix `SIYU_JOURNEYS_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class JourneysSettings(BaseSettings):
    """How long journeys keeps what only its sums are read of."""

    model_config = SettingsConfigDict(env_prefix="SIYU_JOURNEYS_", extra="ignore")

    moves_days: int = Field(
        default=7,
        ge=0,
        description="Days each moved set keeps a row of its own; older ones are added up, so a node's numbers stay.",
    )
