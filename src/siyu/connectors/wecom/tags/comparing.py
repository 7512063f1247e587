"""How friendships and Siyu's tags differ: read page by page, each page's customers looked up in the sets of the tags."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.connectors.wecom.tags import queries
from siyu.connectors.wecom.tags.contracts import Catalogue, Differences, Estimate
from siyu.connectors.wecom.tags.domain import seconds_for
from siyu.customers.friends.contracts import Carried
from siyu.customers.friends.queries import carried_page
from siyu.customers.queries import tag_leaf
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.ids import SHARD_BITS, SHARD_SIZE
from siyu.kit.platform import Platform

PAGE = 20_000
RELATIONS_MAX = 5_000_000
TAGS_AT_ONCE = 256
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Page:
    """What differs on one page of friendships: (customer, tag) that lack it or have too much, and how many calls."""

    relations: int
    writes: int
    missing: tuple[tuple[int, int], ...]
    extra: tuple[tuple[int, int], ...]
    over: int


def compare(
    platform: Platform, scope: Scope, catalogue: Catalogue, *, friend_tags_max: int, relations_max: int = RELATIONS_MAX
) -> Differences:
    """This function will count how up to `relations_max` friendships differ from Siyu in the tags of a catalogue."""
    total = Differences(at_ms=platform.clock.now_ms())
    for page in pages(platform, scope, catalogue, friend_tags_max=friend_tags_max):
        total = Differences(
            relations=total.relations + page.relations,
            writes=total.writes + page.writes,
            missing=total.missing + len(page.missing),
            extra=total.extra + len(page.extra),
            over=total.over + page.over,
            at_ms=total.at_ms,
        )
        if total.relations >= relations_max:
            return Differences(**{**_dict(total), "whole": False})
    return total


def pages(platform: Platform, scope: Scope, catalogue: Catalogue, *, friend_tags_max: int) -> Iterator[Page]:
    """This function will yield the differences of each page of 20,000 friendships; each page reads by itself."""
    after = ("", "")
    while catalogue.use:
        with platform.stores.core.reading() as conn:
            rows = carried_page(conn, scope, after=after, limit=PAGE)
            if rows:
                yield _page(platform, conn, scope, catalogue, rows, most=friend_tags_max)
        if len(rows) < PAGE:
            return
        after = (rows[-1].staff, rows[-1].external_userid)


def estimate(platform: Platform, scope: Scope, group_id: int, settings: WecomClientSettings, *, most: int) -> Estimate:
    """This function will say what showing a group in WeCom would write and about how long that takes."""
    with platform.stores.core.reading() as conn:
        catalogue = queries.catalogue(conn, scope, group_ids=[group_id])
        room = settings.corp_tags_max - queries.corp_tag_count(conn, scope)
        held = queries.corp_tags_of(conn, scope, catalogue.use)
    new = [tag_id for tag_id, vendor_id in catalogue.use.items() if not vendor_id and tag_id not in held]
    found = compare(platform, scope, catalogue, friend_tags_max=most)
    seconds = seconds_for(
        found.writes,
        per_minute=settings.calls_per_minute,
        per_hour=settings.calls_per_hour,
        share=settings.frequency_share,
    )
    left_out = max(0, len(new) - max(0, room))
    return Estimate(len(new), left_out, found.relations, found.writes, seconds, found.over, found.whole)


def _page(
    platform: Platform, conn: Connection, scope: Scope, catalogue: Catalogue, rows: Sequence[Carried], *, most: int
) -> Page:
    people = np.array([one.customer_id for one in rows], dtype=np.int64)
    carried = _carried(catalogue, rows)
    lacks, has_more = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    missing: list[tuple[int, int]] = []
    extra: list[tuple[int, int]] = []
    for tag_id, held in _held(platform, conn, scope, list(catalogue.use), people):
        there = np.zeros(len(rows), dtype=np.bool_)
        there[carried.get(tag_id, [])] = True
        lacking, too_much = np.flatnonzero(held & ~there), np.flatnonzero(there & ~held)
        lacks[lacking] += 1
        has_more[too_much] += 1
        missing += [(one, tag_id) for one in people[lacking].tolist()]
        extra += [(one, tag_id) for one in people[too_much].tolist()]
    carries = np.array([len(one.vendor_tags) for one in rows], dtype=np.int64)
    over = np.minimum(lacks, np.maximum(0, carries + lacks - has_more - most))
    writes = int(np.count_nonzero(lacks > over))
    return Page(len(rows), writes, tuple(missing), tuple(extra), int(over.sum()))


def _carried(catalogue: Catalogue, rows: Sequence[Carried]) -> dict[int, list[int]]:
    """This function will return the places on the page where each tag of ours is carried."""
    ours = {vendor_id: tag_id for tag_id, same in catalogue.same.items() for vendor_id in same}
    places: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(rows):
        for vendor_id in one.vendor_tags:
            if vendor_id in ours:
                places[ours[vendor_id]].append(place)
    return places


def _held(
    platform: Platform, conn: Connection, scope: Scope, tag_ids: Sequence[int], people: Rows
) -> Iterator[tuple[int, Flags]]:
    """This function will yield for each tag whether each of `people` carries it in Siyu."""
    shards = np.unique(people >> SHARD_BITS).tolist()
    for part in scoped.batches(tag_ids, TAGS_AT_ONCE):
        sets = {shard: platform.bits.load_many(conn, scope, [tag_leaf(one) for one in part], shard) for shard in shards}
        for tag_id in part:
            yield tag_id, _inside(people, {shard: words[tag_leaf(tag_id)] for shard, words in sets.items()})


def _inside(people: Rows, by_shard: Mapping[int, Any]) -> Flags:
    found = np.zeros(len(people), dtype=np.bool_)
    for shard, words in by_shard.items():
        mine = np.flatnonzero(people >> SHARD_BITS == shard)
        offset = people[mine] & (SHARD_SIZE - 1)
        found[mine] = (words[offset >> 6] >> (offset & 63).astype(np.uint64)) & np.uint64(1) == 1
    return found


def _dict(one: Differences) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}
