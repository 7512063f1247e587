"""Listing every group of a corp by its owners (p92120): 100 at a time, page by page, going on where it stopped."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from siyu.communities import operations
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import BAD_CURSOR
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import EndlessPages, WecomRefused
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.groups import queue
from siyu.connectors.wecom.groups.reading import Write
from siyu.connectors.wecom.groups.wording import STATUSES
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

LIST = "externalcontact/groupchat/list"
OWNERS_PER_CALL = 100
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """How far a listing has come: owners up to `after` are done; `cursor` is the next page of those that follow."""

    after: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One run of a listing: who asks, for which full reading, and how progress is noted (place, groups more)."""

    platform: Platform
    client: WecomClient
    corp: Corp
    scope: Scope
    sync_id: int
    begun_at_ms: int
    write: Write
    note: Callable[[Connection, str, int], None]


def list_all(listing: Listing, owners: Collection[str], place: str) -> list[tuple[str, WecomRefused]]:
    """This function will list the groups of `owners` from `place` on and have them read; returns owners refused, and why.

    Groups of listed owners that WeCom no longer shows are closed. Raises what asks for time.
    """
    at = Place(**json.loads(place)) if place else Place()
    rest = sorted(one for one in set(owners) if one > at.after)
    waiting = [list(part) for part in _cut(rest)][::-1]
    refused: list[tuple[str, WecomRefused]] = []
    begun_again: set[str] = set()
    while waiting:
        part = waiting.pop()
        try:
            at = _list_part(listing, part, at)
        except WecomRefused as error:
            if not error.permanent:
                raise
            at = Place(at.after)
            half = len(part) // 2
            if error.errcode == BAD_CURSOR and part[0] not in begun_again:
                begun_again.add(part[0])
                waiting.append(part)
            elif half:
                waiting += [part[half:], part[:half]]
            else:
                refused.append((part[0], error))
                at = Place(part[0])
    return refused


def _cut(owners: Sequence[str]) -> list[Sequence[str]]:
    return [owners[start : start + OWNERS_PER_CALL] for start in range(0, len(owners), OWNERS_PER_CALL)]


def _list_part(listing: Listing, owners: Sequence[str], at: Place) -> Place:
    """This function will read every page of up to 100 owners' groups, one transaction a page. Raises EndlessPages."""
    for _ in range(listing.client.settings.pages_max):
        body: Json = {"status_filter": 0, "owner_filter": {"userid_list": list(owners)}, "limit": PAGE}
        page = listing.client.post(listing.corp, LIST, body | ({"cursor": at.cursor} if at.cursor else {}))
        cursor = str(page.get("next_cursor") or "")
        at = Place(at.after, cursor) if cursor else Place(owners[-1])
        _take_page(listing, page.get("group_chat_list") or [], owners, at)
        if not cursor:
            return at
    raise EndlessPages(field=LIST, value=listing.client.settings.pages_max)


def _take_page(listing: Listing, rows: Sequence[Json], owners: Sequence[str], at: Place) -> None:
    listed = {str(row["chat_id"]): int(row.get("status") or 0) for row in rows}
    known = {chat_id: STATUSES[status] for chat_id, status in listed.items() if status in STATUSES}
    scope, begun_at_ms = listing.scope, listing.begun_at_ms
    now_ms = listing.platform.clock.now_ms()

    def work(conn: Connection) -> None:
        operations.note_listed(conn, scope, known, begun_at_ms=begun_at_ms)
        queue.name_listed(conn, scope, listed, sync_id=listing.sync_id, now_ms=now_ms)
        if not at.cursor:
            operations.end_unlisted(listing.platform, conn, scope, owners, begun_at_ms=begun_at_ms)
        listing.note(conn, json.dumps(asdict(at)), len(listed))

    listing.write(work)
