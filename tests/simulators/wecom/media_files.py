"""Pictures and videos that consist of their heads: enough to tell how large or long they are."""

import struct
from io import BytesIO

from PIL import Image


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """This function will draw a plain picture; kind PNG or JPEG."""
    drawn = BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(drawn, kind)
    return drawn.getvalue()


def box(name: bytes, inside: bytes, *, wide: bool = False) -> bytes:
    """This function will pack a box of an MP4, its length in eight bytes if `wide`."""
    if wide:
        return struct.pack(">I4sQ", 1, name, len(inside) + 16) + inside
    return struct.pack(">I4s", len(inside) + 8, name) + inside


def video(seconds: float, *, version: int = 0, scale: int = 1_000, wide: bool = False) -> bytes:
    """This function will make the boxes of an MP4 that runs so long, its media before them as cameras write it."""
    times = struct.pack(">QQIQ" if version else ">IIII", 0, 0, scale, round(seconds * scale))
    head = box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(64), wide=wide) + box(b"moov", box(b"iods", b"") + head)
