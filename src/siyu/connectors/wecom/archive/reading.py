"""WeCom's message JSON (p91774) turned into ours; what is no message to people (a member changing corps) is nothing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from siyu.advisors.archive.contracts import REVOKE, NewFile, NewMessage

Json = Mapping[str, Any]
TEXT_LENGTH_MAX = 20_000
NESTED_MAX = 4
# Where the object of a message type has another name than the type itself.
OBJECTS = {
    "docmsg": "doc",
    "markdown": "info",
    "news": "info",
    "voiptext": "info",
    "qydiskfile": "info",
    "meeting_notification": "info",
    "external_redpacket": "redpacket",
}
SPOKEN = frozenset(
    {
        *("content", "title", "description", "filename", "address", "wish", "topic", "votetitle"),
        *("sph_name", "feed_desc", "displayname", "corpname", "remarks"),
    }
)
LISTS = ("item", "items", "info")
DETAILS = ("link_url", "image_url", "longitude", "latitude", "play_length", "totalcnt", "totalamount", "callduration")
SIZES = ("filesize", "voice_size", "imagesize")
CONSENT = {"agree": True, "disagree": False}


def read(fields: Json) -> NewMessage | None:
    """This function will read one message as the vendor writes it; None for what is no message to people."""
    kind = str(fields.get("msgtype") or "")
    if not kind or fields.get("action") == "switch":
        return None
    held = fields.get(OBJECTS.get(kind, kind))
    body: Json = held if isinstance(held, dict) else {}
    text = "\n".join(dict.fromkeys(_spoken(body)))
    return NewMessage(
        msgid=str(fields.get("msgid", "")),
        at_ms=int(fields.get("msgtime") or 0),
        kind=REVOKE if kind == "revoke" else kind,
        sender=str(fields.get("from") or body.get("userid") or ""),
        receivers=tuple(str(one) for one in fields.get("tolist") or ()),
        room_id=str(fields.get("roomid") or ""),
        text=_clean(text),
        details={name: _detail(body[name]) for name in DETAILS if body.get(name) not in (None, "")},
        file=_file(body),
        revokes=str(body.get("pre_msgid", "")) if kind == "revoke" else "",
        consent=CONSENT.get(kind),
    )


def _spoken(node: Json, depth: int = 0) -> Iterator[str]:
    """This function will yield what people read in an object, the parts of a list in their order."""
    if depth > NESTED_MAX:
        return
    for name, value in node.items():
        if name == "content" and isinstance(value, str) and value.startswith("{") and depth:
            yield from _spoken(_parsed(value), depth + 1)
        elif name in SPOKEN and isinstance(value, str) and value.strip():
            yield value.strip()
        elif name in LISTS:
            for one in value if isinstance(value, list) else [value]:
                yield from _spoken(one, depth + 1) if isinstance(one, dict) else ()


def _parsed(text: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        return {"content": text}
    return found if isinstance(found, dict) else {}


def _file(body: Json) -> NewFile | None:
    if not body.get("sdkfileid"):
        return None
    size = next((int(body[name]) for name in SIZES if body.get(name)), 0)
    return NewFile(str(body["sdkfileid"]), str(body.get("filename") or ""), size, str(body.get("md5sum") or ""))


def _detail(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)[:1_000]


def _clean(text: str) -> str:
    """This function will return a text that every store can keep: no NUL, no half characters, not endless."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:TEXT_LENGTH_MAX]
