"""Acquisition links: made once, kept as wanted, their people counted, figures, quota and warnings read, journeys begun."""

from dataclasses import replace

import numpy as np
import pytest

from siyu.acquisition.links import operations, queries
from siyu.acquisition.links.contracts import AcquisitionLink, LinkSettings
from siyu.acquisition.links.domain import deep_link, department_of, place_url
from siyu.acquisition.links.keeping.operations import apply_links
from siyu.acquisition.links.remarks.operations import write_link_remarks
from siyu.acquisition.links.visits.operations import read_links, take_link_friends
from siyu.acquisition.links.visits.queries import link_figures
from siyu.acquisition.live_codes.contracts import CodeStatus, NewPlacement, SyncState, Welcome
from siyu.bootstrap.work import fact_bus
from siyu.connectors.wecom.callbacks.inbox import Callback
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.links.desk import WecomLinkDesk
from siyu.connectors.wecom.links.listening import on_links
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews, Lost, LostBy, NewFriend
from siyu.customers.friends.operations import record_friends
from siyu.customers.friends.queries import friends_of_staff
from siyu.customers.operations import ensure_tags, resolve
from siyu.customers.queries import find, tag_holders
from siyu.journeys.operations import create_journey, publish_journey
from siyu.journeys.queries import members
from siyu.kit.calendar import day_of
from siyu.kit.clock import DAY_MS, MINUTE_MS
from siyu.simulators.wecom.faults import Fault
from tests.acquisition.conftest import Shop
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in

ROOT = "externalcontact/customer_acquisition/"


