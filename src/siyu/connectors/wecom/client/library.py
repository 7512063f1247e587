"""Our files at the vendor's: each is uploaded once, and again before its three days are over (p90253, p95098).

Kept by content, so that the same picture in ten welcomes is one upload. The original file stays ours: it is only read
when it has to be uploaded.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.endpoints import media
from siyu.connectors.wecom.client.endpoints.media import Kind
from siyu.connectors.wecom.client.models import wecom_media
from siyu.connectors.wecom.client.transport import Upload
from siyu.kit.clock import HOUR_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

PICTURE = "picture"
UPLOAD_LOCKS = 64
# How old a temporary file's id may be and still be used without looking; it lives 72 hours.
READY_MS = 71 * HOUR_MS
KNOWN_MAX = 500


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of ours: SHA-256 of its bytes in hex, the name people see, and how to read it."""

    digest: str
    name: str
    read: Callable[[], bytes]


def local_file(name: str, content: bytes) -> LocalFile:
    """This function will make a LocalFile of bytes at hand."""
    return LocalFile(hashlib.sha256(content).hexdigest(), name, lambda: content)


def ready(
    platform: Platform, scope: Scope, app: WecomApp, files: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """This function will return the ids that are good this moment of (kind, digest) pairs; nothing is uploaded."""
    return _places(platform, scope, app, files, READY_MS)


def forget(platform: Platform, scope: Scope, app: WecomApp, places: Iterable[str]) -> None:
    """This function will drop ids that WeCom no longer knows (40007, 40145); the next call uploads anew."""
    change = scoped.delete(scope, wecom_media)
    change = change.where(wecom_media.c.corpid == app.corpid, wecom_media.c.place.in_(list(places)))
    platform.stores.core.write(lambda conn: conn.execute(change))


def _places(
    platform: Platform, scope: Scope, app: WecomApp, files: Iterable[tuple[str, str]], life_ms: int
) -> dict[tuple[str, str], str]:
    wanted = sorted(set(files))
    table, since_ms = wecom_media.c, platform.clock.now_ms() - life_ms
    found: dict[tuple[str, str], str] = {}
    for part in scoped.batches(wanted, KNOWN_MAX):
        statement = scoped.select(scope, table.purpose, table.digest, table.place).where(
            table.corpid == app.corpid,
            table.digest.in_([digest for _, digest in part]),
            table.uploaded_at_ms > since_ms,
        )
        with platform.stores.core.reading() as conn:
            found |= {(row.purpose, row.digest): row.place for row in conn.execute(statement)}
    return {key: found[key] for key in wanted if key in found}


class MediaLibrary:
    """Knows the vendor's id of every file we have uploaded for a brand; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client
        self._locks = [threading.Lock() for _ in range(UPLOAD_LOCKS)]

    def media_id(self, scope: Scope, app: WecomApp, kind: Kind, file: LocalFile) -> str:
        """This function will return an id for messages and welcomes that is good for half a day at least.

        Raises WecomRefused and WecomUnreachable when it has to be uploaded.
        """
        life_ms = self._client.settings.media_refresh_h * HOUR_MS
        return self._place(
            scope,
            app,
            kind,
            file,
            lambda upload: media.upload_temporary(self._client, app, kind, upload),
            life_ms=life_ms,
        )

    def fresh(self, scope: Scope, app: WecomApp, files: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """This function will say which (kind, digest) pairs need not be uploaded for half a day yet."""
        return set(_places(self._platform, scope, app, files, self._client.settings.media_refresh_h * HOUR_MS))

    def attachment_id(self, scope: Scope, app: WecomApp, kind: Kind, file: LocalFile, *, album: bool = False) -> str:
        """This function will return an id for moments or the product album. Raises as `media_id`."""
        life_ms = self._client.settings.media_refresh_h * HOUR_MS
        number, name = (media.ALBUM, "album") if album else (media.MOMENT, "moment")

        def upload(given: Upload) -> str:
            return media.upload_attachment(self._client, app, kind, given, attachment_type=number)

        return self._place(scope, app, f"{name}:{kind}", file, upload, life_ms=life_ms)

    def picture_url(self, scope: Scope, app: WecomApp, file: LocalFile) -> str:
        """This function will return a picture's permanent address inside WeCom. Raises as `media_id`."""
        return self._place(
            scope, app, PICTURE, file, lambda upload: media.upload_picture(self._client, app, upload), life_ms=None
        )

    def forget(self, scope: Scope, app: WecomApp, place: str) -> None:
        """This function will drop one id, as the function of the same name does."""
        forget(self._platform, scope, app, [place])

    def _place(
        self,
        scope: Scope,
        app: WecomApp,
        purpose: str,
        file: LocalFile,
        upload: Callable[[Upload], str],
        *,
        life_ms: int | None,
    ) -> str:
        """This function will return the place of a file younger than `life_ms`; one thread uploads, others wait."""
        key = {"corpid": app.corpid, "purpose": purpose, "digest": file.digest}
        with self._locks[hash((scope.brand_id, *key.values())) % UPLOAD_LOCKS]:
            now_ms = self._platform.clock.now_ms()
            known = self._known(scope, key)
            if known is not None and (life_ms is None or now_ms - known[1] < life_ms):
                return known[0]
            place = upload(Upload(file.name, file.read()))
            row = {**key, "place": place, "uploaded_at_ms": now_ms}
            index, update = ["brand_id", *key], ["place", "uploaded_at_ms"]
            self._platform.stores.core.write(
                lambda conn: scoped.upsert(conn, scope, wecom_media, [row], index=index, update=update)
            )
            return place

    def _known(self, scope: Scope, key: dict[str, str]) -> tuple[str, int] | None:
        terms = [wecom_media.c[name] == value for name, value in key.items()]
        statement = scoped.select(scope, wecom_media.c.place, wecom_media.c.uploaded_at_ms).where(*terms)
        with self._platform.stores.core.reading() as conn:
            row = conn.execute(statement).first()
        return None if row is None else (row.place, row.uploaded_at_ms)
