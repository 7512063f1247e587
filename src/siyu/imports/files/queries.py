"""Where kept files are, and which are old."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from siyu.kit.platform import Platform

FOLDER = "imports"
PART = ".part"
NS_PER_MS = 1_000_000


def file_path(platform: Platform, digest: str) -> Path:
    """This function will return where the file with this digest is kept."""
    return platform.settings.data_dir / FOLDER / digest[:2] / digest


def is_kept(platform: Platform, digest: str) -> bool:
    """This function will tell whether the file with this digest is still there."""
    return file_path(platform, digest).exists()


def old_files(platform: Platform, before_ms: int, *, files_max: int) -> list[Path]:
    """This function will list at most `files_max` files last uploaded before `before_ms`, half-written ones too."""
    return list(islice((path for path in _files(platform) if is_older(path, before_ms)), files_max))


def is_older(path: Path, before_ms: int) -> bool:
    """This function will tell whether a kept file was last uploaded before `before_ms`; False if it is gone."""
    try:
        return path.stat().st_mtime_ns < before_ms * NS_PER_MS
    except FileNotFoundError:
        return False


def _files(platform: Platform) -> Iterator[Path]:
    folder = platform.settings.data_dir / FOLDER
    yield from sorted(folder.glob(f"*{PART}"))
    for shelf in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        yield from sorted(shelf.iterdir())
