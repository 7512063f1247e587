"""The nightly comparison against a slow oracle; estimates; the API; a worker killed in the middle."""

import multiprocessing
import random
import time
from pathlib import Path
from typing import Any

from siyu.connectors.wecom.client.settings import WecomClientSettings
from siyu.connectors.wecom.tags import comparing, operations, queries, tasks
from siyu.connectors.wecom.tags.domain import seconds_for, write_for
from siyu.customers.friends.contracts import Carried
from siyu.customers.friends.queries import carried_by
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.faults import Fault
from tests.connectors.wecom.conftest import Corp
from tests.connectors.wecom.tags.conftest import MARK, Desk
from tests.connectors.wecom.worker_process import open_platform, tag_for_ever
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in

PEOPLE = [f"wm{number:03d}" for number in range(40)]


def scatter(desk: Desk) -> None:
    """Forty friends of two advisors, three tags at random in Siyu and, differently, in WeCom as Siyu knows it."""
    dice = random.Random(5)
    desk.befriend("zhangsan", *PEOPLE, quietly=True)
    desk.befriend("lisi", *PEOPLE[:20], quietly=True)
    desk.show()
    for name in ("一", "二", "三"):
        desk.tag(name, *dice.sample(PEOPLE, 20))
    desk.settle()
    for name in ("一", "二", "三"):
        desk.tag(name, *dice.sample(PEOPLE, 15), source="wecom")
        desk.tag(name, *dice.sample(PEOPLE, 10), on=False, source="wecom")


def slow_differences(desk: Desk, most: int) -> tuple[int, int, int, int]:
    with desk.platform.stores.core.reading() as conn:
        catalogue = queries.catalogue(conn, desk.scope)
        rows: list[Carried] = carried_by(conn, desk.scope, desk.people.values())
    names = {one: next(iter(catalogue.same[one])) for one in catalogue.use}
    holders = {
        one: {desk.people[who] for who in desk.here(desk.corp.world.state.tags[names[one]].name)} for one in names
    }
    missing = sum(
        row.customer_id in holders[one] and names[one] not in row.vendor_tags for row in rows for one in names
    )
    extra = sum(row.customer_id not in holders[one] and names[one] in row.vendor_tags for row in rows for one in names)
    writes = [write_for(row, names, catalogue, holders, most) for row in rows]
    adding = sum(write is not None and bool(write.add) for write, _ in writes)
    return missing, extra, adding, sum(len(over) for _, over in writes)


def test_the_comparison_finds_what_a_slow_one_finds_on_pages_of_any_size(desk: Desk, monkeypatch) -> None:
    scatter(desk)
    for most, size in ((3_000, 20_000), (3_000, 7), (2, 1)):
        monkeypatch.setattr(comparing, "PAGE", size)
        with desk.platform.stores.core.reading() as conn:
            catalogue = queries.catalogue(conn, desk.scope)
        found = comparing.compare(desk.platform, desk.scope, catalogue, friend_tags_max=most)
        assert (found.missing, found.extra, found.writes, found.over) == slow_differences(desk, most)
        assert found.relations == 63 and found.whole
    bounded = comparing.compare(desk.platform, desk.scope, catalogue, friend_tags_max=2, relations_max=10)
    assert bounded.relations == 10 and not bounded.whole


def test_the_nightly_report_counts_and_pushing_brings_in_line_what_siyu_has(desk: Desk) -> None:
    scatter(desk)
    tasks.compare(desk.platform, None)
    before = desk.overview().differences
    assert before.missing > 0 and before.extra > 0
    assert desk.overview().waiting == 0  # the report changes nothing by itself
    with desk.platform.stores.core.reading() as conn:
        groups = queries.shown_groups(conn, desk.scope)
    desk.write(lambda conn: operations.level(conn, desk.scope, groups, at_ms=desk.clock.now_ms()))
    desk.settle()
    tasks.compare(desk.platform, None)
    after = desk.overview().differences
    assert after.missing == 0 and 0 < after.extra < before.extra + 1
    desk.write(lambda conn: operations.level(conn, desk.scope, groups, at_ms=desk.clock.now_ms(), remove=True))
    desk.settle()
    tasks.compare(desk.platform, None)
    assert (desk.overview().differences.missing, desk.overview().differences.extra) == (0, 0)
    for external in PEOPLE[:5]:
        carried = {name for name in ("一", "二", "三") if external in desk.here(name)}
        assert desk.there("zhangsan", external) == desk.there("lisi", external) == carried


