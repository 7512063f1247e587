"""create wecom rooms."""

import sqlalchemy as sa
from alembic import op

revision = "06a7e3c9ca8b"
down_revision = "6992eb16b50d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wecom_callback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="", nullable=False))
