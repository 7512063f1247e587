"""A brand's archive at WeCom: implements the feature's port for every brand of this process."""

import threading
from collections.abc import Sequence
from functools import partial

from siyu.advisors.archive.contracts import Answer, Envelope, FilePart, NewMessage, Source
from siyu.connectors.wecom.archive.reading import read
from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.archive.simulated import SimulatedArchive
from siyu.connectors.wecom.archive.vendor import VendorArchive
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import BASE_URL, WecomApp
from siyu.connectors.wecom.client.endpoints import archive as endpoints
from siyu.connectors.wecom.client.endpoints.archive import Consent
from siyu.connectors.wecom.credentials import CHANNEL, WecomNotSetUp, corp_of
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.queries import channel_settings

SECRET = "archive_secret"
# A page of a thousand messages is opened one by one; the brand's settings are read once for all of them.
KNOWN_FOR_MS = 5 * SECOND_MS
AGREE = "Agree"


class ArchiveNotSetUp(Unavailable):
    """The brand has no archive secret, or this server has no library to pull with."""

    zh = "尚未配置会话存档"
    en = "The message archive has not been set up"
    fix_zh = "在「设置 › 渠道 › 企业微信」填会话存档 Secret,并用 SIYU_WECOM_ARCHIVE_LIBRARY 指定企业微信的 SDK"
    fix_en = "Give the archive's secret under Settings › Channels › WeCom, and the library's path in SIYU_WECOM_ARCHIVE_LIBRARY"


class WecomArchive:
    """Implements the archive's port; one for a process. A brand's settings hold for the next call, seconds after a change."""

    def __init__(self, platform: Platform, client: WecomClient, settings: ArchiveSettings | None = None) -> None:
        self._platform, self._client = platform, client
        self._settings = settings or ArchiveSettings()
        self._lock = threading.Lock()
        self._held: dict[int, VendorArchive] = {}
        self._known: dict[int, tuple[int, WecomApp]] = {}
        self._told: dict[int, WecomApp | None] = {}

    def source(self, scope: Scope) -> Source:
        """This function will say where the brand's messages come from."""
        app = self._app_if_any(scope)
        if app is None:
            return Source.NONE
        if self._settings.library:
            return Source.VENDOR
        return Source.NONE if app.base_url == BASE_URL else Source.SIMULATOR

    def changed(self, scope: Scope) -> bool:
        """This function will say whether corp or secret are others than when it was last asked; True the first time."""
        app, is_new = self._app_if_any(scope), scope.brand_id not in self._told
        was, self._told[scope.brand_id] = self._told.get(scope.brand_id), app
        return is_new or app != was

    def pull(self, scope: Scope, after_seq: int, limit: int) -> list[Envelope]:
        """This function will return messages after a number. Raises Unavailable."""
        return self._archive(scope).pull(after_seq, limit)

    def open(self, scope: Scope, envelope: Envelope, secret: str) -> NewMessage | None:
        """This function will open a message. Raises CannotOpen, or Unavailable."""
        return read(self._archive(scope).open(envelope, secret))

    def part(self, scope: Scope, file_id: str, mark: str) -> FilePart:
        """This function will return a piece of a file. Raises Unavailable."""
        return self._archive(scope).part(file_id, mark)

    def members(self, scope: Scope) -> list[str]:
        """This function will list the members whose messages are archived. Raises Unavailable."""
        return endpoints.permitted(self._client, self._app(scope))

    def answers(self, scope: Scope, pairs: Sequence[tuple[str, str]]) -> list[Answer]:
        """This function will return what customers answered towards members. Raises Unavailable."""
        return [_answer(one) for one in endpoints.consents(self._client, self._app(scope), pairs)]

    def room_answers(self, scope: Scope, room_id: str) -> list[Answer]:
        """This function will return what the customers of a group answered. Raises Unavailable."""
        found = endpoints.room_consents(self._client, self._app(scope), room_id)
        return [_answer(one, room_id) for one in found]

    def close(self) -> None:
        """This function will end the library's processes."""
        with self._lock:
            for one in self._held.values():
                one.close()
            self._held.clear()

    def _archive(self, scope: Scope) -> SimulatedArchive | VendorArchive:
        app = self._app(scope)
        if not self._settings.library:
            if app.base_url == BASE_URL:
                raise ArchiveNotSetUp(field="library")
            return SimulatedArchive(self._client, app)
        with self._lock:
            held = self._held.get(scope.brand_id)
            if held is None:
                who = partial(self._app, scope)
                held = self._held[scope.brand_id] = VendorArchive(self._settings, self._platform.clock, who)
            return held

    def _app_if_any(self, scope: Scope) -> WecomApp | None:
        """This function will return the corp; without one the brand's processes are ended: nobody will ask them."""
        try:
            return self._app(scope)
        except Unavailable:
            with self._lock:
                held = self._held.pop(scope.brand_id, None)
        if held is not None:
            held.close()
        return None

    def _app(self, scope: Scope) -> WecomApp:
        """This function will return the corp with the archive's own secret, read every five seconds.

        Raises ArchiveNotSetUp.
        """
        now_ms = self._platform.clock.now_ms()
        held = self._known.get(scope.brand_id)
        if held is None or now_ms >= held[0]:
            self._known[scope.brand_id] = held = (now_ms + KNOWN_FOR_MS, self._read_app(scope))
        return held[1]

    def _read_app(self, scope: Scope) -> WecomApp:
        try:
            corp = corp_of(self._platform, scope)
        except WecomNotSetUp as error:
            raise ArchiveNotSetUp(field="channel") from error
        with self._platform.stores.flow.reading() as conn:
            settings = channel_settings(self._platform, conn, scope, CHANNEL)
        secret = settings.secrets.get(SECRET, "") if settings else ""
        if not secret:
            raise ArchiveNotSetUp(field=SECRET)
        return WecomApp(corp.corpid, secret, base_url=corp.base_url)


def _answer(one: Consent, room_id: str = "") -> Answer:
    return Answer(
        userid="" if room_id else str(one.get("userid", "")),
        room_id=room_id,
        external_userid=str(one.get("exteranalopenid", "")),
        agreed=one.get("agree_status") == AGREE,
        changed_at_ms=int(one.get("status_change_time") or 0) * SECOND_MS,
    )
