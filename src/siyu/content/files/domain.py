"""Which files WeCom takes as temporary media (p90253): by kind, size and first bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from siyu.content.contracts import MaterialKind
from siyu.kit.errors import Invalid

FILE_BYTES_MIN = 6
MEGABYTE = 1 << 20
HEAD_BYTES = 16
NAME_LENGTH_MAX = 120
OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class FileRule:
    """What a kind allows: the most bytes, and the media types ("": any)."""

    bytes_max: int
    types: tuple[str, ...] = ()


PICTURE = FileRule(10 * MEGABYTE, ("image/jpeg", "image/png"))
RULES: Mapping[MaterialKind, FileRule] = {
    MaterialKind.IMAGE: PICTURE,
    # The covers of cards.
    MaterialKind.LINK: PICTURE,
    MaterialKind.MINIPROGRAM: PICTURE,
    MaterialKind.VIDEO: FileRule(10 * MEGABYTE, ("video/mp4",)),
    MaterialKind.FILE: FileRule(20 * MEGABYTE),
}


class FileNotTaken(Invalid):
    """The file's kind or size is not one that WeCom takes."""

    zh = "企业微信不接收这个文件:{value}"
    en = "WeCom does not take this file: {value}"
    fix_zh = "图片和封面:JPG、PNG,10 MB 以内;视频:MP4,10 MB 以内;文件:20 MB 以内;不能是空文件"
    fix_en = "Images and covers: JPG or PNG up to 10 MB; videos: MP4 up to 10 MB; files: up to 20 MB; none may be empty"


def most_bytes(kind: MaterialKind) -> int:
    """This function will return how large a file of a kind may be; 0 for kinds that have none."""
    return RULES[kind].bytes_max if kind in RULES else 0


def media_type(head: bytes) -> str:
    """This function will tell a file's media type from its first 16 bytes; what it does not know is octet-stream."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "video/mp4" if head[4:8] == b"ftyp" else OTHER


def check_file(kind: MaterialKind, name: str, head: bytes, size_bytes: int) -> str:
    """This function will return the file's media type. Raises FileNotTaken."""
    rule, found = RULES.get(kind), media_type(head)
    if rule is None or not FILE_BYTES_MIN <= size_bytes <= rule.bytes_max or (rule.types and found not in rule.types):
        raise FileNotTaken(field="file", value=name)
    return found


def clean_name(name: str) -> str:
    """This function will return the last part of a file's name, without control characters, at most 120 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '"<>|:*?').strip(". ")
    return kept[-NAME_LENGTH_MAX:] or "file"
