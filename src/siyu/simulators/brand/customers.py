"""Customers as Arrow batches: one batch per block of 8,192."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from siyu.simulators.brand.baskets import Orders, orders_of
from siyu.simulators.brand.contracts import BrandSpec
from siyu.simulators.brand.draws import (
    Flags,
    Floats,
    Ints,
    Purpose,
    digits,
    joined,
    pick,
    scattered,
    stream,
    taken,
    tokens,
)
from siyu.simulators.brand.labels import CHANNELS, CONTACT, FAMILY, INTERESTS, PREFERENCES, SPENDING, tag_codes
from siyu.simulators.brand.members import Members, members
from siyu.simulators.brand.people import names
from siyu.simulators.brand.places import STREETS
from siyu.simulators.brand.stage import Stage, stage

LEVELS = ("普通会员", "银卡会员", "金卡会员", "黑金会员")
LEVEL_FROM_FEN = (30_000, 100_000, 300_000)  # net spend in the window

CUSTOMER_SCHEMA = pa.schema(
    [
        pa.field("member_no", pa.string(), nullable=False),
        pa.field("phone", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("gender", pa.string(), nullable=False),
        pa.field("birthday", pa.string()),
        pa.field("city", pa.string(), nullable=False),
        pa.field("household_size", pa.int64(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("wecom_external_userid", pa.string()),
        pa.field("unionid", pa.string()),
        pa.field("store_code", pa.string(), nullable=False),
        pa.field("advisor_code", pa.string()),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("joined_at_ms", pa.int64(), nullable=False),
        pa.field("tags", pa.list_(pa.string()), nullable=False),
        pa.field("household_no", pa.string(), nullable=False),
        pa.field("address", pa.string(), nullable=False),
    ]
)

_PHONE_PREFIXES = [
    "134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "157", "158", "159", "178", "182", "183",
    "184", "187", "188", "198", "130", "131", "132", "155", "156", "166", "176", "185", "186", "133", "153", "177",
    "180", "181", "189", "191", "199",
]  # fmt: skip
_PHONE_SPACE = len(_PHONE_PREFIXES) * 100_000_000
_MEMBER_SPACE = 1_000_000_000
_GENDERS = ("f", "m", "unknown")
_UNIONID_SHARE = (0.35, 0.92)  # others, WeCom friends


def customers(spec: BrandSpec) -> Iterator[pa.RecordBatch]:
    """Stream the customers, a batch per block; only one block is in memory at a time."""
    ground = stage(spec)
    for block in range(spec.blocks):
        people = members(ground, block)
        yield customer_batch(ground, people, orders_of(ground, people, block), block)


def customer_batch(ground: Stage, people: Members, bought: Orders, block: int) -> pa.RecordBatch:
    """Write the customers of a block as one batch, cut to the size of the brand."""
    rng = stream(ground.spec.seed, Purpose.PROFILES, block)
    count, shops = len(people.index), ground.shops
    ages = np.clip(rng.normal(43, 12, count), 19, 82)
    friend_id, union_id = _wechat_ids(rng, people)
    columns = {
        "member_no": member_numbers(ground.spec, people.index),
        "phone": _phones(ground.spec, people.index),
        "name": names(rng, people.male),
        "gender": taken(_GENDERS, np.where(rng.random(count) < 0.12, 2, people.male.astype(np.int64))),
        "birthday": _birthdays(rng, ground.spec, ages),
        "city": taken(shops.cities, people.store),
        "household_size": pa.array(people.size),
        "level": taken(LEVELS, _levels(people, bought)),
        "wecom_external_userid": friend_id,
        "unionid": union_id,
        "store_code": taken(shops.codes, people.store),
        "advisor_code": taken(shops.advisors, people.advisor),
        "channel": taken(CHANNELS, people.channel),
        "joined_at_ms": pa.array(people.joined_ms),
        "tags": _tags(rng, ground, people, ages),
        "household_no": joined("H", digits(scattered(ground.spec.seed, people.home, _MEMBER_SPACE), 9)),
        "address": _addresses(rng, shops.cities, people),
    }
    batch = pa.RecordBatch.from_arrays([columns[name] for name in CUSTOMER_SCHEMA.names], schema=CUSTOMER_SCHEMA)
    return batch.slice(0, min(count, ground.spec.customers - int(people.index[0])))


def member_numbers(spec: BrandSpec, index: Ints) -> pa.Array:
    """Give the member numbers of customers by their number in the brand; unique, in no visible order."""
    return joined("HM", digits(scattered(spec.seed, index, _MEMBER_SPACE), 9))


def _phones(spec: BrandSpec, index: Ints) -> pa.Array:
    number = scattered(spec.seed, index, _PHONE_SPACE)
    return joined("+86", taken(_PHONE_PREFIXES, number // 100_000_000), digits(number % 100_000_000, 8))


def _birthdays(rng: np.random.Generator, spec: BrandSpec, ages: Floats) -> pa.Array:
    today = np.datetime64(spec.end_ms, "ms").astype("datetime64[D]")
    born = today - (ages * 365.25).astype("timedelta64[D]")
    return pa.array(born.astype(str), mask=rng.random(len(ages)) < 0.42, type=pa.string())


def _wechat_ids(rng: np.random.Generator, people: Members) -> tuple[pa.Array, pa.Array]:
    count = len(people.index)
    union = rng.random(count) < np.where(people.friend, _UNIONID_SHARE[1], _UNIONID_SHARE[0])
    return _only(people.friend, tokens(rng, "wm", count, 30)), _only(union, tokens(rng, "o", count, 27))


def _only(keep: Flags, texts: pa.Array) -> pa.Array:
    return texts.take(pa.array(np.arange(len(keep)), mask=~keep))


def _levels(people: Members, bought: Orders) -> Ints:
    net = np.bincount(bought.member, bought.amount_fen - bought.refund_fen, minlength=len(people.index))
    return np.digitize(net, LEVEL_FROM_FEN).astype(np.int64)


def _addresses(rng: np.random.Generator, cities: list[str], people: Members) -> pa.Array:
    count = len(people.index)
    street, number, house, floor, door = (rng.integers(0, top, count) for top in (len(STREETS), 400, 30, 24, 4))
    first = people.home - people.index + np.arange(count)  # the row of the household's first member
    texts = [(pa.array(values[first] + 1)).cast(pa.string()) for values in (number, house, floor)]
    room = joined(texts[2], "0", pa.array(door[first] + 1).cast(pa.string()))
    return joined(
        taken(cities, people.store), "市", taken(STREETS, street[first]), texts[0], "号", texts[1], "幢", room, "室"
    )


def _tags(rng: np.random.Generator, ground: Stage, people: Members, ages: Floats) -> pa.Array:
    """Lay out tag flags in the order of `tag_codes` and turn them into lists (list<string>[customers])."""
    count = len(people.index)
    category = np.array([PREFERENCES.index(product.category) for product in ground.goods.products])
    mother = ~people.male & (ages > 24) & (ages < 41) & (people.size >= 3) & (rng.random(count) < 0.6)
    flags = np.concatenate(
        [
            _one_of(people.size - 1, len(FAMILY)),
            np.stack([mother, ages >= 60, people.business], axis=1),
            _one_of(pick(rng, (0.55, 0.35, 0.10), count), len(CONTACT)) & (rng.random((count, 1)) < 0.5),
            _one_of(people.tier, len(SPENDING)),
            _one_of(category[people.favourite], len(PREFERENCES)),
            _one_of(people.channel, len(CHANNELS)),
            rng.random((count, len(INTERESTS))) < 0.11,
        ],
        axis=1,
    )
    ends = np.concatenate([[0], np.cumsum(flags.sum(axis=1))])
    return pa.ListArray.from_arrays(pa.array(ends, type=pa.int32()), taken(tag_codes(), np.nonzero(flags)[1]))


def _one_of(choice: Ints, width: int) -> Flags:
    return np.asarray(choice[:, None] == np.arange(width))
