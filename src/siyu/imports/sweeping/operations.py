"""Deleting uploaded files: those whose every import, in every brand, ended longer ago than they are kept."""

from collections.abc import Sequence
from pathlib import Path

from siyu.imports.files.operations import delete_old
from siyu.imports.files.queries import old_files
from siyu.imports.queries import digests_needed
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FILES_PER_SWEEP_MAX = 100_000
FILES_PER_BATCH = 500


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
