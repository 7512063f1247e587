"""Reading the heads of pictures and videos: PNG (ISO/IEC 15948), JPEG (ITU-T T.81) and MP4 (ISO/IEC 14496-12).

No picture is decoded, so that a small file that unpacks into a huge picture costs nothing. Contents are mapped files or
bytes: only the parts that are looked at are read. What is cut, foolish or silent about itself has no measure.
"""

from collections.abc import Iterator
from mmap import mmap
from struct import unpack

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8"
# Start-of-frame markers: C0–CF but for Huffman tables, the reserved JPG and arithmetic conditioning.
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
STEPS_MAX = 2_000

Content = bytes | mmap


def picture_size(content: Content) -> tuple[int, int] | None:
    """This function will return the width and height in pixels of a PNG or JPEG, None for anything else."""
    if content[:8] == PNG_SIGNATURE and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = unpack(">II", content[16:24])
    elif content[:2] == JPEG_START:
        width, height = _jpeg_size(content)
    else:
        return None
    return (width, height) if width and height else None


def video_ms(content: Content) -> int | None:
    """This function will return how long an MP4 runs in milliseconds, rounded up, None for one that does not say."""
    film = next((span for name, *span in _boxes(content, 0, len(content)) if name == b"moov"), None)
    head = next((span for name, *span in _boxes(content, *film) if name == b"mvhd"), None) if film else None
    if head is None:
        return None
    inside = content[head[0] : min(head[1], head[0] + 32)]
    wide = inside[:1] == b"\x01"
    if len(inside) < (32 if wide else 20):
        return None
    scale, length = unpack(">IQ", inside[20:32]) if wide else unpack(">II", inside[12:20])
    unknown = (1 << 64) - 1 if wide else (1 << 32) - 1
    return -(-length * 1_000 // scale) if scale and length and length != unknown else None


def _jpeg_size(content: Content) -> tuple[int, int]:
    """This function will walk from segment to segment to the frame; (0, 0) when there is none."""
    place = len(JPEG_START)
    for _ in range(STEPS_MAX):
        if len(content) < place + 9 or content[place] != 0xFF:
            break
        marker, length = unpack(">BH", content[place + 1 : place + 4])
        if marker in FRAME_MARKERS:
            height, width = unpack(">HH", content[place + 5 : place + 9])
            return width, height
        # Any number of 0xFF may stand before a marker.
        place += 1 if marker == 0xFF else 2 + length
    return 0, 0


def _boxes(content: Content, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """This function will yield the boxes of one level: name, where the inside begins and where it ends."""
    for _ in range(STEPS_MAX):
        if end < begin + 8:
            return
        length, name = unpack(">I4s", content[begin : begin + 8])
        inside = begin + 8
        if length == 1 and inside + 8 <= end:
            (length,) = unpack(">Q", content[inside : inside + 8])
            inside += 8
        after = begin + length if length else end
        if not inside <= after <= end:
            return
        yield name, inside, after
        begin = after
