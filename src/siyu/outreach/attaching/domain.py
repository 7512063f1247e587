"""What may be attached to what: WeCom's own limits (p92135, p92137, p95094), without any store."""

from collections.abc import Mapping, Sequence

from siyu.content.contracts import COVERED_KINDS, Material, MaterialKind, Shape
from siyu.kit.clock import SECOND_MS
from siyu.kit.errors import Invalid
from siyu.outreach.contracts import Attachment

ATTACHMENTS_MAX = 9
LINK_TITLE_BYTES_MAX = 128
MINIPROGRAM_TITLE_BYTES_MAX = 64
MOMENT_FILE_BYTES_MAX = 10 << 20
MOMENT_TITLE_LENGTH_MAX = 64
# Files of moments are uploaded apart, and judged by their shape there (p95098): 41081 and 41082.
MOMENT_PICTURE_LONG_PX_MAX = 10_800
MOMENT_PICTURE_SHORT_PX_MAX = 1_080
MOMENT_VIDEO_S_MAX = 30
TITLE_BYTES_MAX = {MaterialKind.LINK: LINK_TITLE_BYTES_MAX, MaterialKind.MINIPROGRAM: MINIPROGRAM_TITLE_BYTES_MAX}
# A moment holds up to nine pictures, or one video, or one link.
MOMENT_MOST = {MaterialKind.IMAGE: 9, MaterialKind.VIDEO: 1, MaterialKind.LINK: 1}


class BadAttachment(Invalid):
    """A material cannot go with a message as it is."""

    zh = "附件「{value}」不能发送：{reason_zh}"
    en = "The attachment {value!r} cannot be sent: {reason_en}"
    fix_zh = "请到素材库修改，或换一个素材"
    fix_en = "Change it in the library, or choose another"


class MomentPictureTooLarge(BadAttachment):
    """A picture has more pixels than moments show."""

    zh = "「{value}」的图片是 {width_px} × {height_px} 像素，朋友圈只收长边 {long_px} 像素、短边 {short_px} 像素以内的图片"
    en = (
        "The picture of {value!r} is {width_px} × {height_px} pixels; "
        "moments take up to {long_px} on the long side and {short_px} on the short side"
    )
    fix_zh = "请缩小到 {fit} 像素以内，在素材库替换，或换一张图片"
    fix_en = "Shrink it to {fit} pixels or less and replace it in the library, or choose another"


class MomentVideoTooLong(BadAttachment):
    """A video runs longer than moments show."""

    zh = "视频「{value}」长 {seconds} 秒，朋友圈只收 {seconds_max} 秒以内的视频"
    en = "The video {value!r} runs {seconds} seconds; moments take up to {seconds_max}"
    fix_zh = "请剪短后在素材库替换，或换一个视频"
    fix_en = "Cut it shorter and replace it in the library, or choose another"


def check_count(count: int) -> None:
    """This function will raise BadAttachment for more than nine attachments."""
    if count > ATTACHMENTS_MAX:
        raise _bad(count, f"最多 {ATTACHMENTS_MAX} 个附件", f"at most {ATTACHMENTS_MAX} attachments")


def check_material(found: Material) -> None:
    """This function will raise BadAttachment unless WeCom takes the material as an attachment of a message."""
    if found.archived:
        raise _bad(found.title, "素材已归档", "it has been archived")
    if found.kind is MaterialKind.TEXT:
        raise _bad(found.title, "文本请直接写进正文", "put its words into the text")
    most = TITLE_BYTES_MAX.get(found.kind)
    if most is not None and len(found.title.encode()) > most:
        raise _bad(found.title, f"标题超过 {most} 字节（{most // 3} 个汉字）", f"its title is over {most} bytes")
    if found.kind is MaterialKind.MINIPROGRAM and found.file is None:
        raise _bad(found.title, "小程序卡片要先上传封面图", "a mini-program card needs a cover picture")


def check_moment(found: Sequence[Material]) -> None:
    """This function will raise BadAttachment unless a moment takes exactly these materials together."""
    kinds = {one.kind for one in found}
    for one in found:
        check_material(one)
        if one.kind not in MOMENT_MOST:
            raise _bad(one.title, "朋友圈只能带图片、视频或链接", "a moment takes pictures, a video or a link")
        if one.kind in COVERED_KINDS and one.file is None:
            raise _bad(one.title, "朋友圈的链接要先上传封面图", "a link in a moment needs a cover picture")
        if one.file is not None and one.file.size_bytes > MOMENT_FILE_BYTES_MAX:
            raise _bad(one.title, "朋友圈的文件最大 10 MB", "files of moments hold 10 MB at most")
        if one.kind is MaterialKind.LINK and len(one.title) > MOMENT_TITLE_LENGTH_MAX:
            raise _bad(one.title, f"标题最多 {MOMENT_TITLE_LENGTH_MAX} 字", "its title is over 64 characters")
    if len(kinds) > 1 or any(len(found) > MOMENT_MOST[kind] for kind in kinds):
        raise _bad(len(found), "最多 9 张图片，或 1 个视频，或 1 个链接", "up to 9 pictures, or 1 video, or 1 link")


def check_moment_shapes(found: Sequence[Material], shapes: Mapping[int, Shape]) -> None:
    """This function will raise MomentPictureTooLarge or MomentVideoTooLong; what has no known shape is not judged."""
    for one in found:
        shape = shapes.get(one.id, Shape())
        if shape.width_px and shape.height_px:
            _check_picture(one.title, shape.width_px, shape.height_px)
        if shape.length_ms and shape.length_ms > MOMENT_VIDEO_S_MAX * SECOND_MS:
            seconds = -(-shape.length_ms // SECOND_MS)
            raise MomentVideoTooLong(
                field="attachments", value=one.title, seconds=seconds, seconds_max=MOMENT_VIDEO_S_MAX
            )


def fitting_size(width_px: int, height_px: int) -> tuple[int, int]:
    """This function will return the largest size of the same proportions that a moment shows."""
    long, short = max(width_px, height_px), min(width_px, height_px)
    # The side that is furthest over its limit decides; a side is one pixel at least.
    if long * MOMENT_PICTURE_SHORT_PX_MAX >= short * MOMENT_PICTURE_LONG_PX_MAX:
        most, of = min(MOMENT_PICTURE_LONG_PX_MAX, long), long
    else:
        most, of = min(MOMENT_PICTURE_SHORT_PX_MAX, short), short
    return max(width_px * most // of, 1), max(height_px * most // of, 1)


def named(found: Material) -> Attachment:
    """This function will make an attachment of a material, called as it is now."""
    return Attachment(found.title, found.body.get("url", ""), material_id=found.id, kind=str(found.kind))


def _check_picture(title: str, width_px: int, height_px: int) -> None:
    fit = fitting_size(width_px, height_px)
    if fit == (width_px, height_px):
        return
    raise MomentPictureTooLarge(
        field="attachments",
        value=title,
        width_px=f"{width_px:,}",
        height_px=f"{height_px:,}",
        long_px=f"{MOMENT_PICTURE_LONG_PX_MAX:,}",
        short_px=f"{MOMENT_PICTURE_SHORT_PX_MAX:,}",
        fit=f"{fit[0]:,} × {fit[1]:,}",
    )


def _bad(value: object, reason_zh: str, reason_en: str) -> BadAttachment:
    return BadAttachment(field="attachments", value=value, reason_zh=reason_zh, reason_en=reason_en)
