"""Tables of orders. Amounts are fen, times milliseconds UTC."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from siyu.kit.db.schema import BigId, core

ORDER_KEY = ["brand_id", "source", "order_no"]

order_head = Table(
    "order_head",
    core,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("parent_no", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("status", Integer, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("paid_at_ms", BigInteger),
    Column("amount_fen", BigInteger, nullable=False),
    Column("discount_fen", BigInteger, nullable=False),
    Column("shipping_fen", BigInteger, nullable=False),
    Column("refunded_fen", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("coupon", Text, nullable=False),
    Column("org_unit_id", BigInteger, nullable=False),
    Column("advisor_id", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    # Of the lines, so that an unchanged order is recognised without reading them.
    Column("lines_digest", BigInteger, nullable=False),
    Column("saved_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "source", "order_no"),
    Index("ix_order_head_customer", "brand_id", "customer_id", "created_at_ms"),
    Index("ix_order_head_created", "brand_id", "created_at_ms", "id"),
)
order_line = Table(
    "order_line",
    core,
    Column("brand_id", BigInteger, nullable=False),
    Column("order_id", BigInteger, nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price_fen", BigInteger, nullable=False),
    Column("discount_fen", BigInteger, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("is_gift", Boolean, nullable=False),
    PrimaryKeyConstraint("brand_id", "order_id", "line_no"),
)
# A refund without `order_id` is parked: its order has not arrived.
order_refund = Table(
    "order_refund",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("refund_no", Text, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("order_id", BigInteger),
    Column("amount_fen", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("saved_at_ms", BigInteger, nullable=False),
    UniqueConstraint("brand_id", "source", "refund_no"),
    Index("ix_order_refund_order", "brand_id", "source", "order_no"),
)
# What was told about an order and not believed, or believed and different: kept for the people who ask.
order_change = Table(
    "order_change",
    core,
    Column("id", BigId, primary_key=True),
    Column("brand_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_order_change_order", "brand_id", "source", "order_no"),
)
