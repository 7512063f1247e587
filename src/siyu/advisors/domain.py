"""Pure rules of what goes into a chat: a material as the body of the JS-SDK's sendChatMessage."""

from typing import Any

from siyu.content.contracts import Material, MaterialKind


def chat_message(material: Material, media_id: str) -> dict[str, Any]:
    """This function will return the body for one material; `media_id` is for images, videos and files.

    The field is spelt `mediaid` there, without the underscore of the server's API.
    """
    body = material.body
    match material.kind:
        case MaterialKind.TEXT:
            return {"msgtype": "text", "text": {"content": body["text"]}}
        case MaterialKind.LINK:
            news = {"link": body["url"], "title": material.title, "desc": body.get("description", "")}
            return {"msgtype": "news", "news": {**news, "imgUrl": body.get("image_url", "")}}
        case MaterialKind.MINIPROGRAM:
            card = {"appid": body["appid"], "title": material.title, "imgUrl": body["image_url"], "page": body["page"]}
            return {"msgtype": "miniprogram", "miniprogram": card}
        case _:
            return {"msgtype": material.kind.value, material.kind.value: {"mediaid": media_id}}
