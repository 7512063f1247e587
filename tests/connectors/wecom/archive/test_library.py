"""The library's process, against a small library with the vendor's function names. The vendor's own is not run here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from siyu.advisors.archive.contracts import Envelope
from siyu.advisors.archive.ports import CannotOpen
from siyu.connectors.wecom.archive import process
from siyu.connectors.wecom.archive.process import (
    LibraryDied,
    LibraryHung,
    LibraryNotLoaded,
    LibraryRefused,
    LibraryResting,
)
from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.archive.vendor import VendorArchive
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.kit.clock import SECOND_MS, VirtualClock


@pytest.fixture
def still() -> VirtualClock:
    return VirtualClock(1_000_000)


@pytest.fixture
def opened(library: str, still: VirtualClock) -> Iterator[dict[str, VendorArchive]]:
    made: dict[str, VendorArchive] = {}

    class Opener(dict[str, VendorArchive]):
        def __missing__(self, secret: str) -> VendorArchive:
            settings = ArchiveSettings(library=library, timeout_s=7, proxy="socks5://p")
            made[secret] = self[secret] = VendorArchive(settings, still, lambda: WecomApp("ww1", secret))
            return made[secret]

    yield Opener()
    for one in made.values():
        one.close()


def test_messages_and_files_come_through_the_process(opened: dict[str, VendorArchive]) -> None:
    archive = opened["fine"]
    first, second = archive.pull(0, 1_000)
    assert (first.seq, second.seq, first.key_version) == (101, 102, 3)
    assert first.sealed_body == "limit 1000 timeout 7 proxy socks5://p"
    assert archive.pull(102, 1_000) == []
    told = archive.open(Envelope(101, "a", 3, "k", "你好"), "right")
    assert told["text"]["content"] == "你好"
    with pytest.raises(CannotOpen):
        archive.open(first, "wrong")
    piece = archive.part("file", "")
    assert (piece.content, piece.mark, piece.last) == (b"abc", "1", False)
    assert archive.part("file", piece.mark).content == b"\0yz" and archive.part("file", "1").last
    with pytest.raises(LibraryRefused):
        archive.part("no file", "")


def test_a_crash_stays_in_its_process_which_rests_longer_each_time(
    opened: dict[str, VendorArchive], still: VirtualClock
) -> None:
    archive = opened["crash"]
    with pytest.raises(LibraryDied) as died:
        archive.pull(0, 10)
    assert "signal 11" in str(died.value)
    with pytest.raises(LibraryResting):
        archive.pull(0, 10)
    still.advance(SECOND_MS)
    with pytest.raises(LibraryDied):
        archive.pull(0, 10)
    still.advance(SECOND_MS)
    with pytest.raises(LibraryResting):
        archive.pull(0, 10)


def test_a_hang_ends_the_process_and_the_next_call_starts_another(
    opened: dict[str, VendorArchive], still: VirtualClock, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE_S", -6.5)  # seven seconds and the grace: half a second here
    archive = opened["hang"]
    with pytest.raises(LibraryHung):
        archive.pull(0, 10)
    still.advance(SECOND_MS)
    monkeypatch.undo()
    assert archive.open(Envelope(1, "a", 3, "k", "又好了"), "right")["msgid"] == "a"


def test_the_vendors_error_numbers_are_told_in_words(opened: dict[str, VendorArchive]) -> None:
    with pytest.raises(LibraryRefused) as refused:
        opened["refuse:10009"].pull(0, 10)
    assert "IP" in refused.value.detail("zh") and "IP" in refused.value.fix("zh") and not refused.value.permanent


def test_a_position_older_than_five_days_goes_on_with_the_oldest_message(opened: dict[str, VendorArchive]) -> None:
    assert [one.seq for one in opened["refuse:10010"].pull(7, 10)] == [101, 102]


def test_a_library_that_cannot_be_loaded_says_which_and_why(still: VirtualClock, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.so"
    archive = VendorArchive(ArchiveSettings(library=str(nothing)), still, lambda: WecomApp("ww1", "fine"))
    with pytest.raises(LibraryNotLoaded, match=r"nothing\.so"):
        archive.pull(0, 10)
    nothing.write_text("no library")
    with pytest.raises(LibraryNotLoaded):
        archive.pull(0, 10)
