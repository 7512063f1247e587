import numpy as np
import pytest

from siyu.customers import operations, queries
from siyu.customers.attributes.operations import define_attribute, set_attributes
from siyu.customers.contracts import AttributeKind, Identity
from siyu.customers.domain import BadIdentity
from siyu.kit.columns import MISSING
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.kit.words import shard_ids
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel
from siyu.tenancy.operations import save_org_units
from siyu.tenancy.queries import units_by_id

NOW = 1_735_689_600_000


def resolve(platform: Platform, scope: Scope, people: list[list[Identity]]) -> list[int]:
    return platform.stores.core.write(
        lambda conn: operations.resolve(platform, conn, scope, people, source="test", at_ms=NOW)
    ).tolist()


def set_(platform: Platform, scope: Scope, ids: list[int], values: list[dict], at_ms: int = NOW, **options):
    return platform.stores.core.write(
        lambda conn: set_attributes(platform, conn, scope, np.array(ids), values, at_ms=at_ms, source="test", **options)
    )


def test_a_person_known_by_phone_is_recognised_by_every_identity_given_with_it(platform, scope):
    phone, member = Identity("phone", "138 0013 8000"), Identity("member_no", "M1")
    first, second, nobody = resolve(platform, scope, [[phone], [Identity("phone", "+8613800138000"), member], []])
    assert first == second > 0 and nobody == 0
    assert resolve(platform, scope, [[member]]) == [first]


def test_the_strongest_identity_decides_and_the_conflict_is_kept(platform, scope):
    a, b = resolve(platform, scope, [[Identity("phone", "13800000001")], [Identity("openid", "o1")]])
    both = [Identity("openid", "o1"), Identity("phone", "13800000001")]
    assert resolve(platform, scope, [both]) == [a] != [b]
    assert resolve(platform, scope, [[Identity("openid", "o1")]]) == [b]


def test_brands_share_nobody(platform, scope, other_scope):
    one = [[Identity("phone", "13800000001")]]
    assert resolve(platform, scope, one) != resolve(platform, other_scope, one)
    with platform.stores.core.reading() as conn:
        assert queries.cards(platform, conn, other_scope, resolve(platform, scope, one)) == []


def test_a_phone_is_never_stored_in_the_clear(platform, scope):
    (one,) = resolve(platform, scope, [[Identity("phone", "13812348000")]])
    with platform.stores.core.reading() as conn:
        shown = queries.card(platform, conn, scope, one).phone_masked
        plain = queries.contact_points(platform, conn, scope, [one], "phone")
        stored = str(conn.exec_driver_sql("SELECT digest, masked, tail FROM customer_identity").all())
    assert (shown, plain) == ("138****8000", {one: "+8613812348000"})
    assert "13812348000" not in stored


def test_a_phone_that_cannot_be_real_is_refused_without_showing_it(platform, scope):
    with pytest.raises(BadIdentity) as error:
        resolve(platform, scope, [[Identity("phone", "12")]])
    assert error.value.field == "phone" and "手机号" in error.value.fix("zh")


def test_late_writes_never_override_newer_ones(platform, scope):
    (one,) = resolve(platform, scope, [[Identity("member_no", "M1")]])
    set_(platform, scope, [one], [{"city": "杭州", "age": 30}], NOW, define_missing=True)
    set_(platform, scope, [one], [{"city": "上海", "level": 2}], NOW - 1, define_missing=True)
    with platform.stores.core.reading() as conn:
        assert queries.card(platform, conn, scope, one).attributes == {"city": "杭州", "age": 30, "level": 2}


def test_values_that_do_not_fit_are_reported_and_the_rest_is_kept(platform, scope):
    (one,) = resolve(platform, scope, [[Identity("member_no", "M1")]])
    write = platform.stores.core.write
    write(lambda conn: define_attribute(conn, scope, "born", AttributeKind.DATE, at_ms=NOW))
    result = set_(platform, scope, [one], [{"born": "yesterday", "unknown": 1}])
    assert [(p.row, p.key, p.value) for p in result.problems] == [(0, "born", "yesterday"), (0, "unknown", 1)]
    assert result.changed.tolist() == []
    assert set_(platform, scope, [one], [{"born": "1990-02-03"}]).changed.tolist() == [one]


