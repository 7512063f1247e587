"""Files of materials at WeCom: ready before an advisor taps, uploaded again before their three days are over."""

from collections.abc import Sequence
from typing import cast

import structlog

from siyu.connectors.wecom.client.endpoints.media import Kind
from siyu.connectors.wecom.client.library import LocalFile, MediaLibrary
from siyu.connectors.wecom.credentials import WecomNotSetUp, corp_of
from siyu.content import queries as content
from siyu.content.contracts import COVERED_KINDS, Material
from siyu.content.files.queries import file_path
from siyu.kit.db.scope import Scope
from siyu.kit.errors import NotFound, Unavailable
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy

RENEW_EVERY_S = 30.0
MATERIALS_PER_READ = 200
READS_MAX = 100
log = structlog.get_logger(__name__)


class FileGone(NotFound):
    """A material's file is no longer in the data folder."""

    zh = "素材「{value}」的文件不在了"
    en = "The file of {value!r} is gone"
    fix_zh = "请在素材库重新上传;恢复备份时请一并恢复数据目录的 content 文件夹"
    fix_en = "Upload it again in the library; restore the data folder's content folder with a backup"


def media_kind(material: Material) -> Kind:
    """This function will say as what a material's file is uploaded: the cover of a card is an image."""
    return "image" if material.kind in COVERED_KINDS else cast(Kind, material.kind.value)


class WecomMediaStore:
    """Implements content's MediaStore port."""

    def __init__(self, platform: Platform, library: MediaLibrary) -> None:
        self._platform = platform
        self._library = library

    def media_id(self, scope: Scope, material: Material) -> str:
        """This function will return a media id good for half a day at least. Raises WecomRefused, WecomUnreachable, FileGone."""
        app = corp_of(self._platform, scope)
        return self._library.media_id(scope, app, media_kind(material), self._local(scope, material))

    def moment_media_id(self, scope: Scope, material: Material) -> str:
        """This function will return the id of a file for moments, which are uploaded apart. Raises as `media_id`."""
        app = corp_of(self._platform, scope)
        return self._library.attachment_id(scope, app, media_kind(material), self._local(scope, material))

    def prepare(self, scope: Scope) -> int:
        """This function will upload what is not at WeCom or soon no longer will be, and say how many materials are ready."""
        ready, after_id = 0, 0
        for _ in range(READS_MAX):
            with self._platform.stores.core.reading() as conn:
                page = content.with_files(conn, scope, after_id=after_id, limit=MATERIALS_PER_READ)
            ready += self._prepare_page(scope, page)
            if len(page) < MATERIALS_PER_READ:
                break
            after_id = page[-1].id
        return ready

    def _prepare_page(self, scope: Scope, page: Sequence[Material]) -> int:
        try:
            app = corp_of(self._platform, scope)
        except WecomNotSetUp:
            return 0
        files = [(media_kind(one), one.file.digest) for one in page if one.file]
        fresh = self._library.fresh(scope, app, files)
        missing = [one for one in page if one.file and (media_kind(one), one.file.digest) not in fresh]
        return len(page) - len(missing) + sum(self._try(scope, one) for one in missing)

    def _local(self, scope: Scope, material: Material) -> LocalFile:
        file = material.file
        assert file is not None, "only materials with files have media"
        place = file_path(self._platform, scope, file.digest)
        if not place.is_file():
            raise FileGone(field="material", value=material.title)
        return LocalFile(file.digest, file.name, place.read_bytes)

    def _try(self, scope: Scope, material: Material) -> bool:
        """This function will make one material ready; one that WeCom does not take must not hold up the others."""
        try:
            return bool(self.media_id(scope, material))
        except (Unavailable, FileGone) as error:
            log.warning("wecom.media_not_ready", material=material.id, error=error.detail("en"))
            return False


def media_lane(store: WecomMediaStore) -> Lane:
    """This function will make the lane that keeps materials ready at WeCom."""

    def run(platform: Platform, lease: Lease) -> int:
        with platform.stores.core.reading() as conn:
            brands = tenancy.brands(conn)
        for brand in brands:
            store.prepare(Scope(brand.id))
        return 0  # what is ready already is no work: rest until the next round

    return Lane("wecom.media", lambda platform: platform.stores.core, run, idle_s=RENEW_EVERY_S)
