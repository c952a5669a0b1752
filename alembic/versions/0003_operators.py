"""What operators do, and what takes a turn back; the keys, the events and the counted tokens of a service."""

import sqlalchemy as sa

from alembic import op
from coach.store.moments import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    answers = "who answers in the coach's place"
    undo = "JSON object: what takes the turn back; empty in turn 0 and where nobody kept it"
    op.add_column("conversations", sa.Column("taken_by", sa.Text(), nullable=True, comment=answers))
    op.add_column(
        "turns", sa.Column("taken_by", sa.Text(), nullable=True, comment="who answered in the coach's place then")
    )
    op.add_column("turns", sa.Column("undo", sa.Text(), nullable=True, comment=undo))
    passed = "JSON object: what the host passed with the turn; empty where it passed nothing"
    op.add_column("turns", sa.Column("context", sa.Text(), nullable=True, comment=passed))
    op.create_index("conversations_begun", "conversations", ["tenant", "created_at", "id"])
    op.create_index("conversations_owned", "conversations", ["tenant", "user_id", "created_at", "id"])
    op.create_table(
        "turn_events",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="order within the turn, from 1"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="JSON object"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "turn", "seq"),
    )
    op.create_table(
        "done_deeds",
        sa.Column("conversation", sa.BigInteger(), nullable=False, comment="that it was done to; it may be gone"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="hash of what was asked for with the key"),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("owner", sa.LargeBinary(), nullable=False, comment="hash of whose the conversation was"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "key"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="client, operator, admin"),
        sa.Column(
            "user_id",
            sa.Text(),
            nullable=True,
            comment="whose conversations it sees; empty for those of all its tenant",
        ),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="of the key, which is kept nowhere"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("api_keys_hash", "api_keys", ["hash"], unique=True)
    op.create_table(
        "token_usage",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in UTC"),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "day", "user_id"),
    )


def downgrade() -> None:
    for table in ("token_usage", "api_keys", "done_deeds", "turn_events"):
        op.drop_table(table)
    for index in ("conversations_owned", "conversations_begun"):
        op.drop_index(index, "conversations")
    for column in ("context", "undo", "taken_by"):
        op.drop_column("turns", column)
    op.drop_column("conversations", "taken_by")
