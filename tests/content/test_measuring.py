"""What a file says about its size and length is believed; what it does not say, or says foolishly, is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.content.contracts import MaterialKind, Shape
from siyu.content.files.operations import keep_file
from siyu.content.files.queries import file_path
from siyu.content.measuring.domain import JPEG_START, PNG_SIGNATURE, picture_size, video_ms
from siyu.content.measuring.queries import shape_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.content.factories import MP4, PNG, Upload
from tests.simulators.wecom.media_files import box, picture, video

HEADS = st.sampled_from([PNG_SIGNATURE, JPEG_START, b"\x00\x00\x00\x08free", video(3), picture(3, 5, "JPEG")])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(1, 1), (300, 2_000), (4_000, 7)])
def test_pictures_are_as_large_as_they_were_drawn(kind: str, size: tuple[int, int]) -> None:
    assert picture_size(picture(*size, kind)) == size


def test_a_jpeg_is_read_past_its_notes_and_padding() -> None:
    drawn = picture(3, 5, "JPEG")
    note = b"\xff\xe1\xff\xff" + bytes(0xFFFD)
    assert picture_size(drawn[:2] + note * 40 + b"\xff\xff" + drawn[2:]) == (3, 5)
    assert picture_size(drawn[:2] + note * 2_000 + drawn[2:]) is None, "no picture has 130 MB of notes"


@pytest.mark.parametrize(
    ("film", "length_ms"),
    [
        (video(30), 30_000),
        (video(30.0001, scale=90_000), 30_001),
        (video(3_600, version=1, wide=True), 3_600_000),
        (video(0), None),
        (box(b"moov", box(b"mvhd", bytes(12) + b"\x00\x00\x03\xe8" + b"\xff" * 4)), None),
        (b"\x00\x00\x00\x03moov", None),
    ],
)
def test_videos_run_as_long_as_their_head_says(film: bytes, length_ms: int | None) -> None:
    assert video_ms(film) == length_ms


@given(HEADS, st.binary(max_size=60), st.integers(0, 200))
def test_cut_and_foolish_files_are_unknown_and_never_an_error(head: bytes, rest: bytes, end: int) -> None:
    for content in (head + rest, (head + rest)[:end], rest):
        size, length_ms = picture_size(content), video_ms(content)
        assert (size is None or min(size) > 0) and (length_ms is None or length_ms > 0)


def test_stored_files_are_measured_and_lost_or_silent_ones_are_unknown(platform: Platform, scope: Scope) -> None:
    def kept(kind: MaterialKind, content: bytes) -> Shape:
        return shape_of(platform, scope, keep_file(platform, scope, kind, "a", Upload(content)))

    assert kept(MaterialKind.IMAGE, picture(30, 40)) == Shape(30, 40)
    assert kept(MaterialKind.VIDEO, video(12)) == Shape(length_ms=12_000)
    assert kept(MaterialKind.IMAGE, PNG) == kept(MaterialKind.VIDEO, MP4) == Shape()
    lost = keep_file(platform, scope, MaterialKind.IMAGE, "a", Upload(picture(3, 4)))
    file_path(platform, scope, lost.digest).write_bytes(b"")
    assert shape_of(platform, scope, lost) == Shape()
    file_path(platform, scope, lost.digest).unlink()
    assert shape_of(platform, scope, lost) == Shape()
