"""Settings that change while a worker runs: the next pull is made with the new ones, no message is lost or comes twice."""

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from siyu.advisors.archive.contracts import Source
from siyu.advisors.archive.pulling.operations import pull, pull_page
from siyu.advisors.archive.pulling.queries import message_count, position, sealed_count
from siyu.advisors.archive.tasks import lanes
from siyu.connectors.wecom.archive.archive import WecomArchive
from siyu.connectors.wecom.archive.process import LibraryRefused
from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.kit.clock import SECOND_MS
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.outreach.queries import channel_settings
from tests.advisors.archive.factories import key

SEEN_AFTER_MS = 6 * SECOND_MS


def read(platform, query, *given):
    with platform.stores.core.reading() as conn:
        return query(conn, *given)


def set_secret(platform, scope, secret: str, *, enabled: bool = True) -> None:
    """This function will save the archive's secret as the settings page does, and let the seconds until it holds pass."""
    with platform.stores.flow.reading() as conn:
        held = channel_settings(platform, conn, scope, "wecom") or ChannelSettings("wecom", True, {"corpid": "ww1"}, {})
    new = replace(held, enabled=enabled, secrets={**held.secrets, "archive_secret": secret})
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, new, at_ms=1))
    platform.clock.advance(SEEN_AFTER_MS)


class Vendor:
    """A folder from which the stand-in of the vendor's library gives out messages, to who signs in with a good secret."""

    def __init__(self, folder, public_pem: str) -> None:
        self.folder, self._public = folder, load_pem_public_key(public_pem.encode())

    def secret(self, letter: str) -> str:
        return f"serve:{letter}:{self.folder}"

    def page(self, after: int, *seqs: int) -> None:
        rows = [self._row(seq) for seq in seqs]
        (self.folder / f"{after}.json").write_text(json.dumps({"errcode": 0, "chatdata": rows}))

    def refuse(self, letter: str, *, on: bool = True) -> None:
        place = self.folder / f"refuse_{letter}"
        place.touch() if on else place.unlink()

    def signed_in(self) -> str:
        return (self.folder / "signed_in").read_text()

    def _row(self, seq: int) -> dict:
        body = {"msgid": f"m{seq}", "from": "wmA", "tolist": ["zhang"], "msgtime": seq, "msgtype": "text"}
        sealed = base64.b64encode(self._public.encrypt(b"right", padding.PKCS1v15())).decode()
        told = {"seq": seq, "msgid": f"m{seq}", "publickey_ver": 1, "encrypt_random_key": sealed}
        return told | {"encrypt_chat_msg": json.dumps(body | {"text": {"content": f"第{seq}条"}}, ensure_ascii=False)}


@pytest.fixture
def vendor(platform, scope, tmp_path) -> Vendor:
    folder = tmp_path / "vendor"
    folder.mkdir()
    return Vendor(folder, key(platform, scope))


@pytest.fixture
def archive(platform, library):
    made = WecomArchive(platform, WecomClient(platform.clock), ArchiveSettings(library=library))
    yield made
    made.close()


def test_a_new_secret_begins_a_new_process_where_the_old_one_stopped(platform, scope, vendor, archive):
    vendor.page(0, 1, 2)
    vendor.page(2, 3, 4)
    set_secret(platform, scope, vendor.secret("a"))
    assert pull_page(platform, scope, archive).messages == 2 and pull_page(platform, scope, archive).messages == 2
    old = archive._held[scope.brand_id]._messages._child
    vendor.page(4, 5)
    vendor.refuse("a")  # rotated at the vendor's: the old secret is worth nothing any more
    set_secret(platform, scope, vendor.secret("b"))
    done = pull(platform, scope, archive)
    assert (done.messages, done.repeated, done.seq, vendor.signed_in()) == (1, 0, 5, "ab")
    assert old.poll() is not None and read(platform, message_count, scope) == 5


