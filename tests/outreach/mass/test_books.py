"""After any history of mass messages the ledger says what the corp's own books say, of every customer and every group.

Ours, those advisors make by themselves and other apps' use the same room, of customers and of groups; some go to groups
whose owner has changed, some are confirmed when the room is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.kit.clock import HOUR_MS
from siyu.outreach.mass import operations
from siyu.outreach.mass.contracts import Audience, Campaign, GroupTarget, Plan
from siyu.outreach.mass.tending.operations import learn_foreign_sends
from siyu.outreach.quota.contracts import QuotaMode
from siyu.outreach.quota.operations import save_quota_mode
from siyu.outreach.quota.queries import group_room, room
from tests.outreach.mass.conftest import ADVISORS, Corp

NUMBERS = count()
PEOPLE_EACH, GROUPS_EACH = 2, 2
ALL = len(ADVISORS) * GROUPS_EACH
ACTS = ("own", "own_groups", "own_groups", "ours", "ours_groups", "late", "late_groups", "other_groups", "moved")
steps = st.lists(
    st.tuples(
        st.integers(2, 40),  # hours later
        st.sampled_from(ACTS),
        st.integers(0, len(ADVISORS) - 1),
        st.sets(st.integers(0, ALL - 1), min_size=1),
    ),
    min_size=4,
    max_size=8,
)


@dataclass
class Books:
    """A handful of customers and groups of a corp, and what is done to them."""

    corp: Corp
    ids: dict[str, int] = field(default_factory=dict)
    groups: list[GroupTarget] = field(default_factory=list)

    def __post_init__(self) -> None:
        for advisor in ADVISORS:
            people = [f"wm{next(NUMBERS)}" for _ in range(PEOPLE_EACH)]
            self.ids |= dict(zip(people, self.corp.befriend(advisor, people).tolist(), strict=True))
            for _ in range(GROUPS_EACH):
                name = f"{next(NUMBERS)} 群"
                self.groups.append(GroupTarget(self.corp.world.seed_group(advisor, name).chat_id, name, advisor))

    def act(self, act: str, advisor: str, chosen: set[int]) -> None:
        """This function will do one thing; own messages name groups of others too, which the corp does not take."""
        world = self.corp.world
        people = [one for number, one in enumerate(self.ids) if number in chosen]
        chats = [self.groups[number].chat_id for number in sorted(chosen)]
        match act:
            case "own":
                world.send_own_mass(advisor, people, text="早")
            case "own_groups":
                world.send_own_group_mass(advisor, chats, text="早")
            case "other_groups":
                self._other(advisor, chats)
            case "moved":
                world.join_group(chats[0], advisor)
                world.change_group_owner(chats[0], advisor)
            case _:
                self._ours(act, advisor, people, chats)

    def rooms(self) -> tuple[dict[str, int], dict[str, int]]:
        """This function will learn what others did and return the room left by the ledger, and by the corp's books."""
        corp, now_ms = self.corp, self.corp.clock.now_ms()
        corp.learn()
        learn_foreign_sends(corp.platform, corp.desk, corp.scope)
        chats = [one.chat_id for one in self.groups]
        with corp.platform.stores.flow.reading() as conn:
            ids = np.array(list(self.ids.values()), dtype=np.int64)
            people = dict(zip(self.ids, room(conn, corp.scope, ids, at_ms=now_ms).tolist(), strict=True))
            groups = group_room(conn, corp.scope, chats, at_ms=now_ms)
        ledger = {**people, **groups}
        return ledger, {one: corp.world.quota_left(one) for one in ledger}

    def _ours(self, act: str, advisor: str, people: Sequence[str], chats: Sequence[str]) -> None:
        """This function will send a message of ours and, where it is confirmed late, let an own one take room before."""
        corp = self.corp
        to_groups = act.endswith("groups")
        addresses = chats if to_groups else people
        full = [one for one in addresses if not corp.world.quota_left(one)]
        campaign = self._draft(act, people, chats)
        told = corp.send(campaign)
        assert told.dropped == ({"quota": len(full)} if full else {}), "those whose room the corp says is used"
        if act.startswith("late"):
            corp.clock.advance(20 * HOUR_MS)
            self.act("own_groups" if to_groups else "own", advisor, {0, 1, 2})
        for one in ADVISORS:
            corp.confirm(campaign, one)
        corp.later()
        if not act.startswith("late"):
            assert corp.outcomes(campaign).get("quota", 0) == len(full), "and the corp refused no one else"

    def _draft(self, act: str, people: Sequence[str], chats: Sequence[str]) -> Campaign:
        corp = self.corp
        if not act.endswith("groups"):
            return corp.draft([self.ids[one] for one in people], text=f"第{next(NUMBERS)}条")
        plan = Plan(Audience(groups=tuple(one for one in self.groups if one.chat_id in chats)), f"第{next(NUMBERS)}条")
        return corp.platform.stores.flow.write(
            lambda conn: operations.create_campaign(conn, corp.scope, name="群", plan=plan, at_ms=corp.clock.now_ms())
        )

    def _other(self, advisor: str, chats: Sequence[str]) -> None:
        """This function will have another app send to an advisor's groups, and time pass until that is learnt."""
        corp = self.corp
        body = {"chat_type": "group", "sender": advisor, "chat_id_list": chats, "text": {"content": "别的应用"}}
        if not any(corp.world.state.owns_group(advisor, one) for one in chats):
            return
        made = corp.desk._client.post(corp.desk._corp(corp.scope), "externalcontact/add_msg_template", body)
        corp.world.confirm_mass(made["msgid"], advisor)
        corp.later(2 * HOUR_MS)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mode=st.sampled_from(QuotaMode), steps=steps)
def test_the_ledger_says_what_the_corps_books_say(
    corp: Corp, mode: QuotaMode, steps: list[tuple[int, str, int, set[int]]]
) -> None:
    object.__setattr__(corp.world.state.limits, "mass_quota_mode", str(mode))
    corp.platform.stores.flow.write(lambda conn: save_quota_mode(conn, corp.scope, mode, at_ms=1))
    books = Books(corp)
    for hours, act, advisor, chosen in steps:
        corp.later(hours * HOUR_MS)
        books.act(act, ADVISORS[advisor], chosen)
        ledger, theirs = books.rooms()
        assert ledger.keys() == books.ids.keys() | {one.chat_id for one in books.groups}
        assert ledger == theirs
