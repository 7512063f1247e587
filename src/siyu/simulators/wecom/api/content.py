"""What a welcome or mass message may hold: text in bytes, up to nine attachments (p92137, p92135)."""

from collections.abc import Callable

from siyu.simulators.wecom.api.call import Call, read_object, read_objects, read_text, require_text
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State


def read_content(state: State, call: Call) -> Json:
    """Return {"text"?, "attachments"?} checked; raise 40063 when both are empty, 40058, 41064, 41065, 40007, 40145."""
    text = read_text(read_object(call.body, "text"), "content", bytes_max=state.limits.message_text_bytes_max)
    attachments = read_objects(call.body, "attachments")
    if not text and not attachments:
        raise VendorError(40063, "text and attachments")
    if len(attachments) > state.limits.attachments_max:
        raise VendorError(41064)
    for attachment in attachments:
        check_attachment(state, attachment)
    content: Json = {"text": {"content": text}} if text else {}
    return {**content, "attachments": attachments} if attachments else content


def need_media(state: State, media_id: str, *, attachment_type: int | None = None) -> None:
    """Raise 40007 for an unknown media id, or one of the other upload, and 40145 for one older than three days."""
    media = state.media.get(media_id)
    if media is None or media.attachment_type != attachment_type:
        raise VendorError(40007, media_id)
    if state.now_ms() >= media.expires_at_ms:
        raise VendorError(40145, media_id)


def check_attachment(state: State, attachment: Json) -> None:
    """Raise 41065 unknown type, 40058 missing or unsuitable parts, 40007 or 40145 for its media."""
    kind = attachment.get("msgtype")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or not isinstance(kind, str):
        raise VendorError(41065, str(kind))
    body = read_object(attachment, kind)
    if not body:
        raise VendorError(40058, f"attachments.{kind} is missing")
    check(state, body)


def _check_image(state: State, body: Json) -> None:
    if read_text(body, "media_id"):
        return need_media(state, body["media_id"])
    if require_text(body, "pic_url", 40058) not in state.picture_urls:
        raise VendorError(40058, "pic_url must come from media/uploadimg")


def _check_link(state: State, body: Json) -> None:
    limits = state.limits
    require_text(body, "title", 40058)
    require_text(body, "url", 40058)
    read_text(body, "title", bytes_max=limits.link_title_bytes_max)
    read_text(body, "desc", bytes_max=limits.link_desc_bytes_max)
    for name in ("url", "picurl"):
        read_text(body, name, bytes_max=limits.url_bytes_max)


def _check_miniprogram(state: State, body: Json) -> None:
    for name in ("title", "pic_media_id", "appid", "page"):
        require_text(body, name, 40058)
    read_text(body, "title", bytes_max=state.limits.miniprogram_title_bytes_max)
    need_media(state, body["pic_media_id"])


def _check_file(state: State, body: Json) -> None:
    need_media(state, require_text(body, "media_id", 40058))


CHECKS: dict[str, Callable[[State, Json], None]] = {
    "image": _check_image,
    "link": _check_link,
    "miniprogram": _check_miniprogram,
    "video": _check_file,
    "file": _check_file,
}
