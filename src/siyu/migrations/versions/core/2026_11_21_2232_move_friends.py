"""move friends to a table of their own."""

from alembic import op

revision = 'c53fec7fa510'
down_revision = 'f7cd694b6ac6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Friendships noted so far move over; who ended one was not told apart then.
    op.execute(
        "INSERT INTO friend (brand_id, staff, external_userid, customer_id, state, changed_at_ms, added_at_ms, added_half,"
        " channel_state, add_way, lost_at_ms, lost_by, noted_at_ms, remark, description, vendor_tags, seen_at_ms)"
        " SELECT brand_id, userid, external_userid, customer_id, CASE WHEN is_friend THEN 'normal' ELSE 'gone' END,"
        " changed_at_ms, CASE WHEN is_friend THEN changed_at_ms ELSE 0 END, NOT TRUE, '', 0,"
        " CASE WHEN is_friend THEN 0 ELSE changed_at_ms END, CASE WHEN is_friend THEN '' ELSE 'unknown' END,"
        " 0, '', '', '', 0 FROM wecom_friend"
    )
    op.drop_table("wecom_friend")
