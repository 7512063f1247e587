"""Settings of hand-overs, prefix `SIYU_HANDOVER_`: WeCom's limits, which it may change at any time (p90312)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class HandoverSettings(BaseSettings):
    """How much at once, how often, how long."""

    model_config = SettingsConfigDict(env_prefix="SIYU_HANDOVER_", extra="ignore")

    batch_max: int = Field(default=100, ge=1, description="Customers or groups in one request (p92125, p92127).")
    accept_h: int = Field(default=24, ge=1, description="Hours after which silence accepts a hand-over (p92125).")
    times_max: int = Field(
        default=2, ge=1, description="On-the-job hand-overs of a customer or group within the window (p92125, p95703)."
    )
    window_days: int = Field(default=90, ge=1, description="Length of that window in calendar days (p92125).")
    groups_per_day: int = Field(
        default=300, ge=1, description="Groups of one owner that may be handed over in a day (p92127, p95703)."
    )
    resigned_days: int = Field(
        default=365, ge=1, description="Days after leaving in which customers can still be handed over (p94081)."
    )
    friends_max: int = Field(
        default=5_000, ge=1, description="Friends a member may have where the account matrix names no other limit."
    )
    look_every_minutes: int = Field(
        default=60, ge=1, description="How often WeCom is asked how far a hand-over is, in minutes."
    )
