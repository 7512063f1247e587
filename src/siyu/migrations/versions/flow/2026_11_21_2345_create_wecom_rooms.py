"""create wecom rooms."""

import sqlalchemy as sa
from alembic import op

revision = "f66a9110bf22"
down_revision = "35c600f4db9f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mass_audience",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "campaign_id", "shard", name=op.f("pk_mass_audience")),
    )
    op.create_table(
        "mass_campaign",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("org_paths", sa.Text(), nullable=False),
        sa.Column("forecast", sa.Text(), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("finished_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_campaign")),
    )
    with op.batch_alter_table("mass_campaign", schema=None) as batch_op:
        batch_op.create_index("ix_mass_campaign_state", ["brand_id", "state", "due_at_ms"], unique=False)

    op.create_table(
        "quota_own_send",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("advisor", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "channel", "vendor_id", name=op.f("pk_quota_own_send")),
    )
    with op.batch_alter_table("quota_own_send", schema=None) as batch_op:
        batch_op.create_index("ix_quota_own_send_time", ["brand_id", "channel", "created_at_ms"], unique=False)

    op.create_table(
        "quota_setting",
        sa.Column("brand_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_quota_setting")),
    )
    op.create_table(
        "quota_use",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("chunk", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "subject", "chunk", "day", name=op.f("pk_quota_use")),
    )
    op.create_table(
        "welcome_result",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("external_userid", sa.Text(), nullable=False),
        sa.Column("channel_state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "key", name=op.f("pk_welcome_result")),
    )
    with op.batch_alter_table("welcome_result", schema=None) as batch_op:
        batch_op.create_index("ix_welcome_result_at", ["brand_id", "at_ms"], unique=False)

    op.create_table(
        "welcome_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("channel_state", sa.Text(), nullable=False),
        sa.Column("friend", sa.Text(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcome_rule")),
    )
    with op.batch_alter_table("welcome_rule", schema=None) as batch_op:
        batch_op.create_index("ix_welcome_rule_brand", ["brand_id", "position", "id"], unique=False)

    with op.batch_alter_table("outreach_content", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attachments", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("outreach_intent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outreach_intent_origin", ["brand_id", "origin", "origin_id", "customer_id"], unique=False
        )

    with op.batch_alter_table("staff_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("origin_id", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("remind_asked_at_ms", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("reminded_at_ms", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("remind_blocked_until_ms", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("cancelled_at_ms", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_staff_task_origin", ["brand_id", "origin", "origin_id"], unique=False)

    with op.batch_alter_table("staff_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminders", sa.Integer(), server_default="0", nullable=False))
