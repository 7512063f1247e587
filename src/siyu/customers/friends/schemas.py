"""Shapes of friends' API."""

from pydantic import BaseModel


class FriendOut(BaseModel):
    """A friendship of a member of staff and a customer. Times are 0 when unknown; `lost_by` is "" while it lasts."""

    customer_id: int
    customer: str
    staff: str
    staff_name: str
    external_userid: str
    state: str
    channel_state: str
    add_way: int
    remark: str
    description: str
    since_ms: int
    changed_at_ms: int
    lost_at_ms: int
    lost_by: str


class LostSummaryOut(BaseModel):
    """How many friendships ended since `from_ms` and did not begin again, by who ended them."""

    from_ms: int
    by_customer: int
    by_staff: int
    by_transfer: int
    by_sync: int
