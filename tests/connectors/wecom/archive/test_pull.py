"""From people who talk in the simulated corp to messages people read in the console."""

import pytest

from siyu.advisors.archive.consents.operations import ask_on, begin_round
from siyu.advisors.archive.consents.queries import counts
from siyu.advisors.archive.contracts import FileState, Source
from siyu.advisors.archive.media.operations import fetch
from siyu.advisors.archive.media.queries import file_path, kept_file
from siyu.advisors.archive.pulling.operations import pull
from siyu.advisors.archive.pulling.queries import position, sealed_count
from siyu.advisors.archive.talks.queries import TalkLook, messages, talks
from siyu.advisors.archive.tasks import lanes
from siyu.connectors.wecom.archive.archive import ArchiveNotSetUp, WecomArchive
from siyu.connectors.wecom.archive.listening import LISTENERS
from siyu.connectors.wecom.archive.settings import ArchiveSettings
from siyu.connectors.wecom.callbacks.taking import Taker
from siyu.connectors.wecom.sidebar.nudges import WecomNudge
from tests.advisors.archive.factories import key
from tests.advisors.factories import friend, staff

PICTURE = b"\xff\xd8\xff" + bytes(700_000)


@pytest.fixture
def archive(platform, corp):
    return WecomArchive(platform, corp.client, ArchiveSettings(library=""))


def read(platform, query, *given):
    with platform.stores.core.reading() as conn:
        return query(conn, *given)


def test_what_people_said_is_pulled_opened_and_filed(platform, scope, archived, archive):
    staff(platform, scope, "zhangsan")
    archived.archive_message("wmA", ["zhangsan"], "有没有五常大米")
    seq = archived.archive_message("zhangsan", ["wmA"], "有的，发您照片")
    picture = {"msgtype": "image", "image": archived.archive_file(PICTURE)}
    archived.archive_message("zhangsan", ["wmA"], picture)
    archived.revoke_archived(seq)
    assert archive.source(scope) is Source.SIMULATOR
    done = pull(platform, scope, archive)
    assert (done.messages, done.unopened, done.seq) == (3, 0, 4)
    (talk,) = read(platform, talks, scope, TalkLook())
    newest, answered, asked = read(platform, messages, scope, talk.id)
    assert (asked.text, answered.revoked_at_ms is not None) == ("有没有五常大米", True)
    assert fetch(platform, scope, archive) == 1
    place = file_path(platform, scope, read(platform, kept_file, scope, newest.id).digest)
    assert place.read_bytes() == PICTURE
    (newest, _, _) = read(platform, messages, scope, talk.id)
    assert newest.file is FileState.KEPT and newest.file_bytes == len(PICTURE)


def test_who_agreed_is_read_from_wecom(platform, scope, archived, archive):
    for external in ("wmA", "wmB"):
        friend(platform, scope, "zhangsan", external)
    pull(platform, scope, archive)
    assert begin_round(platform, scope, archive) == 1 and ask_on(platform, scope, archive) == 2
    told = read(platform, counts, scope)
    assert (told.members, told.agreed, told.refused) == (1, 1, 0)  # wmB has not been asked


def test_a_message_under_a_key_version_nobody_gave_us_waits_sealed(platform, scope, other_scope, archived, archive):
    archived.set_archive_key(key(platform, other_scope, 2), version=2)
    archived.archive_message("wmA", ["zhangsan"], "换了密钥")
    assert pull(platform, scope, archive).unopened == 1
    assert read(platform, sealed_count, scope) == {2: 1}


def test_a_notice_of_wecoms_has_the_archive_pulled_at_once(platform, scope, archived, archive, corp, door):
    pull_lane = lanes(archive, WecomNudge(platform, corp.client))[0]
    assert pull_lane.run(platform, None) == 0
    due = read(platform, position, scope).due_at_ms
    assert due > platform.clock.now_ms()
    app = next(one for one in archived.state.apps.values() if one.kind == "archive")
    app.token, app.aes_key = corp.app.token, corp.app.aes_key
    archived.set_callback_url(app.agentid, door)
    archived.archive_message("wmA", ["zhangsan"], "在吗")
    archived.deliver_callbacks()
    Taker(corp.client, 2, LISTENERS).run(platform)
    assert read(platform, position, scope).due_at_ms <= platform.clock.now_ms()
    assert pull_lane.run(platform, None) == 1


def test_a_refusal_of_wecoms_is_kept_as_the_reason(platform, scope, archived, archive, corp):
    app = next(one for one in archived.state.apps.values() if one.kind == "archive")
    app.trusted_ips = frozenset({"1.1.1.1"})
    assert lanes(archive, WecomNudge(platform, corp.client))[0].run(platform, None) == 0
    assert "60020" in read(platform, position, scope).problem


def test_an_archive_without_secret_or_library_is_not_set_up(platform, scope, corp, archive):
    assert archive.source(scope) is Source.NONE
    with pytest.raises(ArchiveNotSetUp):
        archive.pull(scope, 0, 10)
