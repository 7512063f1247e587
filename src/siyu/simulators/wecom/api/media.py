"""Temporary media (3 days) and permanent pictures (p90253, p90254, p90256)."""

from siyu.simulators.wecom.api.call import Blob, Call, Endpoint, Upload, require_text
from siyu.simulators.wecom.api.content import need_media
from siyu.simulators.wecom.api.media_shape import check_shape
from siyu.simulators.wecom.entities import Json, Media
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.limits import ATTACHMENT_BYTES_MAX, MEDIA_BYTES_MAX
from siyu.simulators.wecom.state import State

PICTURE_BYTES_MAX = 2 << 20
SCENES = ("1", "2")
FOR_MOMENTS = 1
ATTACHMENT_KINDS = ("image", "video", "file")


def upload(state: State, call: Call) -> Json:
    """Store a file and return its media_id; `created_at` is a text, as the vendor's sample shows."""
    kind = call.query.get("type", "")
    if kind not in MEDIA_BYTES_MAX:
        raise VendorError(40004, kind)
    file = _need_file(state, call, MEDIA_BYTES_MAX[kind])
    now = state.now_ms()
    media = Media(state.new_id("", 44), kind, file.filename, file.content, now, now + state.limits.media_life_ms)
    state.media[media.media_id] = media
    return {"type": kind, "media_id": media.media_id, "created_at": str(now // 1000)}


def uploadimg(state: State, call: Call) -> Json:
    """Store a picture and return its permanent address, usable as pic_url."""
    _need_file(state, call, PICTURE_BYTES_MAX)
    url = f"{state.base_url}/sim/pictures/{state.new_id('', 24)}"
    state.picture_urls.add(url)
    return {"url": url}


def upload_attachment(state: State, call: Call) -> Json:
    """Store a file for moments (1) or albums (2); `created_at` is a number here; 41072, 40004, 41080.

    What moments do not show is refused: pictures of too many pixels (41081), too long videos (41082).
    """
    kind, scene = call.query.get("media_type", ""), call.query.get("attachment_type", "")
    if scene not in SCENES:
        raise VendorError(41072)
    if kind not in ATTACHMENT_KINDS:
        raise VendorError(40004, kind)
    if call.upload is not None and len(call.upload.content) > ATTACHMENT_BYTES_MAX:
        raise VendorError(41080)
    file = _need_file(state, call, ATTACHMENT_BYTES_MAX)
    if int(scene) == FOR_MOMENTS:
        check_shape(state.limits, kind, file.content)
    now = state.now_ms()
    media = Media(state.new_id("", 44), kind, file.filename, file.content, now, now + state.limits.media_life_ms)
    media.attachment_type = int(scene)
    state.media[media.media_id] = media
    return {"type": kind, "media_id": media.media_id, "created_at": now // 1000}


def get(state: State, call: Call) -> Blob:
    """Return the bytes of a temporary file; raise 40007 unknown or 40145 expired."""
    media_id = require_text(call.query, "media_id", 40007)
    media = state.media.get(media_id)
    need_media(state, media_id, attachment_type=media.attachment_type if media else None)
    return Blob(state.media[media_id].content, state.media[media_id].filename)


def _need_file(state: State, call: Call, bytes_max: int) -> Upload:
    if call.upload is None:
        raise VendorError(40063, "media")
    if not state.limits.media_bytes_min <= len(call.upload.content) <= bytes_max:
        raise VendorError(40006)
    return call.upload


ENDPOINTS = (
    Endpoint("media/upload", upload),
    Endpoint("media/uploadimg", uploadimg),
    Endpoint("media/upload_attachment", upload_attachment),
    Endpoint("media/get", get),
)
