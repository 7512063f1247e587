"""Rules of the log: how a message is recognised again, and what is remembered of an event name's properties."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from siyu.events.contracts import EventKind
from siyu.kit.money import format_fen

DIGEST_BYTES = 16
PROPERTY_KEYS_MAX = 200
SAMPLES_PER_NAME = 3
# What an event is about, the first of these properties that is there.
ABOUT = (
    "order_id",
    "order_no",
    "tag",
    "title",
    "template",
    "product_name",
    "name",
    "query",
    "group_name",
    "channel",
    "to",
)
SENTENCES = {
    "Order Paid": ("支付订单", "Paid order"),
    "Order Returned": ("退货退款", "Returned order"),
    "Order Completed": ("完成下单", "Completed order"),
    "Order Updated": ("订单变更", "Updated order"),
    "Order Refunded": ("申请退款", "Asked for a refund of order"),
    "Order Cancelled": ("取消订单", "Cancelled order"),
    "Friend Added": ("添加企业微信好友", "Became a WeCom friend"),
    "Friend Removed": ("删除企业微信好友", "Is no longer a WeCom friend"),
    "Handed Over": ("换了导购，转给", "Was handed over to"),
    "Message Sent": ("已发送消息", "Was sent message"),
    "Message Delivered": ("消息已送达", "Received message"),
    "Message Read": ("已读消息", "Read message"),
    "Message Clicked": ("点击消息", "Clicked message"),
    "Message Failed": ("消息发送失败", "Could not be sent message"),
    "Message Dropped": ("消息未发送", "Was not sent message"),
    "Material Sent": ("导购发送了", "Was sent by the advisor:"),
    "Tag Added": ("打上标签", "Got tag"),
    "Tag Removed": ("移除标签", "Lost tag"),
    "Page Viewed": ("浏览页面", "Viewed page"),
    "Screen Viewed": ("浏览小程序/App 页面", "Viewed screen"),
    "Coupon Received": ("领到券", "Received coupon"),
    "Coupon Used": ("核销券", "Redeemed coupon"),
    "Check In": ("签到", "Checked in"),
    "Group Joined": ("加入社群", "Joined group"),
    "Group Left": ("退出社群", "Left group"),
    "Product Viewed": ("浏览商品", "Viewed product"),
    "Product Added": ("加入购物车", "Added to the cart"),
    "Products Searched": ("搜索商品", "Searched for"),
    "Checkout Started": ("开始结算", "Started checkout"),
}
CHANNELS = {"wecom": ("企业微信", "by WeCom"), "webhook": ("Webhook", "by webhook"), "sms": ("短信", "by SMS")}
KINDS: dict[type, str] = {bool: "flag", int: "number", float: "number", str: "text", list: "list", dict: "object"}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An event on its way into the log, properties as JSON text."""

    message_id: str
    customer_id: int
    at_ms: int
    name: str
    value_fen: int
    quantity: int
    ref: str
    properties: str | None


@dataclass(frozen=True, slots=True)
class NameTally:
    """What one batch adds to an event name: how many, first and last time."""

    count: int
    first_at_ms: int
    last_at_ms: int


def message_digest(message_id: str, origin: str) -> bytes:
    """This function will return the 16 bytes a message is recognised by (BLAKE2b, RFC 7693).

    `origin` (at most 16 bytes) keeps ids from outside apart from those Siyu makes itself.
    """
    person = origin.encode()
    return hashlib.blake2b(message_id.encode(), digest_size=DIGEST_BYTES, person=person).digest()


def kind_of(name: str) -> EventKind:
    """This function will say what events called `name` are about."""
    if name.startswith("Order "):
        return EventKind.ORDER
    if name.startswith(("Message ", "Friend ", "Material ")):
        return EventKind.MESSAGE
    return EventKind.TAG if name in ("Tag Added", "Tag Removed") else EventKind.EVENT


def sentence(name: str, value_fen: int, properties: Mapping[str, Any], lang: str) -> str:
    """This function will tell an event in one sentence in `lang` ("zh" or "en"), e.g. "支付订单 A-17 · ¥128.00"."""
    words = SENTENCES.get(name)
    told = (words[0] if lang == "zh" else words[1]) if words else name
    about = next((_named(key, str(properties[key]), lang) for key in ABOUT if properties.get(key)), "")
    money = f"¥{format_fen(value_fen)}" if value_fen else ""
    return " · ".join(filter(None, (f"{told} {about}".strip(), money)))


def _named(key: str, value: str, lang: str) -> str:
    """This function will return a property's value as people say it; channels have names of their own."""
    names = CHANNELS.get(value) if key == "channel" else None
    return value if names is None else names[lang != "zh"]


def tally(entries: Iterable[LogEntry]) -> dict[str, NameTally]:
    """This function will count `entries` by name, names in alphabetical order (so that rows are locked in one order)."""
    times: dict[str, list[int]] = {}
    for entry in entries:
        times.setdefault(entry.name, []).append(entry.at_ms)
    return {name: NameTally(len(at), min(at), max(at)) for name, at in sorted(times.items())}


def learn_keys(known: Mapping[str, str], samples: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """This function will add the property keys of `samples` with their kinds to those `known`, at most 200 in all."""
    learnt = dict(known)
    for sample in samples:
        for key, value in sample.items():
            kind = KINDS.get(type(value))
            if kind and (key in learnt or len(learnt) < PROPERTY_KEYS_MAX):
                learnt[key] = kind if learnt.get(key, kind) == kind else "mixed"
    return learnt