def test_a_secret_that_changes_in_the_middle_of_a_page_costs_no_message_right_or_wrong(
    platform, scope, vendor, archive
):
    class Changing:
        """Has the secret changed when the page has come and nothing of it is opened yet."""

        def __init__(self, letter: str) -> None:
            self.letter = letter

        def pull(self, *given):
            found = archive.pull(*given)
            set_secret(platform, scope, vendor.secret(self.letter))
            return found

        def open(self, *given):
            return archive.open(*given)

    vendor.page(0, 1, 2)
    set_secret(platform, scope, vendor.secret("a"))
    vendor.refuse("b")
    with pytest.raises(LibraryRefused):
        pull_page(platform, scope, Changing("b"))
    assert (read(platform, position, scope).seq, read(platform, sealed_count, scope)) == (0, {})
    set_secret(platform, scope, vendor.secret("a"))
    assert pull_page(platform, scope, Changing("c")).messages == 2
    assert (read(platform, message_count, scope), read(platform, sealed_count, scope)) == (2, {})
    assert vendor.signed_in() == "aac"


def test_a_secret_put_right_is_tried_at_once_whatever_the_wrong_one_had_to_wait(platform, scope, vendor, archive):
    (lane, *_) = lanes(archive, None)
    vendor.page(0, 1)
    vendor.refuse("a")
    set_secret(platform, scope, vendor.secret("a"))
    for _ in range(4):
        platform.clock.advance(read(platform, position, scope).due_at_ms)
        assert lane.run(platform, None) == 0
    at = read(platform, position, scope)
    assert at.failures == 4 and at.due_at_ms > platform.clock.now_ms() + 3 * SEEN_AFTER_MS
    assert lane.run(platform, None) == 0 and read(platform, position, scope).failures == 4
    set_secret(platform, scope, vendor.secret("b"))
    assert lane.run(platform, None) == 1
    assert (read(platform, position, scope).problem, read(platform, message_count, scope)) == ("", 1)


def test_a_channel_that_is_switched_off_keeps_no_process(platform, scope, vendor, archive):
    vendor.page(0, 1)
    set_secret(platform, scope, vendor.secret("a"))
    assert pull(platform, scope, archive).messages == 1
    child = archive._held[scope.brand_id]._messages._child
    set_secret(platform, scope, vendor.secret("a"), enabled=False)
    assert lanes(archive, None)[0].run(platform, None) == 0
    assert child.poll() is not None and archive.source(scope) is Source.NONE


def test_a_simulated_corps_new_secret_is_noticed_as_well(platform, scope, archived, corp):
    archive = WecomArchive(platform, corp.client, ArchiveSettings(library=""))
    (lane, *_) = lanes(archive, None)
    archived.archive_message("wmA", ["zhangsan"], "在吗")
    assert lane.run(platform, None) == 1
    app = next(one for one in archived.state.apps.values() if one.kind == "archive")
    app.secret = "rotated"
    set_secret(platform, scope, "mistyped")
    archived.archive_message("zhangsan", ["wmA"], "在的")
    assert lane.run(platform, None) == 0 and "40001" in read(platform, position, scope).problem
    set_secret(platform, scope, "rotated")
    assert lane.run(platform, None) == 1 and read(platform, message_count, scope) == 2


def test_a_new_key_version_needs_nothing_but_the_key(platform, scope, other_scope, archived, corp):
    archive = WecomArchive(platform, corp.client, ArchiveSettings(library=""))
    (lane, *_) = lanes(archive, None)
    archived.set_archive_key(key(platform, other_scope, 2), version=2)
    archived.archive_message("wmA", ["zhangsan"], "换了密钥")
    assert lane.run(platform, None) == 0 and read(platform, sealed_count, scope) == {2: 1}
    key(platform, scope, 2)
    platform.clock.advance(read(platform, position, scope).due_at_ms - platform.clock.now_ms())
    assert lane.run(platform, None) == 1 and read(platform, sealed_count, scope) == {}
