"""Reading rules: what is refused says where, what and how to fix it."""

import json
from pathlib import Path

import pytest

from siyu.kit.errors import ManyInvalid
from siyu.segments.audience.queries import check_rule, sentence
from siyu.segments.member.domain import SegmentsGoInCircles, SegmentsTooDeep
from siyu.segments.rules.contracts import BYTES_MAX, DEPTH_MAX, NODES_MAX
from siyu.segments.rules.domain import (
    NotJson,
    RuleInvalid,
    RuleTooLarge,
    dump_rule,
    read_rule,
    rule_key,
    rule_schema,
)
from siyu.segments.vocabulary.contracts import BUILT_IN, AttributeType, AttributeWord, SegmentWord, Vocabulary

ATTRIBUTES = {
    "city": AttributeWord("city", "城市", "city", AttributeType.TEXT),
    "age": AttributeWord("age", "年龄", "age", AttributeType.NUMBER),
    "birthday": AttributeWord("birthday", "生日", "birthday", AttributeType.DATE),
    "member": AttributeWord("member", "入会", "member", AttributeType.BOOLEAN),
} | BUILT_IN
WORDS = Vocabulary(
    tags={"VIP": 1, "流失": 2},
    attributes=ATTRIBUTES,
    events=frozenset({"Order Paid", "Product Viewed", "砍价"}),
    segments={7: SegmentWord(7, "杭州老客", read_rule({"tag": "VIP"})), 8: SegmentWord(8, "名单", None)},
)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"all": [{"tag": "VIP", "since": 1}]}, "rule.all[0].since"),
        ({"any": [{"not": {"event": "Order Paid", "measure": "average"}}]}, "rule.any[0].not.measure"),
        ({"event": "Order Paid", "window": {"last_days": 0}}, "rule.window.last_days"),
        ({"event": "Order Paid", "window": {"from": "last week"}}, "rule.window.from"),
        ({"event": "Order Paid", "where": [{"property": "sku"}]}, "rule.where[0].op"),
        ({"event": "Order Paid", "value": {"than": 2}}, "rule.value"),
        ({"event": "Order Paid", "value": float("nan")}, "rule.value"),
        ({"tag": "VIP", "attribute": "city"}, "rule"),
        ({"all": [{"who": 1}]}, "rule.all[0]"),
        ({"segment": True}, "rule.segment"),
        ([], "rule"),
        (None, "rule"),
        ({"tag": ""}, "rule.tag"),
    ],
)
def test_a_rule_of_the_wrong_shape_is_refused_with_the_place_the_value_and_a_fix(rule, field):
    with pytest.raises(RuleInvalid) as refused:
        read_rule(rule)
    assert refused.value.field == field
    assert refused.value.fix("zh") and refused.value.fix("en") and refused.value.detail("zh")


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"tag": "vip"}, "rule.tag"),
        ({"attribute": "town", "op": "present"}, "rule.attribute"),
        ({"attribute": "city", "op": ">", "value": "a"}, "rule.op"),
        ({"attribute": "city", "op": "=", "value": 3}, "rule.value"),
        ({"attribute": "city", "op": "="}, "rule.value"),
        ({"attribute": "city", "op": "in", "value": "杭州"}, "rule.value"),
        ({"attribute": "city", "op": "missing", "value": "杭州"}, "rule.value"),
        ({"attribute": "age", "op": "between", "value": [9, 3]}, "rule.value"),
        ({"attribute": "age", "op": ">=", "value": True}, "rule.value"),
        ({"attribute": "birthday", "op": "=", "value": "1999-02-29"}, "rule.value"),
        ({"attribute": "birthday", "op": "month", "value": 13}, "rule.value"),
        ({"attribute": "birthday", "op": "last_days", "value": 0}, "rule.value"),
        ({"attribute": "member", "op": "=", "value": "yes"}, "rule.value"),
        ({"event": "Order Payed"}, "rule.event"),
        ({"event": "Order Paid", "measure": "sum", "value": 5}, "rule.of"),
        ({"event": "Order Paid", "of": "quantity"}, "rule.of"),
        ({"event": "Order Paid", "value": "2"}, "rule.value"),
        ({"event": "Order Paid", "measure": "last"}, "rule"),
        ({"event": "Order Paid", "measure": "last", "op": "=", "value": "soon"}, "rule.value"),
        ({"event": "Order Paid", "window": {"from": "2024-13-01"}}, "rule.window.from"),
        ({"event": "Order Paid", "window": {"from": "2024-02-01", "to": "2024-01-01"}}, "rule.window.to"),
        ({"event": "Order Paid", "window": {}}, "rule.window"),
        ({"event": "Order Paid", "where": [{"property": "x", "op": "contains", "value": 1}]}, "rule.where[0].value"),
        ({"event": "Order Paid", "where": [{"property": "quantity", "op": "=", "value": "1"}]}, "rule.where[0].value"),
        ({"segment": 9}, "rule.segment"),
    ],
)
def test_a_rule_with_words_the_brand_does_not_have_is_refused_at_its_place(rule, field):
    with pytest.raises(RuleInvalid) as refused:
        check_rule(read_rule(rule), WORDS)
    assert refused.value.field == field
    assert refused.value.fix("zh") and refused.value.fix("en")


def test_a_misspelt_name_is_answered_with_the_near_ones():
    with pytest.raises(RuleInvalid) as refused:
        check_rule(read_rule({"event": "Order Payed"}), WORDS)
    assert "Order Paid" in refused.value.fix("en")


def test_several_mistakes_are_told_at_once():
    with pytest.raises(ManyInvalid) as refused:
        check_rule(read_rule({"all": [{"tag": "a"}, {"tag": "b"}]}), WORDS)
    assert [problem.field for problem in refused.value.problems] == ["rule.all[0].tag", "rule.all[1].tag"]


