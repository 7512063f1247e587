"""Settings of the archive, prefix `SIYU_WECOM_ARCHIVE_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ArchiveSettings(BaseSettings):
    """Where the vendor's library is, and how long it may take."""

    model_config = SettingsConfigDict(env_prefix="SIYU_WECOM_ARCHIVE_", extra="ignore")

    library: str = Field(
        default="",
        description="Path of the vendor's library (libWeWorkFinanceSdk_C.so). Empty: the archive is off, but for a "
        "simulated corp.",
    )
    timeout_s: int = Field(
        default=30, ge=1, le=600, description="How long one call of the library may take before its process is ended."
    )
    restart_first_s: int = Field(
        default=1, ge=0, description="Rest after the library's process died, in seconds; doubles up to five minutes."
    )
    proxy: str = Field(default="", description="Proxy for the library, as socks5://… or http://…; empty for none.")
    proxy_password: str = Field(default="", description="User and password of the proxy, as user:password.")
