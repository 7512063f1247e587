"""Rules of orders without any store."""

from hypothesis import given
from hypothesis import strategies as st

from siyu.orders.contracts import OrderLine, Outcome, Status
from siyu.orders.domain import head_of, meet, share_payment
from tests.orders.factories import order

LINES = st.lists(
    st.builds(
        OrderLine,
        name=st.just("x"),
        quantity=st.integers(0, 20),
        unit_price_fen=st.integers(0, 100_000),
        discount_fen=st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=30,
)


@given(LINES, st.integers(0, 10**9))
def test_the_shares_of_the_lines_add_up_to_what_was_paid(lines: list[OrderLine], paid_fen: int) -> None:
    shared = share_payment(lines, paid_fen)
    assert sum(line.paid_fen for line in shared) == paid_fen
    assert all(line.paid_fen >= 0 for line in shared)
    assert share_payment(lines, paid_fen) == shared


@given(LINES, st.integers(0, 10**9))
def test_no_share_is_more_than_a_fen_away_from_its_exact_part(lines: list[OrderLine], paid_fen: int) -> None:
    weights = [max(line.unit_price_fen * line.quantity - line.discount_fen, 0) for line in lines]
    if not sum(weights):
        return
    for weight, line in zip(weights, share_payment(lines, paid_fen), strict=True):
        assert abs(line.paid_fen * sum(weights) - weight * paid_fen) < sum(weights)


@given(st.lists(st.tuples(st.sampled_from(list(Status)), st.integers(0, 3)), min_size=1, max_size=8))
def test_the_state_of_an_order_never_goes_back(told: list[tuple[Status, int]]) -> None:
    head = head_of(order(1, status=Status.CREATED, paid_at_ms=None), at_ms=1)
    for status, version in told:
        before = head["status"], head["version"]
        head = meet(head, order(1, status=status, version=version), at_ms=2).head
        assert head["status"] >= before[0]
        assert head["version"] >= before[1]


def test_old_news_changes_nothing() -> None:
    head = head_of(order(1, version=5, channel="app"), at_ms=1)
    meeting = meet(head, order(1, version=4, channel="web", amount_fen=7), at_ms=2)
    assert (meeting.outcome, meeting.head) == (Outcome.UNCHANGED, head)
