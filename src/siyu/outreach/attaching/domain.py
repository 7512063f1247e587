"""What may be attached to what: WeCom's own limits (p92135, p92137, p95094), without any store."""

from collections.abc import Sequence

from siyu.content.contracts import COVERED_KINDS, Material, MaterialKind
from siyu.kit.errors import Invalid
from siyu.outreach.contracts import Attachment

ATTACHMENTS_MAX = 9
LINK_TITLE_BYTES_MAX = 128
MINIPROGRAM_TITLE_BYTES_MAX = 64
MOMENT_FILE_BYTES_MAX = 10 << 20
MOMENT_TITLE_LENGTH_MAX = 64
TITLE_BYTES_MAX = {MaterialKind.LINK: LINK_TITLE_BYTES_MAX, MaterialKind.MINIPROGRAM: MINIPROGRAM_TITLE_BYTES_MAX}
# A moment holds up to nine pictures, or one video, or one link.
MOMENT_MOST = {MaterialKind.IMAGE: 9, MaterialKind.VIDEO: 1, MaterialKind.LINK: 1}


class BadAttachment(Invalid):
    """A material cannot go with a message as it is."""

    zh = "附件「{value}」不能发送：{reason_zh}"
    en = "The attachment {value!r} cannot be sent: {reason_en}"
    fix_zh = "请到素材库修改，或换一个素材"
    fix_en = "Change it in the library, or choose another"


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


def named(found: Material) -> Attachment:
    """This function will make an attachment of a material, called as it is now."""
    return Attachment(found.title, found.body.get("url", ""), material_id=found.id, kind=str(found.kind))


def _bad(value: object, reason_zh: str, reason_en: str) -> BadAttachment:
    return BadAttachment(field="attachments", value=value, reason_zh=reason_zh, reason_en=reason_en)