@pytest.mark.parametrize("text", ["", "nope", "{", "[" * 100_000, b"\xff"])
def test_text_that_is_not_json_is_refused(text):
    with pytest.raises((NotJson, RuleTooLarge)):
        read_rule(text)


def test_rules_beyond_the_limits_are_refused_before_they_cost_anything():
    deep: dict = {"tag": "VIP"}
    for _ in range(2 * DEPTH_MAX + 10):
        deep = {"not": deep}
    for rule in (deep, {"all": [{"tag": "VIP"}] * (NODES_MAX + 1)}, json.dumps({"tag": "x" * BYTES_MAX})):
        with pytest.raises((RuleTooLarge, RuleInvalid)):
            read_rule(rule)


def test_a_rule_comes_back_as_it_was_written_and_one_meaning_has_one_key():
    raw = {"all": [{"event": "Order Paid", "op": ">=", "value": 1}, {"not": {"tag": "VIP"}}]}
    assert dump_rule(read_rule(raw)) == raw
    assert rule_key(read_rule(raw["all"][0])) == rule_key(read_rule({"event": "Order Paid"}))
    assert rule_key(read_rule({"attribute": "a", "op": "=", "value": 1})) != rule_key(
        read_rule({"attribute": "a", "op": "=", "value": True})
    )


def test_a_segment_may_not_rest_on_itself_nor_be_nested_without_end():
    ring = {1: read_rule({"segment": 2}), 2: read_rule({"segment": 1})}
    words = Vocabulary(segments={i: SegmentWord(i, str(i), rule) for i, rule in ring.items()})
    with pytest.raises(SegmentsGoInCircles):
        check_rule(read_rule({"segment": 1}), words)
    chain = {i: SegmentWord(i, str(i), read_rule({"segment": i + 1})) for i in range(1, 30)}
    with pytest.raises(SegmentsTooDeep):
        check_rule(read_rule({"segment": 1}), Vocabulary(segments=chain))
    with pytest.raises(SegmentsGoInCircles):
        check_rule(read_rule({"segment": 7}), Vocabulary(segments={7: SegmentWord(7, "x", None)}), own_id=7)


def test_the_published_schema_is_the_one_in_force():
    published = Path(__file__).parents[2] / "docs" / "reference" / "segment_rule.schema.json"
    assert json.loads(published.read_text()) == json.loads(json.dumps(rule_schema()))


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            {"event": "Order Paid", "value": 2, "window": {"last_days": 90}},
            "近90天买过2次以上的客户",
            "Customers: bought at least 2 times in the last 90 days",
        ),
        (
            {"not": {"event": "Order Paid", "window": {"last_days": 180}}},
            "近180天没买过的客户",
            "Customers: did not buy in the last 180 days",
        ),
        (
            {"event": "Order Paid", "measure": "days", "value": 2},
            "在2个以上不同日子买过的客户",
            "Customers: bought on at least 2 days",
        ),
        (
            {"event": "Order Paid", "op": "=", "value": 1, "window": {"last_days": 30}},
            "近30天恰好买过1次的客户",
            "Customers: bought exactly 1 time in the last 30 days",
        ),
        (
            {"event": "Order Paid", "measure": "last", "op": ">=", "value": 30},
            "最近一次购买距今30天以上的客户",
            "Customers: last purchase at least 30 days ago",
        ),
        (
            {"event": "Order Paid", "measure": "sum", "of": "value_fen", "value": 50_000, "window": {"last_days": 30}},
            "近30天购买金额合计不低于¥500.00的客户",
            "Customers: purchase amount at least ¥500.00 in total in the last 30 days",
        ),
        (
            {"event": "砍价", "window": {"from": "2024-06-01", "to": "2024-06-18"}},
            "2024-06-01至2024-06-18发生过「砍价」的客户",
            "Customers: did “砍价” from 2024-06-01 to 2024-06-18",
        ),
        (
            {"event": "Product Viewed", "where": [{"property": "sku", "op": "in", "value": ["A", "B"]}]},
            "浏览过商品(「sku」是「A」、「B」之一)的客户",
            "Customers: viewed a product (where sku is one of “A”, “B”)",
        ),
        (
            {"all": [{"attribute": "city", "op": "=", "value": "杭州"}, {"tag": "VIP"}, {"not": {"tag": "流失"}}]},
            "城市是杭州,且有「VIP」标签,且没有「流失」标签的客户",
            "Customers: city is 杭州 and with the tag “VIP” and without the tag “流失”",
        ),
        (
            {"all": [{"tag": "VIP"}, {"any": [{"segment": 7}, {"attribute": "age", "op": ">=", "value": 30}]}]},
            "有「VIP」标签,且(属于人群「杭州老客」,或年龄不低于30)的客户",
            "Customers: with the tag “VIP” and (in the segment “杭州老客” or age is at least 30)",
        ),
        (
            {"attribute": "birthday", "op": "anniversary_days", "value": 7},
            "生日的周年日在未来7天内(含今天)的客户",
            "Customers: anniversary of birthday within the next 7 days",
        ),
        ({"all": []}, "全部客户", "everyone"),
    ],
)
def test_a_rule_is_said_as_an_operator_would_say_it(rule, zh, en):
    assert sentence(read_rule(rule), WORDS, "zh") == zh
    assert sentence(read_rule(rule), WORDS, "en") == en


def test_every_example_of_the_reference_can_be_read():
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "segment_rules.md").read_text()
    examples = [block.split("```")[0] for block in reference.split("```json")[1:]]
    assert len(examples) == 3 and all(read_rule(example) for example in examples)
