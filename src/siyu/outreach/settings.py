"""Settings of outreach, prefix `SIYU_OUTREACH_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OutreachSettings(BaseSettings):
    """How long things may take."""

    model_config = SettingsConfigDict(env_prefix="SIYU_OUTREACH_", extra="ignore")

    dispatch_lease_ms: int = Field(
        default=120_000, ge=100, description="How long a worker may take to hand over one batch, in milliseconds."
    )
    collect_every_ms: int = Field(
        default=30_000, ge=100, description="How often an unconfirmed staff task is asked after, in milliseconds."
    )
    expire_after_ms: int = Field(
        default=604_800_000,
        ge=0,
        description="How long after it was planned a message over a person's cap may wait for room, in milliseconds.",
    )
    moments_per_customer: int = Field(
        default=0,
        ge=0,
        description="How many moments a customer may see in a month before a plan is warned of; 0: any.",
    )