def test_an_estimate_says_how_many_writes_and_how_long(desk: Desk, monkeypatch) -> None:
    desk.tag("VIP", "wm1")
    desk.tag("金卡", "wm1", "wm2")
    group_id = next(one.group_id for one in desk.overview().groups)
    monkeypatch.setenv("SIYU_WECOM_CORP_TAGS_MAX", "1")
    found = comparing.estimate(desk.platform, desk.scope, group_id, WecomClientSettings(), most=3_000)
    assert (found.tags_new, found.tags_left_out, found.relations, found.writes) == (2, 1, 3, 3)
    calls = desk.calls()
    monkeypatch.delenv("SIYU_WECOM_CORP_TAGS_MAX")
    desk.show()
    desk.settle()
    assert desk.calls() - calls == found.writes
    # A million writes at 60 % of 150,000 an hour.
    limits = {"per_minute": 10_000, "per_hour": 150_000, "share": 0.6}
    assert seconds_for(1_000_000, **limits) == 40_000 and seconds_for(500, **limits) == 5


def test_the_page_of_tags_shows_states_switches_groups_and_pushes(desk: Desk, platform: Platform, scope: Scope) -> None:
    desk.tag("VIP", "wm1", "wm2")
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    base = "/api/brands/golden/wecom/tags"
    with brand_guard():
        [group] = client.get(base).json()["groups"]
        assert (group["shown"], group["tags"][0]["shown"]) == (False, "internal")
        estimate = client.get(f"{base}/groups/{group['group_id']}/estimate").json()
        assert (estimate["tags_new"], estimate["writes"]) == (1, 3)
        shown = client.put(f"{base}/groups/{group['group_id']}", json={"shown": True}).json()
        assert shown["groups"][0]["tags"][0]["shown"] == "syncing"
        assert client.put(f"{base}/groups/999", json={"shown": True}).json()["code"] == "unknown_tag_group"
    desk.settle()
    with brand_guard():
        done = client.get(base).json()
        assert done["groups"][0]["tags"][0] == {
            "tag_id": group["tags"][0]["tag_id"], "shown": "synced", "reason": "", "waiting": 0, "refused": 0,
        }  # fmt: skip
        assert (done["corp_tags"], done["corp_tags_max"], done["friend_tags_max"]) == (1, 10_000, 3_000)
        assert client.post(f"{base}/push", json={"anew": True}).status_code == 200


def test_a_worker_killed_in_the_middle_leaves_nothing_undone_and_nothing_wrong(
    desk: Desk, platform: Platform, database_url: str, tmp_path: Path, clock: VirtualClock
) -> None:
    desk.befriend("zhangsan", *PEOPLE, quietly=True)
    desk.show()
    desk.tag("VIP")
    desk.settle()
    desk.corp.world.add_fault(Fault(MARK, "latency", times=200, latency_ms=30))
    desk.tag("VIP", *PEOPLE)
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.connectors.wecom.worker_process"])
    for until in (12, 40):
        worker = context.Process(target=tag_for_ever, args=(tmp_path, database_url), daemon=True)
        worker.start()
        deadline = time.monotonic() + 30
        while desk.calls() < until and time.monotonic() < deadline:
            time.sleep(0.01)
        if until < 40:
            worker.kill()
            worker.join()
    opened = open_platform(tmp_path, database_url)
    while _waiting(opened, desk.scope) and time.monotonic() < deadline + 30:
        time.sleep(0.02)
    worker.kill()
    worker.join()
    opened.close()
    assert [one for one in PEOPLE if desk.there("zhangsan", one) != {"VIP"}] == []
    assert desk.overview().waiting == 0
    assert desk.calls() <= 2 * len(PEOPLE)  # at worst everything of the killed step is compared once more


def _waiting(platform: Platform, scope: Scope) -> int:
    with platform.stores.core.reading() as conn:
        return queries.overview(conn, scope).waiting


def test_brands_do_not_see_each_other(desk: Desk, corp: Corp, other_scope: Scope) -> None:
    desk.tag("VIP", "wm1")
    desk.show()
    desk.settle()
    with desk.platform.stores.core.reading() as conn:
        assert queries.overview(conn, other_scope).groups == ()
        assert queries.shown_groups(conn, other_scope) == frozenset()