class Links:
    """A shop's links and the vendor's."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.on, self.scope = shop, shop.platform, shop.scope
        self.desk = WecomLinkDesk(self.on, WecomClient(shop.clock, sleep=lambda _: None))

    def write(self, work):
        return self.on.stores.core.write(work)

    def settings(self, **change: object) -> LinkSettings:
        return replace(LinkSettings("信息流 A", (self.shop.staff["zhangsan"],)), **change)

    def make(self, settings: LinkSettings, *places: str) -> AcquisitionLink:
        new = [NewPlacement(one) for one in places]
        at_ms = self.shop.clock.now_ms()
        made = self.write(lambda conn: operations.create_link(conn, self.scope, settings, new, at_ms=at_ms))
        self.settle()
        return self.read(made)

    def read(self, link_id: int) -> AcquisitionLink:
        with self.on.stores.core.reading() as conn:
            return queries.link_by_id(conn, self.scope, link_id)

    def settle(self) -> None:
        while apply_links(self.on, self.desk, self.scope):
            pass

    def remarks(self) -> int:
        return write_link_remarks(self.on, self.shop.ways, self.scope)

    def facts(self) -> None:
        bus = fact_bus()
        while bus.deliver(self.on, self.on.stores.core):
            pass

    def come(self, link: AcquisitionLink, external: str, *, place: int | None = 0) -> str:
        """Somebody comes through the link at WeCom; what the callback would tell is told at once."""
        channel = "" if place is None else link.places[place].channel
        met = self.shop.world.scan_link(link.vendor_id, channel=channel, external_userid=external)
        at_ms = self.shop.clock.now_ms()

        def work(conn) -> None:
            ids = resolve(self.on, conn, self.scope, [[Identity("external_userid", external)]], source="t", at_ms=at_ms)
            added = Added(at_ms, channel_state=channel, add_way=16)
            news = [FriendNews(met.userid, external, int(ids[0]), added=added)]
            record_friends(self.on, conn, self.scope, news, source="wecom")

        self.write(work)
        self.facts()
        return met.userid

    def figures(self, link: AcquisitionLink):
        today = day_of(self.shop.clock.now_ms())
        with self.on.stores.core.reading() as conn:
            return link_figures(conn, self.scope, link.id, from_day=today - 6, until_day=today)

    def calls(self, name: str) -> int:
        return self.shop.world.calls().get(ROOT + name, 0)


@pytest.fixture
def links(shop: Shop) -> Links:
    shop.world.buy_link_quota(25, days=30)
    return Links(shop)


def test_a_link_is_made_once_and_changed_only_when_something_differs(links: Links) -> None:
    link = links.make(links.settings(), "朋友圈", "短信")
    assert link.sync is SyncState.READY and link.url and len({one.channel for one in link.places}) == 2
    held = links.shop.world.state.links.links[link.vendor_id]
    assert (held.name, held.fields["range"]["user_list"]) == ("信息流 A", ["zhangsan"])
    change = replace(link.settings, staff_ids=(links.shop.staff["lisi"],), skip_verify=False)
    links.write(lambda conn: operations.change_link(conn, links.scope, link.id, change, version=1, at_ms=1))
    links.settle()
    assert (held.fields["range"]["user_list"], held.fields["skip_verify"]) == (["lisi"], False)
    links.write(lambda conn: operations.look_again(conn, links.scope))
    links.settle()
    assert (links.calls("create_link"), links.calls("update_link")) == (1, 1)
    links.write(lambda conn: operations.close_link(conn, links.scope, link.id, at_ms=2))
    links.settle()
    closed = links.read(link.id)
    assert (closed.status, closed.sync) == (CodeStatus.CLOSED, SyncState.CLOSED)
    assert links.shop.world.state.links.links == {}


def test_a_link_whose_making_nobody_saw_the_end_of_is_found_and_not_made_twice(links: Links) -> None:
    links.shop.world.add_fault(Fault(ROOT + "create_link", "cut", times=1))
    link = links.make(links.settings(), "朋友圈")
    assert link.sync is SyncState.ASKING
    links.shop.clock.advance(MINUTE_MS)
    links.settle()
    assert links.read(link.id).sync is SyncState.READY
    assert len(links.shop.world.state.links.links) == links.calls("create_link") == 1


def test_errors_are_answered_by_their_class(links: Links) -> None:
    links.shop.world.add_fault(Fault(ROOT + "create_link", "errcode", errcode=41095, times=1))
    refused = links.make(links.settings(), "朋友圈")
    assert refused.sync is SyncState.REFUSED and "41095" in refused.error and "41095" in refused.error_en
    links.shop.world.add_fault(Fault(ROOT + "create_link", "errcode", errcode=45009, times=1))
    later = links.make(links.settings(name="信息流 B"), "朋友圈")
    assert later.sync is SyncState.NEW
    links.shop.clock.advance(2 * DAY_MS)
    links.settle()
    assert {links.read(one.id).sync for one in (refused, later)} == {SyncState.READY}


def test_who_comes_by_a_place_is_counted_tagged_greeted_and_sent_on_a_journey(links: Links) -> None:
    nodes = [
        {"id": "start", "kind": "entry", "trigger": {"event": "Order Paid"}, "next": "wait"},
        {"id": "wait", "kind": "wait", "duration_ms": DAY_MS, "next": "end"},
        {"id": "end", "kind": "exit"},
    ]
    on, scope = links.on, links.scope
    made = on.stores.flow.write(lambda conn: create_journey(conn, scope, name="新客", draft={"nodes": nodes}, at_ms=1))
    publish_journey(on, scope, made.id)
    tag = links.write(lambda conn: ensure_tags(conn, scope, ["投放新客"], at_ms=1))["投放新客"]
    welcome = Welcome("您好，感谢关注", journey_id=made.id)
    link = links.make(links.settings(tag_ids=(tag,), welcome=welcome), "朋友圈", "短信")
    links.come(link, "wm1")
    links.come(link, "wm2", place=1)
    links.facts()
    with on.stores.core.reading() as conn:
        holders = tag_holders(on, conn, scope, tag).tolist()
        assert queries.welcome_of(conn, scope, link.places[1].channel).text == "您好，感谢关注"
    with on.stores.flow.reading() as conn:
        assert sorted(one.customer_id for one in members(conn, scope, made.id)) == sorted(holders)
    assert len(holders) == 2
    found = links.figures(link)
    assert {one.name: found.by_place[one.id].came for one in link.places} == {"朋友圈": 1, "短信": 1}
    lost = [FriendNews("zhangsan", "wm1", 0, lost=Lost(links.shop.clock.now_ms() + 1, LostBy.CUSTOMER))]
    links.write(lambda conn: record_friends(on, conn, scope, lost, source="t"))
    links.facts()
    assert (links.figures(link).total.came, links.figures(link).total.lost) == (2, 1)


def test_the_vendors_list_and_figures_are_read_by_night(links: Links) -> None:
    link = links.make(links.settings(), "朋友圈")
    world = links.shop.world
    world.click_link(link.vendor_id)
    links.come(link, "wm1")
    links.come(link, "wm2", place=None)  # no channel: only WeCom's own list says that they came by it
    world.customer_says("zhangsan", "wm2")
    assert links.figures(link).total.came == 1
    assert read_links(links.on, links.desk, links.scope) == 1
    total = links.figures(link).total
    assert (total.came, total.spoke, total.clicks, total.added) == (2, 1, 3, 2)
    assert links.figures(link).by_place[0].came == 1
    calls = links.calls("statistic")
    links.shop.clock.advance(5 * DAY_MS)
    read_links(links.on, links.desk, links.scope)
    assert (links.figures(link).total.came, links.figures(link).total.added) == (2, 2)
    assert links.calls("statistic") == calls + 5  # the days since, and none twice but those that may still change
    with links.on.stores.core.reading() as conn:
        quota = queries.quota(conn, links.scope)
    assert quota is not None and (quota.total, quota.balance, len(quota.lots)) == (25, 23, 1)


def test_warnings_of_the_vendor_become_alerts_and_are_ticked_off(links: Links) -> None:
    link = links.make(links.settings(), "朋友圈")

    def knock(number: int, change: str, **fields: str) -> Knock:
        kept = Callback(number, f"d{number}", "", "", 0, 0)
        return Knock(
            kept, {"Event": "customer_acquisition", "ChangeType": change, "CreateTime": "1735689600", **fields}
        )

    soon = {"ExpireTime": "1736689600", "ExpireQuotaNum": "7"}
    news = [
        knock(1, "balance_low"),
        knock(2, "quota_expire_soon", **soon),
        knock(3, "link_unavailable", LinkId=link.vendor_id),
        knock(4, "friend_request", LinkId=link.vendor_id),
    ]
    for _ in range(2):
        on_links(links.on, links.scope, news)
    with links.on.stores.core.reading() as conn:
        alerts = {one.kind.value: one for one in queries.alerts(conn, links.scope)}
    assert alerts.keys() == {"balance_low", "quota_expire_soon", "link_unavailable"}
    assert alerts["link_unavailable"].link_name == "信息流 A"
    assert (alerts["quota_expire_soon"].count, alerts["quota_expire_soon"].until_ms) == (7, 1_736_689_600_000)
    links.write(lambda conn: operations.tick_off(conn, links.scope, alerts["link_unavailable"].id))
    on_links(links.on, links.scope, [knock(5, "balance_increased")])
    with links.on.stores.core.reading() as conn:
        assert [one.kind.value for one in queries.alerts(conn, links.scope)] == ["quota_expire_soon"]
    links.shop.world.delete_link_in_console(link.vendor_id)
    on_links(links.on, links.scope, [knock(6, "delete_link", LinkId=link.vendor_id)])
    links.settle()
    assert links.read(link.id).sync is SyncState.REFUSED and "删除" in links.read(link.id).error
    assert links.calls("create_link") == 1


def test_who_comes_by_a_place_is_remarked_once_and_a_remark_by_hand_stays(links: Links) -> None:
    link = links.make(links.settings(remark="{name}-朋友圈"), "朋友圈")
    plain = links.make(links.settings(name="信息流 B"), "短信")
    friends, shop = links.shop.world.state.friends, links.shop
    links.come(link, "wm1")
    links.come(link, "wm2", place=None)  # found at night; staff may have remarked them by then
    links.come(plain, "wm3")
    read_links(links.on, links.desk, links.scope)

    def name(conn) -> None:
        who = find(links.on, conn, links.scope, "external_userid", "wm1")
        values = [{"name": "很长很长很长很长很长很长很长的名字"}]
        set_attributes(links.on, conn, links.scope, np.array([who]), values, at_ms=2, source="t", define_missing=True)

    links.write(name)
    shop.world.add_fault(Fault("externalcontact/remark", "errcode", errcode=45009, times=1))
    assert links.remarks() == 1 and links.remarks() == 0
    assert friends.find("zhangsan", "wm1").remark == ""
    shop.clock.advance(2 * MINUTE_MS)
    assert links.remarks() == 1 and links.remarks() == 0
    said = {one: friends.find("zhangsan", one).remark for one in ("wm1", "wm2", "wm3")}
    assert said == {"wm1": "很长很长很长很长很长很长很长的名-朋友圈", "wm2": "", "wm3": ""}


def test_a_remark_taken_off_the_link_meanwhile_is_not_written(links: Links) -> None:
    link = links.make(links.settings(remark="{name}-朋友圈"), "朋友圈")
    links.come(link, "wm1")
    change = replace(link.settings, remark="")
    links.write(lambda conn: operations.change_link(conn, links.scope, link.id, change, version=1, at_ms=1))
    assert links.remarks() == 1 and links.remarks() == 0
    assert links.shop.world.calls().get("externalcontact/remark", 0) == 0


def test_a_customer_who_writes_is_noted_by_callback(links: Links) -> None:
    link = links.make(links.settings(), "朋友圈")
    links.come(link, "wm1")
    fields = {
        "ChangeType": "customer_start_chat",
        "UserID": "zhangsan",
        "ExternalUserID": "wm1",
        "CreateTime": "1735689600",
    }
    on_links(links.on, links.scope, [Knock(Callback(1, "d", "", "", 0, 0), {**fields, "LinkId": link.vendor_id})])
    assert links.figures(link).total.spoke == 1


def test_the_same_fact_again_counts_nobody_twice(links: Links) -> None:
    link = links.make(links.settings(), "朋友圈")
    links.come(link, "wm1")
    with links.on.stores.core.reading() as conn:
        [held] = friends_of_staff(conn, links.scope, "zhangsan")
    again = NewFriend(held.customer_id, "zhangsan", "wm1", held.channel_state, held.add_way, True, held.since_ms)
    assert links.write(lambda conn: take_link_friends(links.on, conn, links.scope, [again])) == 0
    read_links(links.on, links.desk, links.scope)
    read_links(links.on, links.desk, links.scope)
    assert links.figures(link).total.came == 1


def test_addresses_carry_the_channel_and_departments_are_those_of_wecom() -> None:
    address = place_url("https://work.weixin.qq.com/ca/x", "al1")
    assert address == "https://work.weixin.qq.com/ca/x?customer_channel=al1"
    assert deep_link(address).startswith("weixin://biz/ww/profile/https%3A%2F%2Fwork")
    assert (department_of("wecom:12"), department_of("HQ"), department_of("wecom:x")) == (12, None, None)


def test_the_api_makes_changes_shows_and_closes_links(links: Links) -> None:
    account(links.on, links.scope, "lin")
    client = signed_in(links.on, "lin")
    base = "/api/brands/golden/acquisition-links"
    settings = {"name": "短信", "staff_ids": [links.shop.staff["zhangsan"]], "remark": " {name}-短信 "}
    with brand_guard():
        made = client.post(base, json={"settings": settings, "places": [{"name": "短信"}]}).json()
        nobody = client.post(base, json={"settings": {"name": "空"}}).json()
        assert (nobody["code"], nobody["status"]) == ("bad_link", 422)
        long = client.post(base, json={"settings": settings | {"remark": "字" * 21}}).json()
        assert (long["code"], long["field"]) == ("bad_link", "remark")
        assert made["settings"]["remark"] == "{name}-短信"
    links.settle()
    links.come(links.read(made["id"]), "wm1")
    with brand_guard():
        shown = client.get(f"{base}/{made['id']}").json()
        assert shown["places"][0]["url"].endswith(shown["places"][0]["channel"]) and shown["recent"]["came"] == 1
        changed = client.put(
            f"{base}/{made['id']}", json={"settings": settings | {"name": "短信二"}, "version": 1}
        ).json()
        assert (changed["name"], changed["version"]) == ("短信二", 2)
        stale = client.put(f"{base}/{made['id']}", json={"settings": settings, "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "link_moved_on")
        figures = client.get(f"{base}/{made['id']}/statistics").json()
        assert (figures["total"]["came"], len(figures["days"]), figures["staff"][0]["name"]) == (1, 30, "Zhangsan")
        assert client.get(f"{base}/{made['id']}/lost").json()["items"] == []
        assert client.get(f"{base}/quota").json()["alerts"] == []
        assert client.post(f"{base}/{made['id']}/places", json={"name": "海报"}).json()["places"][1]["name"] == "海报"
        assert client.post(f"{base}/{made['id']}/close").status_code == 204
        assert client.get(base, params={"status": "closed"}).json()["total"] == 1
