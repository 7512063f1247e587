"""Where files of messages are, and which still have to be fetched."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from siyu.advisors.archive.contracts import FileState
from siyu.advisors.archive.models import archive_file, archive_message
from siyu.advisors.archive.talks.queries import UnknownMessage, in_sight
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

FOLDER = "archive"


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file still to be fetched."""

    message_id: int
    file_id: str
    size_bytes: int
    digest_md5: str
    attempts: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is here."""

    name: str
    kind: str
    digest: str


def file_path(platform: Platform, scope: Scope, digest: str) -> Path:
    """This function will return where the brand's file with this digest (SHA-256) is kept."""
    return folder(platform, scope) / digest[:2] / digest


def folder(platform: Platform, scope: Scope) -> Path:
    """This function will return the folder of the brand's files."""
    return platform.settings.data_dir / FOLDER / str(scope.brand_id)


def waiting(conn: Connection, scope: Scope, now_ms: int, *, limit: int) -> list[WaitingFile]:
    """This function will list files due to be fetched, the longest waiting first."""
    table = archive_file.c
    columns = (table.message_id, table.file_id, table.size_bytes, table.digest_md5, table.attempts)
    statement = scoped.select(scope, *columns).where(table.state == FileState.WAITING, table.due_at_ms <= now_ms)
    return [WaitingFile(*row) for row in conn.execute(statement.order_by(table.due_at_ms).limit(limit))]


def kept_file(conn: Connection, scope: Scope, message_id: int) -> KeptFile:
    """This function will return the file of a message the caller may see. Raises UnknownMessage."""
    table, message = archive_file.c, archive_message.c
    own = (message.id == table.message_id) & (message.brand_id == table.brand_id)
    statement = scoped.select(
        scope, table.name, message.kind, table.digest, from_=archive_file.join(archive_message, own)
    )
    here = (table.message_id == message_id, table.state == FileState.KEPT)
    row = conn.execute(statement.where(*here, in_sight(conn, scope, message.talk_id))).first()
    if row is None:
        raise UnknownMessage(field="message", value=message_id)
    return KeptFile(*row)
