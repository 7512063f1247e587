"""Where Siyu keeps its data: two variables, read once at start. Features own their settings with their own prefix."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KitSettings(BaseSettings):
    """The stores and the process. Every variable has the prefix `SIYU_`."""

    model_config = SettingsConfigDict(env_prefix="SIYU_", extra="ignore")

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("siyu")),
        description="Folder of the embedded stores, the lake, the set index and the key file.",
    )
    database_url: str = Field(
        default="",
        description="Empty: SQLite files in the data folder. Else sqlite:///FOLDER or postgresql+psycopg://….",
    )
    secret_key: str = Field(
        default="",
        description="Master key (32 bytes, base64). Empty: made once, kept in the data folder.",
    )
    duckdb_memory: str = Field(default="2GB", description="Memory DuckDB may use in one process, e.g. 2GB.")
    log_json: bool = Field(default=False, description="Log as JSON lines instead of text for people.")

    @property
    def url(self) -> str:
        """The database URL in force: `database_url`, or SQLite files under `data_dir`/db."""
        return self.database_url or f"sqlite:///{self.data_dir / 'db'}"
