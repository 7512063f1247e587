"""Rules give the same people as a slow reading of them, on random worlds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.kit.bits import shard_ids
from siyu.kit.clock import day_start_ms
from siyu.kit.db.blocks import brand_shards
from siyu.segments import queries
from tests.conftest import make_brand
from tests.segments.factories import CITIES, EVENTS, TAGS, TODAY, make_world
from tests.segments.oracle import holds

WORLDS = 4
DAY = st.integers(-14, 3).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
ORDER = st.sampled_from(["=", "!=", ">", ">=", "<", "<="])


def pairs(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.tuples(values, values).map(sorted)


def compared(values: st.SearchStrategy[Any], ops: st.SearchStrategy[str] = ORDER) -> st.SearchStrategy[dict[str, Any]]:
    one = st.fixed_dictionaries({"op": ops, "value": values})
    return one | st.fixed_dictionaries({"op": st.just("between"), "value": pairs(values)})


def listed(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.sampled_from(["in", "not_in"]), "value": st.lists(values, min_size=1)})


PRESENCE = st.sampled_from([{"op": "missing"}, {"op": "present"}])
SPAN = st.fixed_dictionaries(
    {"op": st.sampled_from(["last_days", "next_days", "anniversary_days"]), "value": st.integers(1, 400)}
)
DATES = compared(DAY) | SPAN | PRESENCE | st.fixed_dictionaries({"op": st.just("month"), "value": st.integers(1, 12)})
AGES = st.sampled_from([20, 30, 30.5, 30.0001, 30.00005, 45])
CITY = st.sampled_from([*CITIES, "无此城"])
TEXTS = st.sampled_from(["州", "上"])


def attribute(key: str, condition: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return condition.map(lambda held: {"attribute": key, **held})


ATTRIBUTES = st.one_of(
    attribute("city", st.fixed_dictionaries({"op": st.sampled_from(["=", "!="]), "value": CITY}) | listed(CITY)),
    attribute("city", st.fixed_dictionaries({"op": st.sampled_from(["contains", "starts_with"]), "value": TEXTS})),
    attribute("age", compared(AGES) | listed(AGES) | PRESENCE),
    attribute("member", st.fixed_dictionaries({"op": st.sampled_from(["=", "!="]), "value": st.booleans()})),
    attribute("birthday", DATES),
    attribute("seen", DATES),
)
CHANNEL = st.sampled_from(["store", "mini", "a/b~c", "st"])
WHERE = st.one_of(
    st.builds(lambda held: {"property": "channel", **held}, listed(CHANNEL) | PRESENCE),
    st.builds(
        lambda op, value: {"property": "channel", "op": op, "value": value},
        st.sampled_from(["=", "!=", "contains", "starts_with"]),
        CHANNEL,
    ),
    st.builds(lambda held: {"property": "points/x", **held}, compared(st.sampled_from([1, 2, 2.5, 7, -3])) | PRESENCE),
    st.builds(lambda held: {"property": "value_fen", **held}, compared(st.sampled_from([0, 100, 990]))),
    st.builds(lambda flag: {"property": "gift", "op": "=", "value": flag}, st.booleans()),
)
WINDOW = st.one_of(
    st.none(),
    st.builds(lambda days: {"last_days": days}, st.integers(1, 15)),
    st.builds(lambda first: {"from": first}, DAY),
    st.builds(lambda last: {"to": last}, DAY),
    pairs(DAY).map(lambda days: {"from": days[0], "to": days[1]}),
)


def event(measure: dict[str, str], condition: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda name, held, window, where: {"event": name, **measure, **held, "window": window, "where": where},
        st.sampled_from(EVENTS),
        condition,
        WINDOW,
        st.lists(WHERE, max_size=2),
    )


BEHAVIOUR = st.one_of(
    event({}, compared(st.integers(0, 3))),
    event({"measure": "days"}, compared(st.integers(0, 3))),
    event({"measure": "sum", "of": "value_fen"}, compared(st.sampled_from([0, 100, 200, 1990]))),
    event({"measure": "sum", "of": "quantity"}, compared(st.integers(0, 4))),
    event({"measure": "sum", "of": "points/x"}, compared(st.sampled_from([0, 1, 2.5, 7]))),
    event({"measure": "last"}, compared(st.integers(0, 12)) | compared(DAY)),
    event({"measure": "first"}, compared(st.integers(0, 12)) | compared(DAY)),
)
LEAF = st.one_of(st.sampled_from(TAGS).map(lambda tag: {"tag": tag}), ATTRIBUTES, BEHAVIOUR, BEHAVIOUR)
RULE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=4).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@pytest.fixture
def worlds(platform):
    scopes = [make_brand(platform, f"World {seed}", f"world{seed}") for seed in range(WORLDS)]
    return [(scope, make_world(platform, scope, seed)) for seed, scope in enumerate(scopes)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULE, which=st.integers(0, WORLDS - 1), ahead=st.integers(-6, 2))
def test_a_rule_finds_exactly_the_people_a_slow_reading_finds(platform, worlds, rule, which, ahead):
    scope, people = worlds[which]
    today = TODAY + timedelta(days=ahead)
    with platform.stores.core.reading() as conn:
        (shard,) = brand_shards(conn, scope)
        words = queries.evaluate(platform, conn, scope, rule, shard, as_of_ms=noon(today))
        counted = queries.count(platform, conn, scope, rule, as_of_ms=noon(today))
    expected = [one.id for one in people if holds(rule, one, today)]
    assert shard_ids(words, shard).tolist() == expected
    assert counted == len(expected)


def noon(day: date) -> int:
    return day_start_ms(day) + 12 * 3_600_000
