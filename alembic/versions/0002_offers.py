"""Offers: questions with buttons, put to the client and answered by their id; what was noticed of a message."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("offer", sa.Text(), nullable=True, comment="JSON object: the open offer"))
    op.add_column("turns", sa.Column("offer", sa.Text(), nullable=True, comment="id of the offer that was open then"))
    op.add_column("messages", sa.Column("lint", sa.Text(), nullable=True, comment="JSON list: what was noticed of it"))
    op.create_table(
        "offers",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False, comment="it was put in"),
        sa.Column("data", sa.Text(), nullable=False, comment="JSON object: text, buttons, fields"),
        sa.Column("closed", sa.Integer(), nullable=True, comment="turn in which it was closed"),
        sa.Column("how", sa.Text(), nullable=True, comment="answered, superseded, withdrawn"),
        sa.Column("button", sa.Text(), nullable=True, comment="name of the button that was pressed"),
        sa.Column("fields", sa.Text(), nullable=True, comment="JSON object: what was edited"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "id"),
    )


def downgrade() -> None:
    op.drop_table("offers")
    for table, column in (("messages", "lint"), ("turns", "offer"), ("conversations", "offer")):
        op.drop_column(table, column)
