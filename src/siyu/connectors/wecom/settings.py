"""Settings of the WeCom connector, prefix `SIYU_WECOM_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WecomSettings(BaseSettings):
    """How callbacks are checked and how much is asked at once."""

    model_config = SettingsConfigDict(env_prefix="SIYU_WECOM_", extra="ignore")

    replay_window_s: int = Field(
        default=600,
        ge=0,
        description="Callbacks signed longer ago (or further ahead) than this are refused, in seconds; 0 takes all.",
    )
    callbacks_kept_days: int = Field(
        default=30, ge=1, description="How long finished callbacks and the results of welcomes are kept, in days."
    )
    lookups_at_once: int = Field(
        default=4,
        ge=1,
        le=50,
        description="How many customers are looked up at WeCom at the same time after callbacks.",
    )
    welcomes_at_once: int = Field(
        default=8, ge=1, le=100, description="How many welcomes are on their way to WeCom at the same time in a worker."
    )
    sync_readers: int = Field(
        default=3, ge=1, le=20, description="How many batches of 100 members a full reading asks for at the same time."
    )
    friend_tags_max: int = Field(
        default=3_000, ge=1, description="Tags one member may have put on one customer (p92118)."
    )
