import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers.contracts import IDENTITY_RANK, AttributeKind
from siyu.customers.domain import (
    BadIdentity,
    BadValue,
    assign,
    clean_identity,
    clean_phone,
    coerce,
    column_value,
    mask_phone,
    rank,
)
from siyu.customers.queries import column_name

keys = st.tuples(st.sampled_from(["phone", "member_no", "openid", "other"]), st.sampled_from("abcd"))
records = st.lists(st.lists(keys, min_size=1, max_size=3), max_size=8)


@given(records, st.dictionaries(keys, st.integers(1, 5), max_size=4))
def test_every_record_gets_one_owner_and_no_identity_changes_hands(people, known):
    """The slow oracle walks the records one identity at a time."""
    result = assign(people, known)
    owner = dict(known)
    for record, slot in zip(people, result.slots, strict=True):
        strongest = [owner[key] for key in sorted(record, key=lambda key: rank(key[0])) if key in owner]
        assert slot == strongest[0] if strongest else slot not in owner.values()
        for key in record:
            owner.setdefault(key, slot)
    assert {**known, **result.attach} == owner
    assert all(known.get(key, result.attach.get(key)) == other != kept for key, kept, other in result.conflicts)
    assert result.new == len({slot for slot in result.slots if slot < 0})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800138000", "+8613800138000"), ("138 0013 8000", "+8613800138000"), ("+86 138-0013-8000", "+8613800138000"),
        ("8613800138000", "+8613800138000"), ("13800138000.0", "+8613800138000"), ("+1 415 555 0123", "+14155550123"),
    ],
)  # fmt: skip
def test_a_phone_has_one_form(text, expected):
    assert clean_phone(text) == expected == clean_phone(clean_phone(text))


@pytest.mark.parametrize("text", ["", "12", "abc", "1" * 40, "+", "１３8"])
def test_what_cannot_be_a_phone_is_refused(text):
    with pytest.raises(BadIdentity):
        clean_phone(text)


@given(st.from_regex(r"\+?\d{0,15}", fullmatch=True))
def test_a_masked_phone_hides_at_least_three_digits(phone):
    assert len(phone.removeprefix("+86")) - len(mask_phone(phone).replace("*", "")) >= 3 or mask_phone(phone) == "****"


@pytest.mark.parametrize(
    ("kind", "value"), [("Phone", "1"), ("x", ""), ("x", " "), ("x", "v" * 129), ("x", "a\x00"), ("x", "\ud800")]
)
def test_an_identity_no_store_can_keep_is_refused(kind, value):
    with pytest.raises(BadIdentity):
        clean_identity(kind, value)


def test_the_rank_of_identities_is_the_documented_order():
    assert sorted(IDENTITY_RANK, key=rank) == list(IDENTITY_RANK) and rank("shop_id") == len(IDENTITY_RANK)


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.lists(st.text(max_size=3), max_size=2),
)


@given(st.sampled_from(AttributeKind), anything)
def test_any_value_is_refused_or_fits_a_column(kind, value):
    """A value that was taken must never break the index of the whole shard."""
    try:
        taken = coerce(kind, value)
    except BadValue:
        return
    number = column_value(kind, taken, {str(taken): 7})
    assert number is not None and -(2**63) < number < 2**63
    assert coerce(kind, taken) == taken


@pytest.mark.parametrize("value", ["1e999999", "sNaN", "Infinity", 10**15, "", "十", True])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(BadValue):
        coerce(AttributeKind.NUMBER, value)


@pytest.mark.parametrize("key", ["city", "城市" * 32, "😀" * 64, "a/b", "..", "."])
def test_any_key_gives_a_file_name(key):
    name = column_name(key)
    assert name.isalnum() and len(name.encode()) < 250
    assert name != column_name(key + "x")
