"""Words added later are looked for in messages already kept: to the end, once, whatever is killed on the way."""

import threading

import pytest

from siyu.advisors.archive.contracts import ArchiveRules, LookBackState, Watched, WordLevel
from siyu.advisors.archive.models import archive_hit
from siyu.advisors.archive.pulling.operations import store
from siyu.advisors.archive.rules.operations import save_rules
from siyu.advisors.archive.tasks import JOBS
from siyu.advisors.archive.watching.history import operations as history
from siyu.advisors.archive.watching.history.queries import look_back
from siyu.advisors.archive.watching.operations import delete_word, save_words, tell
from siyu.advisors.archive.watching.queries import HitLook, hit_counts, hits, words
from siyu.kit.clock import DAY_MS
from siyu.kit.db import scoped
from siyu.kit.jobs import LEASE_MS, claim, run_one
from siyu.tenancy.contracts import Role
from tests.advisors.archive.factories import keep, said
from tests.advisors.factories import staff
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree

BASE = "/api/brands/golden/archive"


class Killed(BaseException):
    """The end of a worker: nothing of ours catches it."""


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture(autouse=True)
def two_a_page(monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)


def read(platform, query, *given):
    with platform.stores.core.reading() as conn:
        return query(conn, *given)


def add(platform, scope, *named: str, watched=Watched.BOTH, level=WordLevel.HIGH) -> None:
    at_ms = platform.clock.now_ms()
    platform.stores.core.write(lambda conn: save_words(conn, scope, named, level=level, watched=watched, at_ms=at_ms))


def step(platform) -> bool:
    return run_one(platform.stores.core, JOBS, platform, platform.clock)


def to_the_end(platform) -> int:
    steps = 0
    while step(platform):
        steps += 1
    return steps


def talked(platform, scope, count: int, text: str = "转账第{}次") -> None:
    now_ms = platform.clock.now_ms()
    keep(
        platform, scope, *(said(f"m{one}", "wmA", "zhang", text.format(one), now_ms - one * 7) for one in range(count))
    )


def found(platform, scope) -> list[str]:
    return [one.text for one in read(platform, hits, scope, HitLook(limit=200))]


def stored(platform, scope) -> int:
    return len(read(platform, lambda conn: conn.execute(scoped.select(scope, archive_hit.c.id)).all()))


def test_a_word_added_later_is_found_in_what_was_said_before_and_nobody_is_alarmed(platform, scope, other_scope):
    talked(platform, other_scope, 1)
    talked(platform, scope, 5)
    add(platform, scope, "转账")
    assert found(platform, scope) == [] and read(platform, look_back, scope).state is LookBackState.RUNNING
    assert to_the_end(platform) == 3
    at = read(platform, look_back, scope)
    assert (at.state, at.done, at.total, at.hits) == (LookBackState.DONE, 5, 5, 5)
    assert found(platform, scope) == [f"转账第{one}次" for one in range(5)] and found(platform, other_scope) == []
    assert tell(platform, scope, None) == 0 and sum(read(platform, hit_counts, scope).values()) == 5
    keep(platform, scope, said("new", "wmA", "zhang", "现在转账", platform.clock.now_ms() + 1))
    assert found(platform, scope)[0] == "现在转账" and tell_count(platform, scope) == 1


def tell_count(platform, scope) -> int:
    class Heard:
        def nudge(self, *_):
            return True

    return tell(platform, scope, Heard())


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next_and_nothing_is_found_twice(
    platform, scope, clock, monkeypatch
):
    talked(platform, scope, 9)
    add(platform, scope, "转账")
    assert step(platform)
    looked: list[str] = []

    def kill_once(listed, texts):
        looked.extend(text for text, _ in texts)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(history, "found", kill_once)
        step(platform)
    assert looked == ["转账第2次", "转账第3次"] and stored(platform, scope) == 2
    assert not step(platform)  # its lease runs
    clock.advance(LEASE_MS + 1)
    assert to_the_end(platform) == 4  # pages of 2: what was done before is not read again
    at = read(platform, look_back, scope)
    assert (at.state, at.done, at.hits, stored(platform, scope)) == (LookBackState.DONE, 9, 9, 9)


def test_a_step_that_fails_while_storing_leaves_nothing_and_is_done_again(platform, scope, clock, monkeypatch):
    talked(platform, scope, 3)
    add(platform, scope, "转账")

    def broken(*_given, **_more):
        raise RuntimeError("disk full")

    job = claim(platform.stores.core, list(JOBS), clock.now_ms(), clock)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(history.jobs, "carry_on", broken)
        history.step(platform, job)
    assert stored(platform, scope) == 0 and read(platform, look_back, scope).done == 0
    clock.advance(LEASE_MS + 1)
    to_the_end(platform)
    assert stored(platform, scope) == 3 and read(platform, look_back, scope).state is LookBackState.DONE


