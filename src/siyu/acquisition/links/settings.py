"""Settings of acquisition links, prefix `SIYU_LINKS_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LinkPageSettings(BaseSettings):
    """When the console warns."""

    model_config = SettingsConfigDict(env_prefix="SIYU_LINKS_", extra="ignore")

    balance_low: int = Field(
        default=20, ge=0, description="The console warns when fewer acquisition additions are left (p97375)."
    )
