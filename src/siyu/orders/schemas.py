"""Bodies of the order routes."""

from pydantic import BaseModel, Field


class OrderLineOut(BaseModel):
    """One article of an order."""

    sku: str
    name: str
    category: str
    quantity: int
    unit_price_fen: int
    paid_fen: int = Field(description="Its share of what was paid; the shares and shipping add up to amount_fen.")


class OrderOut(BaseModel):
    """An order."""

    id: int
    source: str
    order_no: str
    customer_id: int
    customer_name: str
    status: str = Field(description="created, paid, shipped, finished or cancelled")
    amount_fen: int = Field(description="What was paid.")
    discount_fen: int
    refunded_fen: int
    quantity: int
    channel: str
    coupon: str
    org_unit_id: int | None
    advisor_id: int | None
    created_at_ms: int
    paid_at_ms: int | None
    lines: list[OrderLineOut]
