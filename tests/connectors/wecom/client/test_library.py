"""A file is uploaded once, and again before the vendor forgets it."""

import pytest

from siyu.connectors.wecom.client.endpoints import media
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.client.library import LocalFile, MediaLibrary, local_file
from siyu.kit.clock import HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.connectors.wecom.client.conftest import Bench
from tests.simulators.wecom.media_files import picture, video

PICTURE = local_file("poster.png", b"\x89PNG poster")
UPLOAD = "media/upload"


@pytest.fixture
def library(platform: Platform, bench: Bench) -> MediaLibrary:
    return MediaLibrary(platform, bench.client)


def test_the_same_bytes_are_uploaded_once_whatever_they_are_called(
    library: MediaLibrary, scope: Scope, bench: Bench
) -> None:
    first = library.media_id(scope, bench.app, "image", PICTURE)
    same = local_file("other name.png", b"\x89PNG poster")
    assert library.media_id(scope, bench.app, "image", same) == first
    assert bench.calls(UPLOAD) == 1
    assert media.download(bench.client, bench.app, first) == b"\x89PNG poster"


def test_other_bytes_kinds_and_brands_have_ids_of_their_own(
    library: MediaLibrary, scope: Scope, other_scope: Scope, bench: Bench
) -> None:
    found = {
        library.media_id(scope, bench.app, "image", PICTURE),
        library.media_id(scope, bench.app, "file", PICTURE),
        library.media_id(scope, bench.app, "image", local_file("b.png", b"other bytes")),
        library.media_id(other_scope, bench.app, "image", PICTURE),
    }
    assert len(found) == 4


def test_it_is_uploaded_again_before_three_days_are_over(
    library: MediaLibrary, scope: Scope, bench: Bench, clock: VirtualClock
) -> None:
    first = library.media_id(scope, bench.app, "image", PICTURE)
    clock.advance(60 * HOUR_MS - 1)
    assert library.media_id(scope, bench.app, "image", PICTURE) == first
    clock.advance(1)
    second = library.media_id(scope, bench.app, "image", PICTURE)
    assert second != first
    assert library.media_id(scope, bench.app, "image", PICTURE) == second
    assert bench.calls(UPLOAD) == 2


def test_a_file_already_there_is_not_read(library: MediaLibrary, scope: Scope, bench: Bench) -> None:
    found = library.media_id(scope, bench.app, "image", PICTURE)

    def gone() -> bytes:
        raise OSError("not read")

    assert library.media_id(scope, bench.app, "image", LocalFile(PICTURE.digest, "x", gone)) == found


def test_an_id_that_wecom_forgot_is_replaced(library: MediaLibrary, scope: Scope, bench: Bench) -> None:
    first = library.media_id(scope, bench.app, "image", PICTURE)
    library.forget(scope, bench.app, first)
    assert library.media_id(scope, bench.app, "image", PICTURE) != first


def test_permanent_pictures_stay(library: MediaLibrary, scope: Scope, bench: Bench, clock: VirtualClock) -> None:
    first = library.picture_url(scope, bench.app, PICTURE)
    clock.advance(1_000 * HOUR_MS)
    assert library.picture_url(scope, bench.app, PICTURE) == first
    assert bench.calls("media/uploadimg") == 1


def test_a_refused_upload_is_kept_nowhere(library: MediaLibrary, scope: Scope, bench: Bench) -> None:
    with pytest.raises(WecomRefused):
        library.media_id(scope, bench.app, "image", local_file("tiny.png", b"x"))
    with pytest.raises(WecomRefused):
        library.media_id(scope, bench.app, "image", local_file("tiny.png", b"x"))
    assert bench.calls(UPLOAD) == 2


@pytest.mark.parametrize(
    ("kind", "name", "content", "code", "reason"),
    [
        ("image", "wall.png", picture(1_081, 1_081), 41081, "图片尺寸不正确"),
        ("video", "film.mp4", video(31), 41082, "视频时长不正确"),
    ],
)
def test_what_moments_do_not_show_is_refused_for_good_by_name_and_not_remembered(
    library: MediaLibrary,
    scope: Scope,
    bench: Bench,
    kind: media.Kind,
    name: str,
    content: bytes,
    code: int,
    reason: str,
) -> None:
    for _ in range(2):
        with pytest.raises(WecomRefused) as caught:
            library.attachment_id(scope, bench.app, kind, local_file(name, content))
        assert (caught.value.errcode, caught.value.permanent) == (code, True)
        assert reason in caught.value.detail("zh")
    assert bench.calls("media/upload_attachment") == 2
    assert library.attachment_id(scope, bench.app, kind, local_file(name, content), album=True)