def test_columns_follow_every_change(platform, scope):
    ids = resolve(platform, scope, [[Identity("member_no", f"M{n}")] for n in range(5)])
    set_(platform, scope, ids, [{"age": n, "city": "杭州"} for n in range(5)], define_missing=True)
    shard = ids[0] >> 20
    local = [one & 0xFFFFF for one in ids]

    def column(key: str) -> list[int]:
        with platform.stores.core.reading() as conn:
            return queries.attribute_column(platform, conn, scope, key, shard)[local].tolist()

    assert column("age") == [0, 10_000, 20_000, 30_000, 40_000]
    set_(platform, scope, ids[:2], [{"age": None}, {"age": 7.5}], NOW + 1)
    assert column("age") == [MISSING, 75_000, 20_000, 30_000, 40_000]
    with platform.stores.core.reading() as conn:
        code = queries.text_codes(conn, scope, "city")["杭州"]
    assert column("city") == [code] * 5


def test_tags_go_on_and_off_once(platform, scope):
    ids = np.array(resolve(platform, scope, [[Identity("member_no", f"M{n}")] for n in range(4)]))
    write = platform.stores.core.write
    tag_id = write(lambda conn: operations.ensure_tags(conn, scope, ["VIP"], at_ms=NOW))["VIP"]
    change = {"source": "manual", "at_ms": NOW}
    flips = write(lambda conn: operations.add_tags(platform, conn, scope, tag_id, ids[:3], **change))
    again = write(lambda conn: operations.add_tags(platform, conn, scope, tag_id, ids, **change))
    off = write(lambda conn: operations.remove_tags(platform, conn, scope, tag_id, ids[:1], **change))
    assert (len(flips.entered), again.entered.tolist(), off.left.tolist()) == (3, [ids[3]], [ids[0]])
    with platform.stores.core.reading() as conn:
        assert queries.tag_counts(platform, conn, scope, [tag_id]) == {tag_id: 3}
        assert [card.tags for card in queries.cards(platform, conn, scope, ids.tolist())] == [(), *[("VIP",)] * 3]
        logged = platform.lake.query(conn, scope, "SELECT count(*) n FROM events").to_pylist()
    assert logged == [{"n": 5}]


def test_a_branch_sees_only_its_own_customers(platform, scope):
    ids = resolve(platform, scope, [[Identity("member_no", f"M{n}")] for n in range(3)])
    operations_ = platform.stores.core.write
    units = [NewOrgUnit("E", "HQ", OrgLevel.REGION, "华东"), NewOrgUnit("E1", "E", OrgLevel.STORE, "一店")]
    codes = operations_(lambda conn: save_org_units(conn, scope, units))
    operations_(
        lambda conn: operations.assign_owner(
            conn, scope, np.array(ids), org_unit_ids=[codes["E"], codes["E1"], None], advisor_ids=[None] * 3
        )
    )
    with platform.stores.core.reading() as conn:
        branch = Scope(scope.brand_id, (units_by_id(conn, scope, [codes["E1"]])[codes["E1"]].path,))
        shard = ids[0] >> 20
        assert shard_ids(queries.everyone(platform, conn, branch, shard), shard).tolist() == [ids[1]]
        assert [card.id for card in queries.cards(platform, conn, branch, ids)] == [ids[1]]


def test_refusing_all_channels_covers_each_and_can_be_taken_back(platform, scope):
    ids = np.array(resolve(platform, scope, [[Identity("member_no", f"M{n}")] for n in range(2)]))
    shard = int(ids[0]) >> 20

    def refused(channel: str) -> list[int]:
        with platform.stores.core.reading() as conn:
            return shard_ids(queries.refused(platform, conn, scope, channel, shard), shard).tolist()

    for granted, expected in ((False, [int(ids[0])]), (True, [])):
        platform.stores.core.write(
            lambda conn, granted=granted: operations.record_consent(
                platform, conn, scope, ids[:1], channel="all", granted=granted, evidence="H5", at_ms=NOW
            )
        )
        assert refused("wecom") == expected


def test_customers_are_found_by_phone_tail_name_and_identity(platform, scope):
    ids = resolve(platform, scope, [[Identity("phone", "13812348000")], [Identity("member_no", "M77")]])
    set_(platform, scope, ids, [{"name": "林小满"}, {"name": "王建国"}], define_missing=True)
    with platform.stores.core.reading() as conn:
        for text, expected in (("13812348000", ids[0]), ("8000", ids[0]), ("M77", ids[1]), ("小满", ids[0])):
            found = queries.search_ids(platform, conn, scope, text, below_id=None, limit=10)
            assert found == [expected], text
