"""Deleting what imports need no more: old files, and the counts that cancelled imports would have gone on from.

A file goes when its every import, in every brand, ended longer ago than files are kept. Counts of imports that are done go
with their end; those that failed may be started again and keep theirs.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, and_

from siyu.imports.contracts import State
from siyu.imports.files.operations import delete_old
from siyu.imports.files.queries import old_files
from siyu.imports.models import import_occurrence, import_run
from siyu.imports.queries import digests_needed
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FILES_PER_SWEEP_MAX = 100_000
FILES_PER_BATCH = 500
# Counts deleted in one transaction, and how many such transactions a night has for a brand.
COUNTS_PER_BATCH = 10_000
BATCHES_PER_SWEEP_MAX = 2_000


def sweep_files(platform: Platform, scopes: Sequence[Scope], *, before_ms: int) -> int:
    """This function will delete files kept before `before_ms` that no import of `scopes` needs; returns how many.

    A file is shared by every import of the same bytes, also of another brand, so `scopes` must be all brands. A file
    nobody has an import of goes too, and what an upload that was killed left.
    """
    deleted = 0
    for part in scoped.batches(old_files(platform, before_ms, files_max=FILES_PER_SWEEP_MAX), FILES_PER_BATCH):
        deleted += _delete_unneeded(platform, scopes, part, before_ms)
    return deleted


def _delete_unneeded(platform: Platform, scopes: Sequence[Scope], paths: Sequence[Path], before_ms: int) -> int:
    digests = [path.name for path in paths]
    needed: set[str] = set()
    with platform.stores.core.reading() as conn:
        for scope in scopes:
            needed |= digests_needed(conn, scope, digests, since_ms=before_ms)
    return sum(delete_old(path, before_ms) for path in paths if path.name not in needed)


def sweep_counts(platform: Platform, scope: Scope) -> int:
    """This function will delete the counts of same rows that cancelled imports have left; returns how many."""
    deleted = 0
    for _ in range(BATCHES_PER_SWEEP_MAX):
        gone = platform.stores.core.write(lambda conn: _delete_counts(conn, scope))
        deleted += gone
        if gone < COUNTS_PER_BATCH:
            break
    return deleted


def _delete_counts(conn: Connection, scope: Scope) -> int:
    count, run = import_occurrence.c, import_run.c
    joined = import_run.join(import_occurrence, and_(run.brand_id == count.brand_id, run.id == count.import_id))
    chosen = scoped.select(scope, count.import_id, count.content, from_=joined).where(
        run.state == State.CANCELLED.value
    )
    found: dict[int, list[int]] = {}
    for import_id, content in conn.execute(chosen.limit(COUNTS_PER_BATCH)):
        found.setdefault(import_id, []).append(content)
    for import_id, contents in found.items():
        for part in scoped.batches(contents):
            drop = scoped.delete(scope, import_occurrence)
            conn.execute(drop.where(count.import_id == import_id, count.content.in_(list(part))))
    return sum(len(contents) for contents in found.values())
