"""A corp whose friends Siyu knows, and the standing work that writes tags."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from siyu.bootstrap.work import fact_bus
from siyu.connectors.wecom.tags import operations, queries, tasks
from siyu.connectors.wecom.tags.contracts import GroupState, TagState
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.kit.clock import SECOND_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import run_one
from siyu.kit.platform import Platform
from tests.connectors.wecom.conftest import Corp, work_off

MARK, ADD = "externalcontact/mark_tag", "externalcontact/add_corp_tag"


@dataclass
class Desk:
    """What a test does with tags, and what it sees in Siyu and in WeCom."""

    platform: Platform
    scope: Scope
    corp: Corp
    clock: VirtualClock
    people: dict[str, int] = field(default_factory=dict)

    def befriend(self, userid: str, *external: str, quietly: bool = False) -> None:
        """Friends in WeCom whom Siyu knows; `quietly` as a full reading tells it."""
        self.corp.world.seed_friends(userid, list(external))
        at_ms = self.clock.now_ms()

        def work(conn) -> None:
            who = [[Identity("external_userid", one)] for one in external]
            ids = customers.resolve(self.platform, conn, self.scope, who, source="t", at_ms=at_ms).tolist()
            self.people |= dict(zip(external, ids, strict=True))
            news = [FriendNews(userid, one, self.people[one], added=Added(at_ms)) for one in external]
            record_friends(self.platform, conn, self.scope, news, source="sync" if quietly else "test")

        self.write(work)

    def tag(self, name: str, *external: str, on: bool = True, source: str = "manual", group: str = "等级") -> int:
        ids = np.array([self.people[one] for one in external], dtype=np.int64)
        at_ms = self.clock.now_ms()

        def work(conn) -> int:
            tag_id = customers.ensure_tags(conn, self.scope, [name], at_ms=at_ms, group=group)[name]
            change = customers.add_tags if on else customers.remove_tags
            change(self.platform, conn, self.scope, tag_id, ids, source=source, at_ms=at_ms)
            return tag_id

        return self.write(work)

    def show(self, group: str = "等级", *, shown: bool = True) -> int:
        at_ms = self.clock.now_ms()

        def work(conn) -> int:
            group_id = customers.ensure_tag_group(conn, self.scope, group)
            operations.show_group(conn, self.scope, group_id, shown=shown, at_ms=at_ms)
            return group_id

        return self.write(work)

    def write(self, work):
        return self.platform.stores.core.write(work)

    def settle(self) -> None:
        """Let facts, jobs and the lane do what is due now."""
        bus, core = fact_bus(), self.platform.stores.core
        while (
            bus.deliver(self.platform, core)
            or run_one(core, tasks.JOBS, self.platform, self.clock)
            or tasks.write(self.platform, self.corp.client, self.scope)
        ):
            pass

    def hear(self) -> None:
        """Let WeCom's callbacks arrive a second later, and work them off."""
        self.clock.advance(SECOND_MS)
        self.corp.world.deliver_callbacks()
        work_off(self.platform, self.corp)
        self.settle()

    def there(self, userid: str, external: str) -> set[str]:
        """The names of the tags that WeCom shows on a friendship."""
        state = self.corp.world.state
        relation = state.friends.find(userid, external)
        assert relation is not None
        return {state.tags[one].name for one in relation.tag_ids if not state.tags[one].deleted}

    def here(self, name: str) -> set[str]:
        """Who carries a tag in Siyu, by external user id."""
        with self.platform.stores.core.reading() as conn:
            tag_id = next(one.id for one in customer_queries.tags(conn, self.scope) if one.name == name)
            ids = set(customer_queries.tag_holders(self.platform, conn, self.scope, tag_id).tolist())
        return {external for external, one in self.people.items() if one in ids}

    def corp_tags(self) -> dict[str, str]:
        """The corp's tags as WeCom has them: {name: group}."""
        state = self.corp.world.state
        return {one.name: state.tag_groups[one.group_id].name for one in state.tags.values() if not one.deleted}

    def calls(self, path: str = MARK) -> int:
        return self.corp.world.calls().get(path, 0)

    def overview(self):
        with self.platform.stores.core.reading() as conn:
            return queries.overview(conn, self.scope)

    def group(self, group_id: int) -> GroupState:
        return next(one for one in self.overview().groups if one.group_id == group_id)

    def state(self, tag_id: int) -> TagState:
        return next(one for group in self.overview().groups for one in group.tags if one.tag_id == tag_id)


@pytest.fixture
def desk(platform: Platform, scope: Scope, corp: Corp, door: str, clock: VirtualClock) -> Desk:
    """Two advisors; wm1 is a friend of both, wm2 of lisi, in Siyu and in WeCom."""
    made = Desk(platform, scope, corp, clock)
    made.befriend("zhangsan", "wm1")
    made.befriend("lisi", "wm1", "wm2")
    made.settle()
    return made
