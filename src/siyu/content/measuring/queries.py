"""Measuring the files of materials where they are kept."""

from collections.abc import Iterable
from mmap import ACCESS_READ, mmap

from siyu.content.contracts import Material, Shape, StoredFile
from siyu.content.files.queries import file_path
from siyu.content.measuring.domain import picture_size, video_ms
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def shape_of(platform: Platform, scope: Scope, file: StoredFile) -> Shape:
    """This function will measure a stored file; what cannot be read or does not say is left unknown."""
    try:
        with (
            file_path(platform, scope, file.digest).open("rb") as opened,
            mmap(opened.fileno(), 0, access=ACCESS_READ) as content,
        ):
            if file.media_type == "video/mp4":
                return Shape(length_ms=video_ms(content))
            size = picture_size(content)
    except (OSError, ValueError):  # gone, or empty
        return Shape()
    return Shape(*size) if size else Shape()


def shapes_of(platform: Platform, scope: Scope, found: Iterable[Material]) -> dict[int, Shape]:
    """This function will measure the files of materials that have one, by the material's id."""
    return {one.id: shape_of(platform, scope, one.file) for one in found if one.file}
