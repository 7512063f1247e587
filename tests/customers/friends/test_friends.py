"""Friendships: the newest word counts in whatever order words come, and who ended one is told apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers.friends import queries
from siyu.customers.friends.contracts import Added, FriendNews, FriendState, Lost, LostBy, Notes
from siyu.customers.friends.domain import Relation, learn
from siyu.customers.friends.operations import change_notes, end_unseen, record_friends
from siyu.kit.clock import DAY_MS, HOUR_MS
from siyu.kit.db.scope import Scope
from siyu.kit.facts import waiting
from siyu.kit.platform import Platform
from tests.conftest import START_MS

WORDS = st.one_of(
    st.builds(Added, at_ms=st.integers(1, 4), half=st.booleans(), channel_state=st.sampled_from(["", "a", "b"])),
    st.builds(Lost, at_ms=st.integers(1, 4), by=st.sampled_from(LostBy)),
    st.builds(Notes, at_ms=st.integers(1, 4), remark=st.sampled_from(["", "x", "y"])),
)


def says(word: Added | Lost | Notes | None, external: str = "wm1", staff: str = "zhangsan", who: int = 1) -> FriendNews:
    """This function will wrap one word as news of a friendship."""
    blank = FriendNews(staff, external, who)
    match word:
        case Added():
            return replace(blank, added=word)
        case Lost():
            return replace(blank, lost=word)
        case Notes():
            return replace(blank, notes=word)
    return blank


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_any_order_and_repetition_of_words_ends_in_the_same_friendship(
    words: list[Added | Lost | Notes], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(words)) + data.draw(st.lists(st.sampled_from(words), max_size=4))
    told, again = Relation(1), Relation(1)
    for word in words:
        told = learn(told, says(word))
    for word in shuffled:
        again = learn(again, says(word))
    assert again == told


@pytest.mark.parametrize(
    ("by", "state"),
    [
        (LostBy.CUSTOMER, FriendState.DELETED_BY_CUSTOMER),
        (LostBy.STAFF, FriendState.DELETED_BY_STAFF),
        (LostBy.TRANSFER, FriendState.TRANSFERRED),
        (LostBy.SYNC, FriendState.GONE),
    ],
)
def test_who_ended_a_friendship_is_told_apart(platform: Platform, scope: Scope, by: LostBy, state: FriendState) -> None:
    def work(conn):
        record_friends(platform, conn, scope, [says(Added(START_MS, False, "store-1"))], source="wecom")
        found = record_friends(platform, conn, scope, [says(Lost(START_MS + 1, by))], source="wecom")
        return found, queries.friends_of_customer(conn, scope, 1), queries.lost_counts(conn, scope, from_ms=START_MS)

    found, [kept], counts = platform.stores.core.write(work)
    assert [(one.by, one.channel_state) for one in found.lost] == [(by, "store-1")]
    assert (kept.state, kept.lost_at_ms, kept.since_ms) == (state, START_MS + 1, START_MS)
    assert counts == {by: 1}
    assert waiting(platform.stores.core) == 2


def test_the_first_friendship_is_told_from_a_returning_one(platform: Platform, scope: Scope) -> None:
    def work(conn):
        first = record_friends(platform, conn, scope, [says(Added(10))], source="wecom")
        again = record_friends(platform, conn, scope, [says(Added(10))], source="wecom")
        record_friends(platform, conn, scope, [says(Lost(20, LostBy.CUSTOMER))], source="wecom")
        back = record_friends(platform, conn, scope, [says(Added(30))], source="wecom")
        other = record_friends(platform, conn, scope, [says(Added(40), staff="lisi")], source="wecom")
        return first, again, back, other, queries.known_before(conn, scope, ["wm1", "wm2"], 10)

    first, again, back, other, known = platform.stores.core.write(work)
    assert [one.first_time for one in first.added] == [True]
    assert again.added == ()
    assert [one.first_time for one in (*back.added, *other.added)] == [False, False]
    assert known == set()


def test_counts_and_additions_are_by_staff_and_channel(platform: Platform, scope: Scope, other_scope: Scope) -> None:
    news = [says(Added(START_MS + n, False, "door"), f"wm{n}", "zhangsan", n + 1) for n in range(3)]
    news += [
        says(Added(START_MS + DAY_MS, False, ""), "wm9", "lisi", 10),
        says(Lost(START_MS + 1, LostBy.STAFF), "wm0"),
    ]

    def work(conn):
        record_friends(platform, conn, scope, news, source="wecom")
        day = queries.additions(conn, scope, from_ms=START_MS, to_ms=START_MS + HOUR_MS)
        counts = queries.friend_counts(conn, scope, ["zhangsan", "lisi", "nobody"])
        return day, counts, queries.friend_counts(conn, other_scope, ["zhangsan"])

    day, counts, others = platform.stores.core.write(work)
    assert [(one.staff, one.channel_state, one.count) for one in day] == [("zhangsan", "door", 3)]
    assert counts == {"zhangsan": 2, "lisi": 1, "nobody": 0}
    assert others == {"zhangsan": 0}


def test_what_a_full_reading_no_longer_shows_is_ended_once(platform: Platform, scope: Scope) -> None:
    news = [says(Added(100), f"wm{n}", who=n + 1) for n in range(3)]
    news.append(says(Added(900), "wm-new", who=9))
    news.append(says(Added(100, half=True), "wm-half", who=8))

    def work(conn):
        record_friends(platform, conn, scope, news, source="wecom")
        seen = replace(says(Added(100), "wm1", who=2), seen_at_ms=500)
        record_friends(platform, conn, scope, [seen], source="sync")
        lost = end_unseen(platform, conn, scope, ["zhangsan"], begun_at_ms=500)
        again = end_unseen(platform, conn, scope, ["zhangsan"], begun_at_ms=500)
        return lost, again, queries.advisors(conn, scope, range(1, 10))

    lost, again, advised = platform.stores.core.write(work)
    assert sorted(one.external_userid for one in lost) == ["wm0", "wm2"]
    assert {one.by for one in lost} == {"sync"}
    assert again == []
    assert sorted(advised) == [2, 8, 9]


def test_our_own_notes_are_kept_as_no_callback_tells_of_them(platform: Platform, scope: Scope) -> None:
    def work(conn):
        record_friends(platform, conn, scope, [says(Added(100))], source="wecom")
        notes = Notes(200, "林女士", "爱喝茶")
        change_notes(platform, conn, scope, staff="zhangsan", external_userid="wm1", notes=notes)
        return queries.friends_of_staff(conn, scope, "zhangsan")

    [kept] = platform.stores.core.write(work)
    assert (kept.remark, kept.description) == ("林女士", "爱喝茶")
