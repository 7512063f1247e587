"""Files of customers and of events."""

from siyu.customers.queries import cards, find
from siyu.imports.contracts import Kind, Mapping
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel
from siyu.tenancy.operations import save_org_units
from tests.imports.factories import bring_in, log, refused

CUSTOMERS = (
    "会员号,手机号,姓名,性别,生日,城市,家庭人数,会员等级,门店编码,获客渠道,注册时间,标签,地址\n"
    "M1,13800138000,张三,男,1990-05-01,杭州,3,金卡会员,S1,门店,2024-01-02 10:00:00,高价值、宝妈,文三路 1 号\n"
    "M2,13900139000,李四,女,,宁波,,普通会员,S1,抖音,2024-02-03 11:00:00,,\n"
    "M3,139****9000,王五,,,,x,,,,,,\n"
    ",138,赵六,,,,,,,,,,\n"
)


def organised(platform: Platform, scope: Scope) -> int:
    unit = NewOrgUnit(code="S1", name="一店", level=OrgLevel.STORE, parent_code="")
    return platform.stores.core.write(lambda conn: save_org_units(conn, scope, [unit]))["S1"]


def test_customers_arrive_with_identities_attributes_tags_and_store(platform: Platform, scope: Scope) -> None:
    store = organised(platform, scope)
    run = bring_in(platform, scope, CUSTOMERS, kind=Kind.CUSTOMERS)
    assert (run.totals.rows, run.totals.imported, run.totals.rejected, run.totals.customers) == (4, 2, 2, 2)
    assert [(one.row_no, one.field) for one in refused(platform, scope, run)] == [(3, "家庭人数"), (4, "手机号")]
    with platform.stores.core.reading() as conn:
        one = find(platform, conn, scope, "phone", "+8613800138000")
        assert one == find(platform, conn, scope, "member_no", "M1")
        (card,) = cards(platform, conn, scope, [one or 0])
    assert (card.name, card.org_unit_id, sorted(card.tags)) == ("张三", store, ["宝妈", "高价值"])
    assert card.attributes["birthday"] == "1990-05-01"
    assert card.attributes["household_size"] == 3
    again = bring_in(platform, scope, CUSTOMERS, kind=Kind.CUSTOMERS)
    assert (again.totals.imported, again.totals.unchanged, again.totals.rejected) == (0, 2, 2)


def test_of_contradicting_rows_the_later_holds_and_a_second_import_still_changes_nothing(
    platform: Platform, scope: Scope
) -> None:
    head = "会员号,城市\n"
    filler = "".join(f"X{n},上海\n" for n in range(5_000))
    text = f"{head}M1,杭州\nM1,宁波\n{filler}M1,温州\n"
    bring_in(platform, scope, text, kind=Kind.CUSTOMERS)
    platform.clock.advance(1_000)  # type: ignore[attr-defined]
    again = bring_in(platform, scope, text, kind=Kind.CUSTOMERS)
    assert (again.totals.imported, again.totals.unchanged, again.totals.customers) == (0, 5_003, 5_001)
    with platform.stores.core.reading() as conn:
        (card,) = cards(platform, conn, scope, [find(platform, conn, scope, "member_no", "M1") or 0])
    assert card.attributes["city"] == "温州"


def test_events_are_logged_once_and_reserved_names_are_refused(platform: Platform, scope: Scope) -> None:
    text = (
        "user_id,event,timestamp,page,value\n"
        "u1,Page Viewed,2025-03-01T00:00:00Z,/home,\n"
        "u1,Page Viewed,2025-03-01T00:00:00Z,/home,\n"
        "u2,Added,2025-03-01 12:00:00,/rice,9.90\n"
        "u2,Order Paid,2025-03-01 12:00:00,/rice,9.90\n"
    )
    first = bring_in(platform, scope, text, kind=Kind.EVENTS)
    assert (first.totals.imported, first.totals.rejected, first.totals.customers) == (3, 1, 2)
    assert first.totals.amount_fen == 990
    again = bring_in(platform, scope, text, kind=Kind.EVENTS)
    assert (again.totals.imported, again.totals.unchanged, again.totals.rejected) == (0, 3, 1)
    assert len(log(platform, scope)) == 3


def test_one_brand_never_sees_the_people_of_anothers_file(platform: Platform, scope: Scope, other_scope: Scope) -> None:
    mapping = Mapping(kind=Kind.CUSTOMERS, columns={"phone": "identity.phone"})
    text = "phone\n13800138000\n"
    assert bring_in(platform, scope, text, kind=Kind.CUSTOMERS, mapping=mapping).totals.imported == 1
    assert bring_in(platform, other_scope, text, kind=Kind.CUSTOMERS, mapping=mapping).totals.imported == 1
