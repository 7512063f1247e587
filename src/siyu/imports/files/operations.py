"""Keeping uploaded files, and deleting old ones."""

import errno
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from siyu.imports.files.queries import FOLDER, NS_PER_MS, PART, file_path, is_older
from siyu.kit.db.stores import StoreFull
from siyu.kit.errors import Invalid
from siyu.kit.platform import Platform

FILE_BYTES_MAX = 20 << 30
BLOCK_BYTES = 1 << 20


class FileTooLarge(Invalid):
    """The file is larger than a file may be."""

    zh = "文件超过 {value} 字节的上限"
    en = "The file is larger than {value} bytes"
    fix_zh = "请拆分文件后分别导入"
    fix_en = "Split it and import the parts"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the data folder: its digest (SHA-256, 64 hex digits) and size."""

    digest: str
    size: int


def keep_file(platform: Platform, stream: BinaryIO, *, bytes_max: int = FILE_BYTES_MAX) -> KeptFile:
    """This function will copy `stream` into the data folder under its digest; on disk when it returns.

    Raises FileTooLarge, or StoreFull when the disk is; nothing is left behind then.
    """
    folder = platform.settings.data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest, size = _copy(stream, target, bytes_max)
        now_ns = platform.clock.now_ms() * NS_PER_MS
        os.utime(part, ns=(now_ns, now_ns))  # tells the sweep when it came, also when it had come before
        place = file_path(platform, digest)
        place.parent.mkdir(exist_ok=True)
        part.replace(place)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(field="file", value=str(error)) from None
        raise
    finally:
        part.unlink(missing_ok=True)
    return KeptFile(digest, size)


def delete_old(path: Path, before_ms: int) -> bool:
    """This function will delete a kept file unless it was uploaded again since `before_ms`; False if it is not gone.

    It is put aside first: whoever uploads the same bytes meanwhile puts them in the free place and keeps them.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if is_older(aside, before_ms):
        aside.unlink(missing_ok=True)
        return True
    aside.replace(path)
    return False


def _copy(stream: BinaryIO, target: BinaryIO, bytes_max: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK_BYTES):
        size += len(block)
        if size > bytes_max:
            raise FileTooLarge(field="file", value=bytes_max)
        digest.update(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size
