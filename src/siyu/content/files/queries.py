"""Where the files of materials are."""

from pathlib import Path

from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FOLDER = "content"


def file_path(platform: Platform, scope: Scope, digest: str) -> Path:
    """This function will return where the brand's file with this digest is kept."""
    return platform.settings.data_dir / FOLDER / str(scope.brand_id) / digest[:2] / digest
