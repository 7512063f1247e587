from typing import Any

import pytest

from siyu.simulators.wecom.api.media_shape import picture_size, video_seconds
from tests.simulators.wecom.factories import Api
from tests.simulators.wecom.media_files import picture, video


def upload(api: Api, kind: str, content: bytes, scene: int = 1) -> Any:
    api.get("agent/get")
    asked = {"access_token": api.token, "media_type": kind, "attachment_type": scene}
    files = {"media": (f"a.{kind}", content, "application/octet-stream")}
    return api.http.post(f"{api.url}/cgi-bin/media/upload_attachment", params=asked, files=files).json()["errcode"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_moments_take_pictures_up_to_their_long_and_short_side_whichever_way_they_lie(api: Api, kind: str) -> None:
    for size, code in (
        ((10_800, 1_080), 0),
        ((1_080, 10_800), 0),
        ((1_081, 1_081), 41081),
        ((10_801, 1), 41081),
        ((1, 10_801), 41081),
    ):
        assert upload(api, "image", picture(*size, kind)) == code, size


def test_moments_take_videos_of_half_a_minute(api: Api) -> None:
    assert upload(api, "video", video(30)) == 0
    assert upload(api, "video", video(30.001)) == 41082
    assert upload(api, "video", video(3_600, version=1, wide=True)) == 41082


def test_albums_and_what_is_no_picture_or_video_are_not_judged_by_it(api: Api) -> None:
    assert upload(api, "image", picture(2_000, 2_000), scene=2) == 0
    assert upload(api, "image", b"\x89PNG123456") == 0
    assert upload(api, "video", b"no video") == 0
    assert upload(api, "file", picture(2_000, 2_000)) == 0


def test_cut_or_foolish_files_have_no_shape() -> None:
    whole = video(5, wide=True)
    for end in range(len(whole) - 85):
        assert video_seconds(whole[:end]) is None
    assert video_seconds(video(5, scale=1)) == 5
    assert video_seconds(b"\x00\x00\x00\x03moov") is None
    jpeg = picture(3, 5, "JPEG")
    assert picture_size(jpeg) == (3, 5)
    assert picture_size(jpeg[:60]) is None
    assert picture_size(picture(3, 5)[:20]) is None
