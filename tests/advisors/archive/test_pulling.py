import pytest

from siyu.advisors.archive.consents.operations import ask_on, begin_round
from siyu.advisors.archive.consents.queries import counts, round_is_due
from siyu.advisors.archive.contracts import ArchiveRules, FileState, NewFile, NewMessage
from siyu.advisors.archive.keys.operations import ArchiveKeyKnown, BadArchiveKey, add_key
from siyu.advisors.archive.keys.queries import public_keys
from siyu.advisors.archive.media.operations import fetch
from siyu.advisors.archive.media.queries import file_path, folder, kept_file
from siyu.advisors.archive.models import archive_key
from siyu.advisors.archive.pulling import operations
from siyu.advisors.archive.pulling.operations import PulledMeanwhile, open_sealed, pull, pull_page
from siyu.advisors.archive.pulling.queries import message_count, position, sealed_count
from siyu.advisors.archive.purging.operations import purge
from siyu.advisors.archive.rules.operations import save_rules
from siyu.advisors.archive.talks.queries import SearchLook, TalkLook, messages, search, talks
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.errors import Unavailable
from tests.advisors.archive.factories import Shelf, keep, key, private_key, said
from tests.advisors.factories import friend, staff
from tests.kit.brand_guard import brand_guard


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def shelf():
    return Shelf()


def read(platform, query, *given):
    with platform.stores.core.reading() as conn:
        return query(conn, *given)


def filled(platform, scope, shelf, count: int) -> None:
    public, now_ms = key(platform, scope), platform.clock.now_ms()
    for number in range(count):
        shelf.put(said(f"m{number}", "wmA", "zhang", f"第{number}条", now_ms + number), public)


def test_messages_are_pulled_in_order_and_never_twice(platform, scope, shelf, monkeypatch):
    monkeypatch.setattr(operations, "PULL_MAX", 2)
    filled(platform, scope, shelf, 5)
    done = pull(platform, scope, shelf)
    assert (done.messages, done.repeated, done.seq, done.caught_up) == (5, 0, 5, True)
    assert shelf.asked == [0, 2, 4, 5]
    platform.stores.core.write(lambda conn: operations.start_over(conn, scope))
    again = pull(platform, scope, shelf)
    assert (again.messages, again.repeated) == (0, 5) and read(platform, message_count, scope) == 5
    (talk,) = read(platform, talks, scope, TalkLook())
    assert (talk.messages, talk.last_text, talk.people, talk.external_userid) == (5, "第4条", ("zhang",), "wmA")


def test_a_pull_that_dies_while_storing_leaves_nothing_and_the_next_one_does_it(platform, scope, shelf, monkeypatch):
    filled(platform, scope, shelf, 3)

    def broken(*_given, **_more):
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(operations, "mark", broken)
        with pytest.raises(RuntimeError):
            pull(platform, scope, shelf)
    assert read(platform, position, scope).seq == 0 and read(platform, message_count, scope) == 0
    assert pull(platform, scope, shelf).messages == 3


def test_of_two_pulls_at_once_one_stores_the_page(platform, scope, shelf):
    filled(platform, scope, shelf, 2)

    class Overtaken(Shelf):
        def pull(self, _scope, after_seq, limit):
            found = shelf.pull(_scope, after_seq, limit)
            pull_page(platform, scope, shelf)
            return found

    slow = Overtaken()
    slow.messages = shelf.messages
    with pytest.raises(PulledMeanwhile):
        pull_page(platform, scope, slow)
    assert read(platform, message_count, scope) == 2


def test_a_hole_in_the_numbers_is_counted_as_loss(platform, scope, shelf):
    public, now_ms = key(platform, scope), platform.clock.now_ms()
    shelf.put(said("a", "wmA", "zhang", "一", now_ms), public, skip=40)
    shelf.put(said("b", "wmA", "zhang", "二", now_ms), public)
    pull(platform, scope, shelf)
    assert read(platform, position, scope).missing == 0  # where the archive begins is no loss
    shelf.put(said("c", "wmA", "zhang", "三", now_ms), public, skip=7)
    pull(platform, scope, shelf)
    at = read(platform, position, scope)
    assert (at.missing, at.missing_at_ms) == (7, now_ms)


def test_a_message_whose_key_is_not_here_waits_and_is_opened_when_the_key_comes(platform, scope, other_scope, shelf):
    public = key(platform, other_scope, 2)
    shelf.put(said("late", "wmA", "zhang", "等钥匙", platform.clock.now_ms()), public, version=2)
    key(platform, scope, 1)
    done = pull(platform, scope, shelf)
    assert (done.messages, done.unopened, read(platform, sealed_count, scope)) == (0, 1, {2: 1})
    assert open_sealed(platform, scope, shelf) == 0
    key(platform, scope, 2)
    assert open_sealed(platform, scope, shelf) == 1 and read(platform, sealed_count, scope) == {}
    (talk,) = read(platform, talks, scope, TalkLook())
    assert talk.last_text == "等钥匙"


def test_a_private_key_is_stored_sealed_once_and_shown_never(platform, scope):
    public = key(platform, scope)
    with pytest.raises(ArchiveKeyKnown):
        key(platform, scope)
    with pytest.raises(BadArchiveKey):
        platform.stores.core.write(lambda conn: add_key(platform, conn, scope, "nonsense", version=9, at_ms=1))
    row = read(platform, lambda conn: conn.execute(scoped.select(scope, archive_key)).one())
    assert b"PRIVATE" not in row.private_sealed and "PRIVATE" not in repr(read(platform, public_keys, scope))
    assert platform.keyring.decrypt(scope.brand_id, row.private_sealed) == private_key(1)
    assert row.public_pem == public


