"""Standing work of tags towards WeCom, and what makes it necessary; each is idempotent."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.credentials import WecomNotSetUp, corp_of
from siyu.connectors.wecom.settings import WecomSettings
from siyu.connectors.wecom.tags import comparing, marking, operations, queries, registry
from siyu.connectors.wecom.tags.contracts import TagKind
from siyu.connectors.wecom.tags.operations import LEVEL_JOB, Key
from siyu.connectors.wecom.tags.reading import SOURCE
from siyu.connectors.wecom.tags.words import ended
from siyu.customers import queries as customers
from siyu.customers.contracts import CustomersTagged, CustomersUntagged, TagsChanged, TagsDeleted
from siyu.customers.friends.contracts import FriendsAdded
from siyu.customers.operations import TAG_DELETED
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Job, JobHandler, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy

COMPARE_JOB = "wecom.tags.compare"
MARKS_PER_WRITE = 5_000
FULL_READING = "sync"


def tags_lane(client: WecomClient) -> Lane:
    """This function will make the lane that writes tags to WeCom: corp tags first, then who carries them."""

    def run(platform: Platform, _lease: Lease | None = None) -> int:
        with platform.stores.core.reading() as conn:
            brands = queries.brands_due(conn, platform.clock.now_ms())
        return sum(write(platform, client, Scope(brand_id)) for brand_id in brands)

    return Lane("wecom.tags", lambda platform: platform.stores.core, run)


def write(platform: Platform, client: WecomClient, scope: Scope) -> int:
    """This function will do one step of a brand's writing and return how much was done; 0 while it is paused."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        if queries.paused_until_ms(conn, scope) > now_ms:
            return 0
    try:
        corp = corp_of(platform, scope)
    except WecomNotSetUp as error:
        end = ended(error)
        platform.stores.core.write(lambda conn: operations.pause(conn, scope, end, now_ms=now_ms))
        return 0
    done = registry.run(platform, client, corp, scope)
    return done + marking.run(platform, client, corp, scope, friend_tags_max=WecomSettings().friend_tags_max)


def on_tags_changed(platform: Platform, scope: Scope, fact: TagsChanged) -> None:
    """This function will have tags of shown groups made or renamed in WeCom; what came from there is not sent back."""
    if fact.source == SOURCE:
        return

    def work(conn: Connection) -> None:
        shown = sorted(queries.shown_tags(conn, scope, fact.tag_ids))
        operations.set_tasks(conn, scope, shown, TagKind.LEVEL)
        operations.put_on_holders(conn, scope, shown, at_ms=fact.at_ms)

    platform.stores.core.write(work)


def on_tags_deleted(platform: Platform, scope: Scope, fact: TagsDeleted) -> None:
    """This function will have the corp tags of a shown group's deleted tags deleted too; they go off everybody with it."""

    def work(conn: Connection) -> None:
        if fact.group_id in queries.shown_groups(conn, scope):
            operations.set_tasks(conn, scope, fact.tag_ids, TagKind.DELETE)

    platform.stores.core.write(work)


def on_tagged(platform: Platform, scope: Scope, fact: CustomersTagged | CustomersUntagged) -> None:
    """This function will have customers compared who gained or lost a shown tag, unless WeCom itself said so."""
    if fact.source in (SOURCE, TAG_DELETED):
        return

    def work(conn: Connection) -> None:
        pairs = operations.shown_pairs(conn, scope, fact.tag_id, fact.customer_ids)
        operations.mark(conn, scope, pairs, at_ms=fact.at_ms)

    platform.stores.core.write(work)


def on_friends_added(platform: Platform, scope: Scope, fact: FriendsAdded) -> None:
    """This function will have the shown tags of new friends compared; a full reading's are left to the nightly report."""
    if fact.source == FULL_READING:
        return
    people = np.array(sorted({one.customer_id for one in fact.friends}), dtype=np.int64)
    at_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        shown = list(queries.catalogue(conn, scope).use)
        pairs: list[Key] = [
            (customer, tag_id)
            for tag_id in shown
            for customer in customers.within_set(platform, conn, scope, [customers.tag_leaf(tag_id)], people.tolist())
        ]
        operations.mark(conn, scope, pairs, at_ms=at_ms)

    platform.stores.core.write(work)


def level(platform: Platform, job: Job) -> None:
    """This function will mark whoever lacks a tag: of groups by comparing all friendships, of new corp tags by holder."""
    if "tags" in job.payload:
        return _mark_holders(platform, job)
    groups, remove = job.payload["groups"], bool(job.payload["remove"])
    with platform.stores.core.reading() as conn:
        shown = queries.shown_groups(conn, job.scope)
        catalogue = queries.catalogue(conn, job.scope, group_ids=set(groups) & shown)
    most = WecomSettings().friend_tags_max
    for page in comparing.pages(platform, job.scope, catalogue, friend_tags_max=most):
        _mark(platform, job, [*page.missing, *(page.extra if remove else ())])
    return None


def compare(platform: Platform, _job: Job) -> None:
    """This function will report how every brand's friendships differ from Siyu, and try again what had been refused."""
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
    for scope in scopes:
        report(platform, scope)
        platform.stores.core.write(partial(operations.retry_refused, scope=scope))


def report(platform: Platform, scope: Scope) -> None:
    """This function will compare a brand's shown tags with its friendships and keep the result for the page of tags."""
    with platform.stores.core.reading() as conn:
        catalogue = queries.catalogue(conn, scope)
    if catalogue.use:
        found = comparing.compare(platform, scope, catalogue, friend_tags_max=WecomSettings().friend_tags_max)
        platform.stores.core.write(lambda conn: operations.save_differences(conn, scope, found))


JOBS: dict[str, JobHandler] = {LEVEL_JOB: level, COMPARE_JOB: compare}


def _mark_holders(platform: Platform, job: Job) -> None:
    for tag_id in job.payload["tags"]:
        with platform.stores.core.reading() as conn:
            holders = customers.tag_holders(platform, conn, job.scope, tag_id).tolist()
        _mark(platform, job, [(one, tag_id) for one in holders])


def _mark(platform: Platform, job: Job, pairs: list[Key]) -> None:
    at_ms = platform.clock.now_ms()
    for part in scoped.batches(pairs, MARKS_PER_WRITE):
        platform.stores.core.write(partial(_mark_part, job.scope, part, at_ms))
        job.renew()


def _mark_part(scope: Scope, part: Sequence[Key], at_ms: int, conn: Connection) -> int:
    return operations.mark(conn, scope, part, at_ms=at_ms)
