"""Conversations, their turns, and all that a turn writes."""

import sqlalchemy as sa

from alembic import op
from coach.store.moments import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True, comment="the idempotency key of start"),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=True, comment="hash of what start was asked, where it had a key"
        ),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False, comment="JSON list of the states entered so far"),
        sa.Column("scalars", sa.Text(), nullable=False, comment="JSON object: the scalars of the memory"),
        sa.Column("serial", sa.Integer(), nullable=False, comment="ids given to memory records so far"),
        sa.Column("turn", sa.Integer(), nullable=False, comment="number of the last committed turn"),
        sa.Column("dialogue", sa.Integer(), nullable=False, comment="messages of the dialogue so far"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("turned_at", Moment(), nullable=False, comment="when the last turn was committed"),
        sa.Column("claim", sa.BigInteger(), nullable=True, comment="token of the turn that is running"),
        sa.Column("claim_key", sa.Text(), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "conversations_key",
        "conversations",
        ["tenant", "user_id", "key"],
        unique=True,
        postgresql_where=sa.text("key IS NOT NULL"),
        sqlite_where=sa.text("key IS NOT NULL"),
    )
    op.create_table(
        "action_records",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="order within the turn, over all attempts"),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False, comment="JSON object, as proposed"),
        sa.Column("status", sa.Text(), nullable=False, comment="applied, refused, failed"),
        sa.Column("kind", sa.Text(), nullable=True, comment="of a refusal"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False, comment="who asked: model, auto, user, operator"),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("message", sa.Integer(), nullable=True, comment="ordinal of the message it came with"),
        sa.Column("label", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "turn", "position"),
    )
    op.create_table(
        "memory_records",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="order of creation"),
        sa.Column("key", sa.Text(), nullable=False, comment="folded: case, spaces and invisible characters aside"),
        sa.Column("data", sa.Text(), nullable=False, comment="JSON object"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "id"),
    )
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the dialogue, from 1"),
        sa.Column("notice", sa.SmallInteger(), nullable=False, comment="0: dialogue; 1, 2, …: notices after it"),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="client or coach"),
        sa.Column("text", sa.Text(), nullable=False, comment="what was shown, as it was typed or said"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True, comment="who said it; empty for the client and for openings"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "ordinal", "notice"),
    )
    op.create_table(
        "model_calls",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False, comment="1, 2, 3 within the turn"),
        sa.Column("state", sa.Text(), nullable=False, comment="whose prompt was asked"),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False, comment="the raw reply, packed (packing.py)"),
        sa.Column("problem", sa.Text(), nullable=True, comment="why the reply could not be used"),
        sa.Column("finish", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_tokens", sa.Integer(), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.Column("retries", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "turn", "attempt"),
    )
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="hash of what the client did, where it had a key"),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column(
            "missing", sa.Text(), nullable=False, comment="JSON object: for each exit of state, what was missing"
        ),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "number"),
    )
    op.create_index(
        "turns_key",
        "turns",
        ["conversation_id", "key"],
        unique=True,
        postgresql_where=sa.text("key IS NOT NULL"),
        sqlite_where=sa.text("key IS NOT NULL"),
    )


def downgrade() -> None:
    for table in ("memory_records", "action_records", "model_calls", "messages", "turns", "conversations"):
        op.drop_table(table)
