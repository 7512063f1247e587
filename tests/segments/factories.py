"""Small random worlds: customers with tags, attributes and events, held in the stores and as plain Python."""

import json
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from siyu.customers import operations as customers
from siyu.customers.attributes import operations as attributes
from siyu.customers.contracts import AttributeKind, Identity
from siyu.kit.db.scope import Scope
from siyu.kit.lake.rows import Event
from siyu.kit.platform import Platform

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2025, 1, 1)
TAGS = ("VIP", "新客", "流失", "无人")
CITIES = ("杭州", "上海", "北京")
EVENTS = ("Order Paid", "Product Viewed", "Order Returned")
KINDS = {
    "city": AttributeKind.TEXT,
    "age": AttributeKind.NUMBER,
    "member": AttributeKind.BOOLEAN,
    "birthday": AttributeKind.DATE,
    "seen": AttributeKind.DATETIME,
}


@dataclass
class Deed:
    at: datetime
    name: str
    value_fen: int
    quantity: int
    properties: dict[str, object]


@dataclass
class Person:
    id: int
    tags: set[str] = field(default_factory=set)
    attributes: dict[str, object] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)


def at_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def make_people(platform: Platform, scope: Scope, count: int) -> list[int]:
    people = [[Identity("member_no", f"M{scope.brand_id}-{i}")] for i in range(count)]
    now_ms = platform.clock.now_ms()
    return platform.stores.core.write(
        lambda conn: customers.resolve(platform, conn, scope, people, source="test", at_ms=now_ms)
    ).tolist()


def tag_people(platform: Platform, scope: Scope, tags: dict[str, list[int]]) -> None:
    def work(conn):
        ids = customers.ensure_tags(conn, scope, list(tags), at_ms=platform.clock.now_ms())
        for name, people in tags.items():
            customers.add_tags(
                platform,
                conn,
                scope,
                ids[name],
                np.array(people, dtype=np.int64),
                source="test",
                at_ms=platform.clock.now_ms(),
            )

    platform.stores.core.write(work)


def set_attributes(platform: Platform, scope: Scope, values: dict[int, dict[str, object]]) -> None:
    ids = np.array(list(values), dtype=np.int64)
    platform.stores.core.write(
        lambda conn: attributes.set_attributes(
            platform,
            conn,
            scope,
            ids,
            list(values.values()),
            at_ms=platform.clock.now_ms(),
            source="test",
            define_missing=True,
        )
    )


def log(platform: Platform, scope: Scope, deeds: dict[int, list[Deed]]) -> None:
    rows = [
        Event(
            one,
            at_ms(deed.at),
            deed.name,
            deed.value_fen,
            deed.quantity,
            properties=json.dumps(deed.properties) if deed.properties else None,
        )
        for one, mine in deeds.items()
        for deed in mine
    ]
    platform.stores.core.write(lambda conn: platform.lake.append(conn, scope, rows))


def define(platform: Platform, scope: Scope) -> None:
    def work(conn):
        for key, kind in KINDS.items():
            attributes.define_attribute(conn, scope, key, kind, f"{key}的名字", at_ms=platform.clock.now_ms())

    platform.stores.core.write(work)


def make_world(platform: Platform, scope: Scope, seed: int, count: int = 12) -> list[Person]:
    """Half of the events are in files, half still staged."""
    draw = random.Random(seed)
    people = [_person(draw, one) for one in make_people(platform, scope, count)]
    define(platform, scope)
    tag_people(platform, scope, {tag: [one.id for one in people if tag in one.tags] for tag in TAGS})
    set_attributes(platform, scope, {one.id: one.attributes for one in people})
    log(platform, scope, {one.id: one.deeds[::2] for one in people})
    platform.lake.flush(platform.stores.core, scope)
    log(platform, scope, {one.id: one.deeds[1::2] for one in people})
    return people


def _person(draw: random.Random, one: int) -> Person:
    birthday = date(draw.choice((1992, 1999)), draw.choice((1, 2, 12)), draw.choice((1, 5, 28)))
    born = date(1992, 2, 29) if draw.random() < 0.1 else birthday
    seen = datetime(2024, 12, 28, tzinfo=ZONE) + timedelta(hours=draw.randrange(0, 120))
    every = {
        "city": draw.choice(CITIES),
        "age": draw.choice((20, 30.5, 30.0001, 45, -1)),
        "member": draw.random() < 0.5,
        "birthday": born.isoformat(),
        "seen": at_ms(seen),
    }
    held = {key: value for key, value in every.items() if draw.random() < 0.7}
    tags = {tag for tag in TAGS[:3] if draw.random() < 0.4}
    return Person(one, tags, held, [_deed(draw) for _ in range(draw.choice((0, 1, 2, 3, 8, 12)))])


def _deed(draw: random.Random) -> Deed:
    start = datetime(2024, 12, 20, tzinfo=ZONE)
    moment = start + timedelta(hours=draw.choice((0, 1, 23, 24, draw.randrange(310))))
    properties: dict[str, object] = {}
    if draw.random() < 0.7:
        properties["channel"] = draw.choice(("store", "mini", "a/b~c"))
    if draw.random() < 0.6:
        properties["points/x"] = draw.choice((1, 2.5, -3, "7", "many", True))
    if draw.random() < 0.3:
        properties["gift"] = draw.choice((True, False, None))
    value = draw.choice((0, 100, 990, 100, 5_000, -200))
    return Deed(moment, draw.choice(EVENTS), value, draw.choice((0, 1, 3)), properties)
