"""Settings of posters, prefix `SIYU_POSTER_`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class PosterSettings(BaseSettings):
    """What posters are drawn with."""

    model_config = SettingsConfigDict(env_prefix="SIYU_POSTER_", extra="ignore")

    font: str = Field(
        default="",
        description="File of a font with Chinese characters (.ttf, .otf, .ttc); empty looks for a known one.",
    )
