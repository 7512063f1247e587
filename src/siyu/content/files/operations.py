"""Keeping the files of materials in the data folder, each once however often it is uploaded."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from siyu.content.contracts import MaterialKind, StoredFile
from siyu.content.files.domain import HEAD_BYTES, check_file, clean_name, most_bytes
from siyu.content.files.queries import file_path
from siyu.kit.db.scope import Scope
from siyu.kit.db.stores import StoreFull
from siyu.kit.platform import Platform

SUFFIX = ".part"


def keep_file(platform: Platform, scope: Scope, kind: MaterialKind, name: str, stream: BinaryIO) -> StoredFile:
    """This function will put a file into the data folder under its digest; on disk when it returns.

    At most one byte more than the kind allows is read. Raises FileNotTaken, or StoreFull when the disk is.
    """
    content = stream.read(most_bytes(kind) + 1)
    name = clean_name(name)
    found = check_file(kind, name, content[:HEAD_BYTES], len(content))
    digest = hashlib.sha256(content).hexdigest()
    try:
        _write(file_path(platform, scope, digest), content)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(field="file", value=str(error)) from None
        raise
    return StoredFile(digest, name, len(content), found)


def _write(place: Path, content: bytes) -> None:
    """This function will write `content` so that `place` is either whole or not there."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
