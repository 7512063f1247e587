"""How large a picture is and how long a video runs, read from their heads; what cannot be read is not judged."""

import struct

from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.limits import Limits

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8"
# The JPEG segments that hold the size: all "start of frame" but tables, arithmetic codes and restarts.
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
BOXES_MAX = 1_000


def check_shape(limits: Limits, kind: str, content: bytes) -> None:
    """Refuse what moments do not show: 41081 for a picture of too many pixels, 41082 for too long a video."""
    size = picture_size(content) if kind == "image" else None
    long_max, short_max = limits.moment_picture_long_px_max, limits.moment_picture_short_px_max
    if size is not None and (max(size) > long_max or min(size) > short_max):
        raise VendorError(41081)
    seconds = video_seconds(content) if kind == "video" else None
    if seconds is not None and seconds > limits.moment_video_s_max:
        raise VendorError(41082)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG or JPEG, None for anything else."""
    if content.startswith(PNG_HEAD) and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_size(content) if content.startswith(JPEG_HEAD) else None


def video_seconds(content: bytes) -> float | None:
    """Return how long an MP4 runs, None for anything else or one that does not say."""
    film = _box(content, b"moov")
    head = _box(film, b"mvhd") if film is not None else None
    if not head or len(head) < 32:
        return None
    scale, length = struct.unpack(">IQ", head[20:32]) if head[0] == 1 else struct.unpack(">II", head[12:20])
    return float(length / scale) if scale else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = len(JPEG_HEAD)
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker, length = struct.unpack(">BH", content[place + 1 : place + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None


def _box(content: bytes, name: bytes) -> bytes | None:
    """Return the inside of the first box of this name, looking at one level only."""
    place = 0
    for _ in range(BOXES_MAX):
        if place + 8 > len(content):
            return None
        length, found = struct.unpack(">I4s", content[place : place + 8])
        begin = place + 8
        if length == 1 and begin + 8 <= len(content):  # a box of more than 4 GB says so in eight bytes
            (length,) = struct.unpack(">Q", content[begin : begin + 8])
            begin += 8
        end = place + length if length else len(content)
        if found == name:
            return content[begin:end]
        if end < begin:
            return None
        place = end
    return None
