"""Pure rules of friendships: two words, each kept in its newest form, decide the state in whatever order they come.

`Added` and `Lost` are registers that only move forward in time, so any permutation and repetition of the same news
ends in the same friendship. Where both carry the same second the loss counts: one adds before one deletes.
"""

from dataclasses import dataclass, replace

from siyu.customers.friends.contracts import FRIENDLY, Added, FriendNews, FriendState, Lost, LostBy, Notes

_STATES = {
    LostBy.CUSTOMER: FriendState.DELETED_BY_CUSTOMER,
    LostBy.STAFF: FriendState.DELETED_BY_STAFF,
    LostBy.TRANSFER: FriendState.TRANSFERRED,
    LostBy.SYNC: FriendState.GONE,
    LostBy.UNKNOWN: FriendState.GONE,
}
# Of two words of the same second the better informed one stays.
_KNOWING = {LostBy.UNKNOWN: 0, LostBy.SYNC: 1, LostBy.CUSTOMER: 2, LostBy.STAFF: 3, LostBy.TRANSFER: 4}
NEVER = 0
_NO_ADDED, _NO_LOST, _NO_NOTES = Added(NEVER), Lost(NEVER, LostBy.UNKNOWN), Notes(NEVER)


@dataclass(frozen=True, slots=True)
class Relation:
    """What is known of one friendship."""

    customer_id: int
    added: Added = _NO_ADDED
    lost: Lost = _NO_LOST
    notes: Notes = _NO_NOTES
    seen_at_ms: int = 0

    @property
    def state(self) -> FriendState:
        """Where it stands: the newer word decides."""
        if self.lost.at_ms and self.lost.at_ms >= self.added.at_ms:
            return _STATES[self.lost.by]
        return FriendState.HALF if self.added.half else FriendState.NORMAL

    @property
    def friendly(self) -> bool:
        """Whether they are friends now."""
        return self.state in FRIENDLY

    @property
    def tags(self) -> tuple[str, ...]:
        """The vendor's tags that count: an ended friendship carries none."""
        return self.notes.vendor_tags if self.friendly else ()

    @property
    def changed_at_ms(self) -> int:
        """When it last began or ended."""
        return max(self.added.at_ms, self.lost.at_ms)


def learn(held: Relation | None, news: FriendNews) -> Relation:
    """This function will return what is known after `news`; older and repeated news change nothing."""
    known = held or Relation(news.customer_id)
    return replace(
        known,
        customer_id=news.customer_id or known.customer_id,
        added=_newest_added(known.added, news.added),
        lost=_newest_lost(known.lost, news.lost),
        notes=_newest_notes(known.notes, news.notes),
        seen_at_ms=max(known.seen_at_ms, news.seen_at_ms),
    )


def _newest_added(held: Added, said: Added | None) -> Added:
    return held if said is None or _added_order(said) <= _added_order(held) else said


def _added_order(word: Added) -> tuple[int, bool, str, int]:
    return word.at_ms, not word.half, word.channel_state, word.add_way


def _newest_lost(held: Lost, said: Lost | None) -> Lost:
    return held if said is None or _lost_order(said) <= _lost_order(held) else said


def _lost_order(word: Lost) -> tuple[int, int]:
    return word.at_ms, _KNOWING[word.by]


def _newest_notes(held: Notes, said: Notes | None) -> Notes:
    return held if said is None or _notes_order(said) <= _notes_order(held) else said


def _notes_order(word: Notes) -> tuple[int, str, str, tuple[str, ...]]:
    return word.at_ms, word.remark, word.description, word.vendor_tags
