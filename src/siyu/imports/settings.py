"""Settings of imports. Every variable has the prefix `SIYU_IMPORTS_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ImportsSettings(BaseSettings):
    """How long imports keeps uploaded files."""

    model_config = SettingsConfigDict(env_prefix="SIYU_IMPORTS_", extra="ignore")

    files_days: int = Field(
        default=90,
        ge=1,
        description="Days an uploaded file is kept after its import ended, or, for a draft never started, was uploaded. "
        "Figures and refused rows stay.",
    )
