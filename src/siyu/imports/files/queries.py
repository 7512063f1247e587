"""Where kept files are."""

from pathlib import Path

from siyu.kit.platform import Platform

FOLDER = "imports"


def file_path(platform: Platform, digest: str) -> Path:
    """This function will return where the file with this digest is kept."""
    return platform.settings.data_dir / FOLDER / digest[:2] / digest
