"""Puts tags on friendships and takes them off: mark_tag, one call for all that one friendship needs (p92118).

What is wanted is read when the call is made and compared with what the friendship carries as far as Siyu knows; so a tag
put on and taken off again costs no call, and a worker killed anywhere compares again.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.endpoints.customers import mark_tag
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.tags import operations, queries
from siyu.connectors.wecom.tags.contracts import Catalogue, Ended, Outcome, Waiting, Write
from siyu.connectors.wecom.tags.domain import write_for
from siyu.connectors.wecom.tags.models import wecom_tag_mark
from siyu.connectors.wecom.tags.operations import Key
from siyu.connectors.wecom.tags.words import BUSY_MS, OVER, ended
from siyu.customers import queries as customers
from siyu.customers.friends import queries as friends
from siyu.customers.friends.contracts import Carried, FriendState
from siyu.customers.friends.operations import change_vendor_tags
from siyu.kit.clock import DAY_MS, MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

MARKS_PER_STEP_MAX = 100
# A friend who has not been accepted yet cannot be tagged; looked at again for a day.
HALF_WAIT_MS, HALF_LIFE_MS = 10 * MINUTE_MS, DAY_MS
GOOD = Ended(Outcome.DONE)
_ORDER = list(Outcome)


@dataclass(slots=True)
class Step:
    """One step: the marks as they were read, how each ends, and the writes to make."""

    versions: dict[Key, tuple[int, int]]
    since_ms: dict[Key, int]
    ends: dict[Key, Ended] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    def end(self, key: Key, how: Ended) -> None:
        """This function will note an end; of several the one that asks for most counts."""
        held = self.ends.get(key, GOOD)
        self.ends[key] = max(held, how, key=lambda one: _ORDER.index(one.outcome))


def run(platform: Platform, client: WecomClient, corp: Corp, scope: Scope, *, friend_tags_max: int) -> int:
    """This function will compare up to 100 due (customer, tag) with WeCom, write what differs, and return how many."""
    now_ms = platform.clock.now_ms()
    step = platform.stores.core.write(partial(_claim, scope, now_ms))
    if not step.versions:
        return 0
    with platform.stores.core.reading() as conn:
        _plan(platform, conn, scope, step, friend_tags_max)
    results = _call(client, corp, step.writes)
    for write, result in zip(step.writes, results, strict=True):
        for tag_id in write.tag_ids:
            step.end((write.customer_id, tag_id), result)
    platform.stores.core.write(partial(_write_down, platform, scope, step, results))
    return len(step.versions)


def _claim(scope: Scope, now_ms: int, conn: Connection) -> Step:
    table = wecom_tag_mark.c
    due = (table.state == Waiting.WAITING, table.due_at_ms <= now_ms, table.lease_until_ms <= now_ms)
    statement = scoped.select(scope, wecom_tag_mark).where(*due).order_by(table.due_at_ms, table.customer_id)
    rows = conn.execute(statement.limit(MARKS_PER_STEP_MAX)).all()
    versions = {(row.customer_id, row.tag_id): (row.version, row.attempts) for row in rows}
    if versions:
        operations.claim_marks(conn, scope, {key: version for key, (version, _) in versions.items()}, now_ms)
    return Step(versions, {(row.customer_id, row.tag_id): row.since_ms for row in rows})


def _plan(platform: Platform, conn: Connection, scope: Scope, step: Step, most: int) -> None:
    catalogue = queries.catalogue(conn, scope)
    by_customer: dict[int, list[int]] = defaultdict(list)
    for customer, tag_id in step.versions:
        if tag_id in catalogue.use:
            by_customer[customer].append(tag_id)
        step.ends[customer, tag_id] = GOOD  # not shown any more, deleted, or nobody's friend: nothing to write
    holders = _holders(platform, conn, scope, by_customer)
    _wait_for_tags(conn, scope, step, catalogue, holders)
    for relation in friends.carried_by(conn, scope, by_customer):
        tag_ids = by_customer[relation.customer_id]
        if relation.state is FriendState.HALF:
            _wait_for_friend(step, relation, tag_ids, platform.clock.now_ms())
            continue
        write, over = write_for(relation, tag_ids, catalogue, holders, most)
        step.writes += [write] if write else []
        for tag_id in over:
            step.end((relation.customer_id, tag_id), Ended(Outcome.REFUSED, *OVER))


def _holders(
    platform: Platform, conn: Connection, scope: Scope, by_customer: Mapping[int, Sequence[int]]
) -> dict[int, set[int]]:
    people: dict[int, list[int]] = defaultdict(list)
    for customer, tag_ids in by_customer.items():
        for tag_id in tag_ids:
            people[tag_id].append(customer)
    return {
        tag_id: set(customers.within_set(platform, conn, scope, [customers.tag_leaf(tag_id)], ids))
        for tag_id, ids in people.items()
    }


def _wait_for_tags(
    conn: Connection, scope: Scope, step: Step, catalogue: Catalogue, holders: Mapping[int, set[int]]
) -> None:
    """This function will put off what needs a corp tag that is still being made."""
    missing = [tag_id for tag_id in holders if not catalogue.use[tag_id] and queries.has_task(conn, scope, tag_id)]
    for tag_id in missing:
        for customer in holders[tag_id]:
            step.end((customer, tag_id), Ended(Outcome.LATER, wait_ms=BUSY_MS))


def _wait_for_friend(step: Step, relation: Carried, tag_ids: Sequence[int], now_ms: int) -> None:
    for tag_id in tag_ids:
        key = (relation.customer_id, tag_id)
        if now_ms - step.since_ms[key] < HALF_LIFE_MS:
            step.end(key, Ended(Outcome.LATER, wait_ms=HALF_WAIT_MS))


def _call(client: WecomClient, corp: Corp, writes: Sequence[Write]) -> list[Ended]:
    """This function will make the calls, a few at once; after one that says that none can be made, no more."""
    stopped: list[Ended] = []

    def one(write: Write) -> Ended:
        if stopped:
            return stopped[0]
        try:
            mark_tag(
                client, corp, userid=write.staff, external_userid=write.external_userid,
                add=sorted(write.add), remove=sorted(write.remove),
            )  # fmt: skip
        except SiyuError as error:
            end = ended(error)
            stopped.extend([end] if end.stop else [])
            return end
        return GOOD

    call: Callable[[Write], Ended] = one
    with ThreadPoolExecutor(client.settings.calls_at_once) as pool:
        return list(pool.map(call, writes))


def _write_down(platform: Platform, scope: Scope, step: Step, results: Sequence[Ended], conn: Connection) -> None:
    now_ms = platform.clock.now_ms()
    pairs = zip(step.writes, results, strict=True)
    written = {(one.staff, one.external_userid): (one.add, one.remove) for one, result in pairs if result == GOOD}
    if written:
        change_vendor_tags(platform, conn, scope, written, at_ms=now_ms)
    operations.settle_marks(conn, scope, step.ends, step.versions, now_ms)
    stop = next((result for result in results if result.stop), None)
    if stop is not None:
        operations.pause(conn, scope, stop, now_ms=now_ms)
    elif results:
        operations.go_on(conn, scope)
