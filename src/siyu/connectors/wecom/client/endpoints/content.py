"""Texts and attachments of messages and welcomes (p92137, p92135)."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints.bounds import at_most, bytes_at_most, given
from siyu.connectors.wecom.client.settings import WecomClientSettings


class Attachment(TypedDict):
    """One attachment: its kind, and the object of that kind."""

    msgtype: Literal["image", "link", "miniprogram", "video", "file"]
    image: NotRequired[Json]
    link: NotRequired[Json]
    miniprogram: NotRequired[Json]
    video: NotRequired[Json]
    file: NotRequired[Json]


def image(*, media_id: str | None = None, pic_url: str | None = None) -> Attachment:
    """This function will make a picture of a temporary file, or of an address from media/uploadimg."""
    return Attachment(msgtype="image", image=given(media_id=media_id, pic_url=pic_url))


def link(title: str, url: str, *, desc: str | None = None, picurl: str | None = None) -> Attachment:
    """This function will make a link with a card."""
    return Attachment(msgtype="link", link={"title": title, "url": url, **given(desc=desc, picurl=picurl)})


def mini_program(title: str, *, appid: str, page: str, cover_media_id: str) -> Attachment:
    """This function will make a mini-program's card; the app must be linked to the corp."""
    card = {"title": title, "appid": appid, "page": page, "pic_media_id": cover_media_id}
    return Attachment(msgtype="miniprogram", miniprogram=card)


def video(media_id: str) -> Attachment:
    """This function will make a video of a temporary file."""
    return Attachment(msgtype="video", video={"media_id": media_id})


def file(media_id: str) -> Attachment:
    """This function will make a file of a temporary file."""
    return Attachment(msgtype="file", file={"media_id": media_id})


def message(settings: WecomClientSettings, text: str, attachments: Sequence[Attachment]) -> Json:
    """This function will return the fields of a message. Raises TooManyForOneCall."""
    at_most(settings.attachments_max, attachments=attachments)
    bytes_at_most(settings.text_bytes_max, "text", text)
    said: Json = {"text": {"content": text}} if text else {}
    return said | ({"attachments": list(attachments)} if attachments else {})
