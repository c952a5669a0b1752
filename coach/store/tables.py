"""The tables. The keys of what a conversation is made of begin with it; what a service keeps besides has its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

from coach.store.moments import Moment

#: The newest migration; a database that is at another one is outdated.
HEAD = "0003"
VERSION_TABLE = "coach_alembic_version"

metadata = MetaData()


def _owner() -> Column[Any]:
    return Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


conversations = Table(
    "conversations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("tenant", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("key", Text, comment="the idempotency key of start"),
    Column("digest", LargeBinary, comment="hash of what start was asked, where it had a key"),
    Column("label", Text),
    Column("program", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entered", Text, nullable=False, comment="JSON list of the states entered so far"),
    Column("scalars", Text, nullable=False, comment="JSON object: the scalars of the memory"),
    Column("serial", Integer, nullable=False, comment="ids given to memory records so far"),
    Column("turn", Integer, nullable=False, comment="number of the last committed turn"),
    Column("dialogue", Integer, nullable=False, comment="messages of the dialogue so far"),
    Column("created_at", Moment, nullable=False),
    Column("turned_at", Moment, nullable=False, comment="when the last turn was committed"),
    Column("offer", Text, comment="JSON object: the open offer"),
    Column("taken_by", Text, comment="who answers in the coach's place"),
    Column("claim", BigInteger, comment="token of the turn that is running"),
    Column("claim_key", Text),
    Column("claimed_until", Moment),
    Index("conversations_key", "tenant", "user_id", "key", unique=True,
          postgresql_where=text("key IS NOT NULL"), sqlite_where=text("key IS NOT NULL")),
    # Of nothing that a turn changes: every turn would have to write them anew.
    Index("conversations_begun", "tenant", "created_at", "id"),
    Index("conversations_owned", "tenant", "user_id", "created_at", "id"),
)  # fmt: skip

turns = Table(
    "turns",
    metadata,
    _owner(),
    Column("number", Integer, nullable=False),
    Column("key", Text),
    Column("digest", LargeBinary, comment="hash of what the client did, where it had a key"),
    Column("from_state", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("missing", Text, nullable=False, comment="JSON object: for each exit of state, what was missing"),
    Column("offer", Text, comment="id of the offer that was open then"),
    Column("taken_by", Text, comment="who answered in the coach's place then"),
    Column("undo", Text, comment="JSON object: what takes the turn back; empty in turn 0 and where nobody kept it"),
    Column("context", Text, comment="JSON object: what the host passed with the turn; empty where it passed nothing"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation_id", "number"),
    Index("turns_key", "conversation_id", "key", unique=True,
          postgresql_where=text("key IS NOT NULL"), sqlite_where=text("key IS NOT NULL")),
)  # fmt: skip

messages = Table(
    "messages",
    metadata,
    _owner(),
    Column("ordinal", Integer, nullable=False, comment="place in the dialogue, from 1"),
    Column("notice", SmallInteger, nullable=False, comment="0: dialogue; 1, 2, …: notices after it"),
    Column("turn", Integer, nullable=False),
    Column("role", Text, nullable=False, comment="client or coach"),
    Column("text", Text, nullable=False, comment="what was shown, as it was typed or said"),
    Column("state", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("model", Text, comment="who said it; empty for the client and for openings"),
    Column("lint", Text, comment="JSON list: what was noticed of it"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation_id", "ordinal", "notice"),
)

model_calls = Table(
    "model_calls",
    metadata,
    _owner(),
    Column("turn", Integer, nullable=False),
    Column("attempt", SmallInteger, nullable=False, comment="1, 2, 3 within the turn"),
    Column("state", Text, nullable=False, comment="whose prompt was asked"),
    Column("model", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False, comment="the raw reply, packed (packing.py)"),
    Column("problem", Text, comment="why the reply could not be used"),
    Column("finish", Text, nullable=False),
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cached_tokens", Integer),
    Column("latency_ms", Integer, nullable=False),
    Column("retries", SmallInteger, nullable=False),
    PrimaryKeyConstraint("conversation_id", "turn", "attempt"),
)

action_records = Table(
    "action_records",
    metadata,
    _owner(),
    Column("turn", Integer, nullable=False),
    Column("position", SmallInteger, nullable=False, comment="order within the turn, over all attempts"),
    Column("attempt", SmallInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("params", Text, nullable=False, comment="JSON object, as proposed"),
    Column("status", Text, nullable=False, comment="applied, refused, failed"),
    Column("kind", Text, comment="of a refusal"),
    Column("reason", Text),
    Column("summary", Text),
    Column("by", Text, nullable=False, comment="who asked: model, auto, user, operator"),
    Column("from_state", Text),
    Column("to_state", Text),
    Column("message", Integer, comment="ordinal of the message it came with"),
    Column("label", Text),
    PrimaryKeyConstraint("conversation_id", "turn", "position"),
)

offers = Table(
    "offers",
    metadata,
    _owner(),
    Column("id", Text, nullable=False),
    Column("turn", Integer, nullable=False, comment="it was put in"),
    Column("data", Text, nullable=False, comment="JSON object: text, buttons, fields"),
    Column("closed", Integer, comment="turn in which it was closed"),
    Column("how", Text, comment="answered, superseded, withdrawn"),
    Column("button", Text, comment="name of the button that was pressed"),
    Column("fields", Text, comment="JSON object: what was edited"),
    PrimaryKeyConstraint("conversation_id", "id"),
)

memory_records = Table(
    "memory_records",
    metadata,
    _owner(),
    Column("id", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("position", Integer, nullable=False, comment="order of creation"),
    Column("key", Text, nullable=False, comment="folded: case, spaces and invisible characters aside"),
    Column("data", Text, nullable=False, comment="JSON object"),
    PrimaryKeyConstraint("conversation_id", "id"),
)

turn_events = Table(
    "turn_events",
    metadata,
    _owner(),
    Column("turn", Integer, nullable=False),
    Column("seq", Integer, nullable=False, comment="order within the turn, from 1"),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False, comment="JSON object"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation_id", "turn", "seq"),
)

# --- what outlives a conversation, or its turns ---------------------------------------------------

done_deeds = Table(
    "done_deeds",
    metadata,
    Column("conversation", BigInteger, nullable=False, comment="that it was done to; it may be gone"),
    Column("key", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, comment="hash of what was asked for with the key"),
    Column("tenant", Text, nullable=False),
    Column("owner", LargeBinary, nullable=False, comment="hash of whose the conversation was"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation", "key"),
)

# --- of a service ------------------------------------------------------------------------------

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("role", Text, nullable=False, comment="client, operator, admin"),
    Column("user_id", Text, comment="whose conversations it sees; empty for those of all its tenant"),
    Column("hash", LargeBinary, nullable=False, comment="of the key, which is kept nowhere"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Index("api_keys_hash", "hash", unique=True),
)

token_usage = Table(
    "token_usage",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("day", Date, nullable=False, comment="in UTC"),
    Column("tokens", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "day", "user_id"),
)
