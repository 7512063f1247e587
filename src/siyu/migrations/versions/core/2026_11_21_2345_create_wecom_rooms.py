"""create wecom rooms."""

import sqlalchemy as sa
from alembic import op

revision = "e707cd3e4fdf"
down_revision = "74cc74c94fad"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_material",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_type", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_material")),
    )
    with op.batch_alter_table("content_material", schema=None) as batch_op:
        batch_op.create_index("ix_content_material_list", ["brand_id", "archived", "id"], unique=False)

    op.create_table(
        "content_script",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("material_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_script")),
    )
    with op.batch_alter_table("content_script", schema=None) as batch_op:
        batch_op.create_index("ix_content_script_list", ["brand_id", "archived", "id"], unique=False)

    op.create_table(
        "friend",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("external_userid", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("added_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("added_half", sa.Boolean(), nullable=False),
        sa.Column("channel_state", sa.Text(), nullable=False),
        sa.Column("add_way", sa.Integer(), nullable=False),
        sa.Column("lost_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("lost_by", sa.Text(), nullable=False),
        sa.Column("noted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("vendor_tags", sa.Text(), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "staff", "external_userid", name=op.f("pk_friend")),
    )
    with op.batch_alter_table("friend", schema=None) as batch_op:
        batch_op.create_index("ix_friend_added", ["brand_id", "added_at_ms"], unique=False)
        batch_op.create_index("ix_friend_customer", ["brand_id", "customer_id"], unique=False)
        batch_op.create_index("ix_friend_external", ["brand_id", "external_userid"], unique=False)
        batch_op.create_index("ix_friend_lost", ["brand_id", "lost_at_ms"], unique=False)

    op.create_table(
        "live_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("last_staff_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_code")),
    )
    with op.batch_alter_table("live_code", schema=None) as batch_op:
        batch_op.create_index("ix_live_code_brand", ["brand_id", "id"], unique=False)
        batch_op.create_index("ix_live_code_due", ["status", "due_at_ms"], unique=False)

    op.create_table(
        "live_code_arrival",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("external_userid", sa.Text(), nullable=False),
        sa.Column("first_time", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("lost_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Integer(), nullable=False),
        sa.Column("remark_due_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_code_arrival")),
        sa.UniqueConstraint("brand_id", "key", name=op.f("uq_live_code_arrival_brand_id_key")),
    )
    with op.batch_alter_table("live_code_arrival", schema=None) as batch_op:
        batch_op.create_index("ix_live_code_arrival_code", ["brand_id", "code_id", "day"], unique=False)
        batch_op.create_index("ix_live_code_arrival_friend", ["brand_id", "external_userid", "staff"], unique=False)
        batch_op.create_index("ix_live_code_arrival_remark", ["brand_id", "remark", "remark_due_at_ms"], unique=False)

    op.create_table(
        "live_code_day",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "brand_id", "code_id", "day", "placement_id", "staff_id", name=op.f("pk_live_code_day")
        ),
    )
    op.create_table(
        "live_code_member",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("per_day_max", sa.Integer(), nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "code_id", "role", "staff_id", name=op.f("pk_live_code_member")),
    )
    with op.batch_alter_table("live_code_member", schema=None) as batch_op:
        batch_op.create_index("ix_live_code_member_staff", ["brand_id", "staff_id"], unique=False)

    op.create_table(
        "live_code_picture",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "placement_id", name=op.f("pk_live_code_picture")),
    )
    op.create_table(
        "live_code_placement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("config_id", sa.Text(), nullable=False),
        sa.Column("qr_url", sa.Text(), nullable=False),
        sa.Column("sync", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("applied", sa.Text(), nullable=False),
        sa.Column("tried_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("synced_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_code_placement")),
        sa.UniqueConstraint("brand_id", "state", name=op.f("uq_live_code_placement_brand_id_state")),
    )
    with op.batch_alter_table("live_code_placement", schema=None) as batch_op:
        batch_op.create_index("ix_live_code_placement_code", ["brand_id", "code_id"], unique=False)
        batch_op.create_index("ix_live_code_placement_try", ["brand_id", "next_try_at_ms"], unique=False)

    op.create_table(
        "wecom_sync",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("begun_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wecom_sync")),
    )
    with op.batch_alter_table("wecom_sync", schema=None) as batch_op:
        batch_op.create_index("ix_wecom_sync_brand", ["brand_id", "id"], unique=False)

    op.create_table(
        "wecom_sync_part",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("sync_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("friends", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "sync_id", "number", name=op.f("pk_wecom_sync_part")),
    )
    op.create_table(
        "wecom_tag",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("vendor_group_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("read_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "vendor_id", name=op.f("pk_wecom_tag")),
    )
    with op.batch_alter_table("wecom_tag", schema=None) as batch_op:
        batch_op.create_index("ix_wecom_tag_tag", ["brand_id", "tag_id"], unique=False)

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff_id", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_membership_staff", ["brand_id", "staff_id"], unique=False)

    op.create_table(
        "advisor_follow_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisor_follow_up")),
    )
    with op.batch_alter_table("advisor_follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_advisor_follow_up_customer", ["brand_id", "customer_id", "state"], unique=False)
        batch_op.create_index("ix_advisor_follow_up_due", ["brand_id", "state", "due_at_ms"], unique=False)
        batch_op.create_index(
            "ix_advisor_follow_up_staff", ["brand_id", "staff_id", "state", "due_at_ms"], unique=False
        )

    op.create_table(
        "advisor_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisor_note")),
    )
    with op.batch_alter_table("advisor_note", schema=None) as batch_op:
        batch_op.create_index("ix_advisor_note_customer", ["brand_id", "customer_id", "id"], unique=False)

    with op.batch_alter_table("live_code_placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error_en", sa.Text(), nullable=False))

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

    op.create_table(
        "wecom_media",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("corpid", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("uploaded_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "corpid", "purpose", "digest", name=op.f("pk_wecom_media")),
    )

    op.create_table(
        "failed_login",
        sa.Column("login_digest", sa.Text(), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("login_digest", name=op.f("pk_failed_login")),
    )
    with op.batch_alter_table("failed_login", schema=None) as batch_op:
        batch_op.create_index("ix_failed_login_locked", ["locked_until_ms"], unique=False)

    op.create_table(
        "matrix_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("phone_id", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stage_since_ms", sa.BigInteger(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("friends_max", sa.BigInteger(), nullable=False),
        sa.Column("adds_per_day_max", sa.BigInteger(), nullable=False),
        sa.Column("messages_per_day_max", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_account")),
        sa.UniqueConstraint("brand_id", "kind", "handle", name=op.f("uq_matrix_account_brand_id_kind_handle")),
    )
    with op.batch_alter_table("matrix_account", schema=None) as batch_op:
        batch_op.create_index("ix_matrix_account_phone", ["brand_id", "phone_id"], unique=False)
        batch_op.create_index("ix_matrix_account_unit", ["brand_id", "org_unit_id", "id"], unique=False)

    op.create_table(
        "matrix_hand_over",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("from_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("to_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_hand_over")),
    )
    with op.batch_alter_table("matrix_hand_over", schema=None) as batch_op:
        batch_op.create_index("ix_matrix_hand_over_account", ["brand_id", "account_id", "id"], unique=False)

    op.create_table(
        "matrix_phone",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("sim_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sim_index", sa.Text(), nullable=True),
        sa.Column("sim_masked", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_phone")),
        sa.UniqueConstraint("brand_id", "label", name=op.f("uq_matrix_phone_brand_id_label")),
        sa.UniqueConstraint("brand_id", "sim_index", name=op.f("uq_matrix_phone_brand_id_sim_index")),
    )