def test_a_worker_that_was_too_slow_stores_nothing_of_its_page(platform, scope, clock):
    talked(platform, scope, 4)
    add(platform, scope, "转账")
    slow = claim(platform.stores.core, list(JOBS), clock.now_ms(), clock)
    clock.advance(LEASE_MS + 1)
    assert step(platform)
    with pytest.raises(history.jobs.LeaseLost):
        history.step(platform, slow)
    assert (stored(platform, scope), read(platform, look_back, scope).done) == (2, 2)
    to_the_end(platform)
    assert (stored(platform, scope), read(platform, look_back, scope).hits) == (4, 4)


def test_a_list_that_grows_again_begins_again_and_the_older_look_ends(platform, scope):
    talked(platform, scope, 5, "转账或者红包{}")
    add(platform, scope, "转账")
    step(platform)
    add(platform, scope, "红包")
    assert to_the_end(platform) == 4  # the older look sees that it is none; three pages
    assert stored(platform, scope) == 10 and read(platform, look_back, scope).hits == 8


def test_words_wait_for_a_pull_that_has_read_the_list_without_them(platform, scope):
    adding = threading.Thread(target=add, args=(platform, scope, "转账"))

    def storing(conn) -> None:
        message = said("m", "wmA", "zhang", "转账", platform.clock.now_ms())
        store(conn, scope, [message], at_ms=platform.clock.now_ms())
        adding.start()
        adding.join(0.2)
        assert adding.is_alive()  # or the look back could be over before this message is to be seen

    platform.stores.core.write(storing)
    adding.join()
    to_the_end(platform)
    assert found(platform, scope) == ["转账"]


def test_only_a_list_that_finds_more_is_worth_a_look(platform, scope):
    talked(platform, scope, 1)
    add(platform, scope, "转账", watched=Watched.STAFF)
    assert to_the_end(platform) == 1 and stored(platform, scope) == 0  # a customer said it
    add(platform, scope, "转账", watched=Watched.STAFF, level=WordLevel.LOW)
    assert not step(platform)
    add(platform, scope, "转账")
    assert to_the_end(platform) == 1 and stored(platform, scope) == 1
    (word,) = read(platform, words, scope)
    platform.stores.core.write(lambda conn: delete_word(conn, scope, word.id, at_ms=1))
    assert not step(platform)


def test_what_is_no_longer_kept_is_left_alone_and_an_empty_archive_needs_no_look(platform, scope, clock):
    add(platform, scope, "转账")
    assert not step(platform) and read(platform, look_back, scope) is None
    talked(platform, scope, 1, "很久以前的红包")
    clock.advance(5 * DAY_MS)
    rules = ArchiveRules(kept_days=3)
    platform.stores.core.write(lambda conn: save_rules(conn, scope, rules, at_ms=clock.now_ms()))
    keep(platform, scope, said("late", "wmA", "zhang", "昨天的红包", clock.now_ms() - DAY_MS))
    add(platform, scope, "红包")
    to_the_end(platform)
    assert found(platform, scope) == ["昨天的红包"] and read(platform, look_back, scope).total == 1


def test_hits_are_listed_by_when_it_was_said_page_by_page(platform, scope):
    now_ms = platform.clock.now_ms()
    for name, at_ms in (("b", now_ms - 5), ("c", now_ms - 5), ("a", now_ms), ("d", now_ms - 9)):
        keep(platform, scope, said(name, "wmA", "zhang", f"转账{name}", at_ms))
        add(platform, scope, "转账")
        to_the_end(platform)
    account(platform, scope, "lin")
    client, listed, cursor = signed_in(platform, "lin"), [], ""
    while cursor is not None:
        page = client.get(f"{BASE}/hits", params={"limit": 1, "cursor": cursor}).json()
        listed += [one["text"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert listed == ["转账a", "转账c", "转账b", "转账d"]


def test_the_console_follows_a_look_and_can_ask_for_another(platform, scope):
    units = tree(platform, scope)
    staff(platform, scope, "zhang", unit="E11")
    account(platform, scope, "lin")
    account(platform, scope, "zhou", Role.MANAGER, units["E"])
    client, manager = signed_in(platform, "lin"), signed_in(platform, "zhou")
    assert client.get(f"{BASE}/words/look-back").json()["state"] is None
    talked(platform, scope, 4)
    client.put(f"{BASE}/words", json={"words": ["转账"]})
    step(platform)
    told = client.get(f"{BASE}/words/look-back").json()
    assert (told["state"], told["percent"], told["done"], told["total"], told["hits"]) == ("running", 50, 2, 4, 2)
    assert client.post(f"{BASE}/words/look-back").json()["percent"] == 50  # it is being done
    to_the_end(platform)
    told = client.get(f"{BASE}/words/look-back").json()
    assert (told["state"], told["percent"], told["hits"]) == ("done", 100, 4) and told["finished_at_ms"]
    assert manager.get(f"{BASE}/words/look-back").json()["hits"] is None
    assert manager.post(f"{BASE}/words/look-back").json()["code"] == "whole_brand_only"
    assert client.post(f"{BASE}/words/look-back").json()["state"] == "running"
    to_the_end(platform)
    assert read(platform, look_back, scope).hits == 0 and stored(platform, scope) == 4