def test_a_message_taken_back_stays_readable_and_says_so(platform, scope):
    now_ms = platform.clock.now_ms()
    keep(platform, scope, said("m", "wmA", "zhang", "手滑了", now_ms))
    keep(platform, scope, NewMessage("r", now_ms + 5, "revoke", "wmA", ("zhang",), revokes="m"))
    (talk,) = read(platform, talks, scope, TalkLook())
    (one,) = read(platform, messages, scope, talk.id)
    assert (one.revoked_at_ms, one.text, talk.messages) == (now_ms + 5, "手滑了", 1)


def test_two_chinese_characters_are_enough_to_find_a_message(platform, scope, other_scope):
    now_ms = platform.clock.now_ms()
    keep(platform, other_scope, said("x", "wmA", "zhang", "转账 ab 好转", now_ms))
    assert read(platform, search, scope, SearchLook("转账")) == []
    first, second = "你好，转账：直接转账给我", "型号 Ab-1"
    keep(platform, scope, said("m1", "wmA", "zhang", first, now_ms))
    keep(platform, scope, said("m2", "zhang", "wmA", second, now_ms))
    for words in ("转账", "好转", "直接转账给我", "ＡＢ", "b1"):
        found = [one.text for one in read(platform, search, scope, SearchLook(words))]
        assert found == [second if words in ("ＡＢ", "b1") else first], words
    assert not any(read(platform, search, scope, SearchLook(words)) for words in ("账转", "不存在", "给你"))


def test_a_file_comes_in_pieces_within_the_size_kept_and_whole_or_not_at_all(platform, scope, shelf):
    now_ms = platform.clock.now_ms()
    shelf.files = {"small": b"0123456789", "large": b"x" * 40, "bad": b"other"}
    held = {name: NewFile(name, f"{name}.png", 0) for name in shelf.files}
    held["bad"] = NewFile("bad", "", 5, "00" * 16)
    held["huge"] = NewFile("huge", "", 900 << 20)
    for name, file in held.items():
        keep(platform, scope, said(name, "wmA", "zhang", "", now_ms, kind="image", file=file))
    assert fetch(platform, scope, shelf) == 4
    (talk,) = read(platform, talks, scope, TalkLook())
    states = {one.file_name or one.file_bytes: one.file for one in read(platform, messages, scope, talk.id)}
    assert states["small.png"] is FileState.KEPT and states[900 << 20] is FileState.LEFT
    assert states[5] is FileState.WAITING  # damaged: it is asked for again
    one = next(one for one in read(platform, messages, scope, talk.id) if one.file_name == "small.png")
    kept = read(platform, kept_file, scope, one.id)
    assert file_path(platform, scope, kept.digest).read_bytes() == b"0123456789"
    assert not list(folder(platform, scope).glob("*.part"))


def test_what_is_older_than_the_brand_keeps_is_forgotten_with_its_files_hits_and_index(platform, scope, shelf, clock):
    now_ms = clock.now_ms()
    shelf.files = {"f": b"picture"}
    keep(platform, scope, said("old", "wmA", "zhang", "旧的话", now_ms, kind="image", file=NewFile("f", "f", 7)))
    keep(platform, scope, said("gone", "wmB", "zhang", "只有旧的", now_ms))
    fetch(platform, scope, shelf)
    clock.advance(10 * DAY_MS)
    keep(platform, scope, said("new", "wmA", "zhang", "新的话", clock.now_ms()))
    rules = ArchiveRules(kept_days=5)
    platform.stores.core.write(lambda conn: save_rules(conn, scope, rules, at_ms=clock.now_ms()))
    assert purge(platform, scope) == 2
    (talk,) = read(platform, talks, scope, TalkLook())
    assert (talk.messages, talk.external_userid, talk.first_at_ms) == (1, "wmA", clock.now_ms())
    assert [one.text for one in read(platform, search, scope, SearchLook("的话"))] == ["新的话"]
    assert not [path for path in folder(platform, scope).rglob("*") if path.is_file()]
    assert purge(platform, scope) == 0


def test_answers_are_read_for_every_friend_of_every_archived_member(platform, scope, shelf):
    staff(platform, scope, "zhang")
    for external, agreed in (("wmA", True), ("wmB", False), ("wmC", True)):
        friend(platform, scope, "zhang", external)
        shelf.agreed["zhang", external] = agreed
    now_ms = platform.clock.now_ms()
    assert not read(platform, round_is_due, scope, now_ms)
    pull(platform, scope, shelf)
    assert read(platform, round_is_due, scope, now_ms)
    assert begin_round(platform, scope, shelf) == 1 and ask_on(platform, scope, shelf) == 3
    assert ask_on(platform, scope, shelf) == 0 and not read(platform, round_is_due, scope, now_ms)
    told = read(platform, counts, scope)
    assert (told.members, told.agreed, told.refused) == (1, 2, 1)


def test_a_failed_pull_says_why_and_is_tried_again_later_each_time(platform, scope):
    now_ms = platform.clock.now_ms()
    for wait_s in (30, 60, 120):
        platform.stores.core.write(lambda conn: operations.put_off(conn, scope, Unavailable(value="x"), at_ms=now_ms))
        at = read(platform, position, scope)
        assert at.due_at_ms == now_ms + wait_s * 1_000 and at.problem.count("\n") == 1
    platform.stores.core.write(lambda conn: operations.hurry(conn, scope, at_ms=now_ms))
    assert read(platform, position, scope).due_at_ms == now_ms
