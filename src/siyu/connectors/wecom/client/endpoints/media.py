"""Files at the vendor's (p90253, p90254, p90256, p95098). `library` keeps track of them; use that where you can."""

from typing import Literal

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.transport import Upload

Kind = Literal["image", "voice", "video", "file"]
MOMENT, ALBUM = 1, 2


def upload_temporary(client: WecomClient, app: WecomApp, kind: Kind, upload: Upload) -> str:
    """This function will upload a file for 3 days and return its media id."""
    return str(client.upload(app, "media/upload", upload, type=kind)["media_id"])


def upload_attachment(
    client: WecomClient, app: WecomApp, kind: Kind, upload: Upload, *, attachment_type: int = MOMENT
) -> str:
    """This function will upload a file for a moment (1) or the product album (2) and return its media id."""
    params = {"media_type": kind, "attachment_type": str(attachment_type)}
    return str(client.upload(app, "media/upload_attachment", upload, **params)["media_id"])


def upload_picture(client: WecomClient, app: WecomApp, upload: Upload) -> str:
    """This function will upload a picture for good and return its address, which only works inside WeCom."""
    return str(client.upload(app, "media/uploadimg", upload)["url"])


def download(client: WecomClient, app: WecomApp, media_id: str) -> bytes:
    """This function will return the bytes of a temporary file."""
    return client.download(app, "media/get", media_id=media_id)
