"""Tracking messages as a shop sends them: one identify in ten, one order in ten, the rest browsing."""

import random
from collections.abc import Iterator
from typing import Any

STATED = "2026-11-21T08:00:00.000Z"
MESSAGES_PER_PERSON = 10
CONTEXT = {"library": {"name": "analytics-python", "version": "2.4.0"}, "locale": "zh-CN", "ip": "10.0.0.1"}


def messages(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """This function will yield `count` different messages of `count`/10 people, the same for the same seed."""
    chance = random.Random(seed)
    people = max(1, count // MESSAGES_PER_PERSON)
    for number in range(count):
        yield _message(number, chance.randrange(people))


def _message(number: int, person: int) -> dict[str, Any]:
    common = {"messageId": f"m-{number}", "userId": f"user-{person}", "timestamp": STATED, "context": CONTEXT}
    if number % 10 == 0:
        traits = {"name": f"客户{person}", "city": "上海", "level": person % 5, "phone": f"138{person:08d}"}
        return {**common, "type": "identify", "anonymousId": f"anonymous-{person}", "traits": traits}
    if number % 10 == 1:
        product = {"sku": "A1", "name": "东北大米 5kg", "quantity": 2, "price": 39.9}
        order = {"order_id": f"o-{number}", "revenue": 79.8, "currency": "CNY", "products": [product]}
        return {**common, "type": "track", "event": "Order Completed", "properties": order}
    view = {"sku": "A1", "name": "东北大米 5kg", "price": 39.9, "category": "粮油"}
    return {**common, "type": "track", "event": "Product Viewed", "properties": view}
