"""One attachment as WeCom wants it (p92135, p92137). Pure."""

from siyu.connectors.wecom.client.contracts import Json
from siyu.content.contracts import COVERED_KINDS, Material, MaterialKind
from siyu.outreach.contracts import Attachment


def link_card(one: Attachment) -> Json:
    """This function will write a link card that was typed by hand."""
    card = {"title": one.title, "url": one.url, "desc": one.summary, "picurl": one.picture_url}
    return {"msgtype": "link", "link": {key: value for key, value in card.items() if value}}


def needs_media(material: Material) -> bool:
    """This function will say whether a message with this material names a media id."""
    return material.file is not None and material.kind is not MaterialKind.LINK


def material_card(material: Material, media_id: str) -> Json:
    """This function will write a material; `media_id` is that of its file or cover ("" for links)."""
    kind, body = material.kind, material.body
    if kind is MaterialKind.LINK:
        card = {"title": material.title, "url": body["url"], "desc": body.get("description", "")}
        card |= {"picurl": body.get("image_url", "")}
        return {"msgtype": "link", "link": {key: value for key, value in card.items() if value}}
    if kind in COVERED_KINDS:
        card = {"title": material.title, "pic_media_id": media_id, "appid": body["appid"], "page": body["page"]}
        return {"msgtype": "miniprogram", "miniprogram": card}
    return {"msgtype": str(kind), str(kind): {"media_id": media_id}}


def media_ids(attachments: "list[Json] | tuple[Json, ...]") -> list[str]:
    """This function will list the media ids that written attachments name."""
    bodies = [one.get(str(one.get("msgtype"))) or {} for one in attachments]
    found = [body.get("media_id") or body.get("pic_media_id") for body in bodies]
    return [str(one) for one in found if one]
