"""Fetching the files of messages: outside any transaction, piece by piece, whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import FileState
from siyu.advisors.archive.media import queries
from siyu.advisors.archive.media.queries import WaitingFile
from siyu.advisors.archive.models import archive_file
from siyu.advisors.archive.ports import Archive
from siyu.advisors.archive.rules.queries import rules
from siyu.kit.clock import HOUR_MS, MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform

FILES_PER_ROUND = 10
PARTS_MAX = 4_096
ATTEMPTS_MAX = 8
MEGABYTE = 1 << 20
SUFFIX = ".part"


class DamagedFile(Unavailable):
    """What arrived is not what the message promised."""

    zh = "会话文件不完整或已损坏"
    en = "A file of the archive arrived damaged or incomplete"


class _TooLarge(Exception):
    """The file is larger than the brand keeps."""


def fetch(platform: Platform, scope: Scope, archive: Archive) -> int:
    """This function will fetch up to ten files that are due and return how many were settled or put off."""
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        due = queries.waiting(conn, scope, now_ms, limit=FILES_PER_ROUND)
        bytes_max = rules(conn, scope).file_megabytes_max * MEGABYTE if due else 0
    for one in due:
        values = _settled(platform, scope, archive, one, bytes_max)
        core.write(partial(_change, scope=scope, message_id=one.message_id, values=values))
    return len(due)


def _change(conn: Connection, scope: Scope, message_id: int, values: Mapping[str, object]) -> None:
    conn.execute(scoped.update(scope, archive_file).where(archive_file.c.message_id == message_id).values(**values))


def _settled(
    platform: Platform, scope: Scope, archive: Archive, one: WaitingFile, bytes_max: int
) -> Mapping[str, object]:
    """This function will fetch one file and return how its row changes."""
    if one.size_bytes > bytes_max or not bytes_max:
        return {"state": FileState.LEFT}
    try:
        digest, size = _fetched(platform, scope, archive, one, bytes_max)
    except _TooLarge:
        return {"state": FileState.LEFT}
    except Unavailable as error:
        attempts = one.attempts + 1
        over = error.permanent or attempts >= ATTEMPTS_MAX
        due = platform.clock.now_ms() + min(MINUTE_MS << attempts, 6 * HOUR_MS)
        state = FileState.FAILED if over else FileState.WAITING
        return {"state": state, "attempts": attempts, "due_at_ms": due, "problem": f"{error.detail('zh')}\n{error}"}
    return {"state": FileState.KEPT, "digest": digest, "size_bytes": size, "problem": ""}


def _fetched(platform: Platform, scope: Scope, archive: Archive, one: WaitingFile, bytes_max: int) -> tuple[str, int]:
    """This function will bring a file into the data folder and return its digest and size."""
    home = queries.folder(platform, scope)
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=home, suffix=SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            sha, md5, size, mark = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0, ""
            for _ in range(PARTS_MAX):
                piece = archive.part(scope, one.file_id, mark)
                size += len(piece.content)
                if size > bytes_max:
                    raise _TooLarge
                for digest in (sha, md5):
                    digest.update(piece.content)
                target.write(piece.content)
                if piece.last:
                    break
                mark = piece.mark
            else:
                raise _TooLarge
            target.flush()
            os.fsync(target.fileno())
        if one.digest_md5 and md5.hexdigest() != one.digest_md5.lower():
            raise DamagedFile(field="file")
        place = queries.file_path(platform, scope, sha.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)
        return sha.hexdigest(), size
    finally:
        part.unlink(missing_ok=True)
