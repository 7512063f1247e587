"""Vendor error codes with their short texts, and the two exceptions of the simulator."""

from collections.abc import Mapping
from typing import Any

MESSAGES: dict[int, str] = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    40033: "invalid charset in request",
    40058: "invalid request parameter",
    40063: "some parameters are empty",
    40066: "invalid url",
    40068: "invalid tagid",
    40071: "tag name already exists",
    40096: "invalid external userid",
    40126: "corp tag count reaches the limit",
    40144: "tag count of the customer reaches the limit",
    40145: "media_id expired",
    40206: "request body too large",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41035: "external userid missing",
    41037: "contact_way type missing",
    41038: "contact_way scene missing",
    41039: "invalid contact_way type",
    41040: "invalid contact_way scene",
    41041: "too many users in contact_way",
    41042: "invalid contact_way style",
    41043: "contact_way config_id missing",
    41044: "invalid contact_way config_id",
    41045: "contact_way count reaches the limit",
    41046: "group msg id missing",
    41047: "invalid group msg id",
    41048: "no customer to send",
    41049: "welcome_code missing",
    41050: "invalid welcome_code",
    41051: "externaluser has started chatting or has been welcomed",
    41054: "user is not activated",
    41063: "group msg is being dispatched",
    41064: "too many attachments",
    41065: "invalid attachment type",
    41093: "group msg has been cancelled",
    41094: "remind too often",
    41096: "welcome message is being distributed",
    42001: "access_token expired",
    42003: "oauth code expired",
    42022: "code has been used",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    45035: "concurrent data conflict",
    45036: "abnormal traffic on this data",
    48002: "api forbidden",
    50001: "redirect_url domain not trusted",
    50002: "userid not in the app's visible range",
    50003: "app disabled",
    50100: "invalid cursor",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60123: "invalid party id",
    81011: "no permission on this tag",
    84014: "invalid user_ticket",
    84015: "user_ticket expired",
    84061: "not external contact",
    84074: "member has no external contact permission",
    91040: "invalid ticket type",
    301002: "not allow operate another agent with this accesstoken",
    301007: "corp disbanded or banned",
}
"""Short text by code, from the vendor's error page; 40004, 40006, 40066 and 81011 from general knowledge."""


class VendorError(Exception):
    """This error will be answered as `errcode`/`errmsg` with HTTP 200; `extra` joins the body (say `fail_list`)."""

    def __init__(self, code: int, detail: str = "", *, extra: Mapping[str, Any] | None = None) -> None:
        """Keep the code, an optional English detail for the text, and extra answer fields."""
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.extra = dict(extra or {})


class ActionRefused(ValueError):
    """This error will tell a human (or a test) why an action in the simulated world is not possible, in zh and en."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both languages; `str()` shows both."""
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


def error_text(code: int, detail: str = "") -> str:
    """Return the short text of a code, with the detail appended when there is one."""
    base = MESSAGES.get(code, "unknown error")
    return f"{base}: {detail}" if detail else base
