"""The tables of tables.sql as SQLAlchemy models."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, attribute_keyed_dict, mapped_column, relationship, selectinload
from walk import Changes, Outcome, may_enter


class Base(DeclarativeBase):
    pass


def owner() -> Mapped[int]:
    return mapped_column(BigInteger, ForeignKey("conversation.id"), primary_key=True)


class Conversation(Base):
    __tablename__ = "conversation"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    phase: Mapped[str]
    version: Mapped[int] = mapped_column()
    turns: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    facts: Mapped[dict[str, "Fact"]] = relationship(collection_class=attribute_keyed_dict("key"), lazy="raise")
    identities: Mapped[dict[str, "Identity"]] = relationship(
        collection_class=attribute_keyed_dict("name"), lazy="raise"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it as it stands

    def may_advance(self, target: str) -> bool:
        """The guard, which the machine looks for by name."""
        return may_enter(self.phase, target, {fact.key: fact.value for fact in self.facts.values()})


class Message(Base):
    __tablename__ = "message"
    conversation_id: Mapped[int] = owner()
    seq: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    content: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Fact(Base):
    __tablename__ = "fact"
    conversation_id: Mapped[int] = owner()
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Identity(Base):
    __tablename__ = "identity"
    conversation_id: Mapped[int] = owner()
    name: Mapped[str] = mapped_column(primary_key=True)
    note: Mapped[str]


class Audit(Base):
    __tablename__ = "audit"
    conversation_id: Mapped[int] = owner()
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    accepted: Mapped[bool]
    params: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


def connect(target: str) -> AsyncEngine:
    """An engine for a PostgreSQL URL, with a pool of 10, or for a SQLite file in WAL mode."""
    if target.startswith("postgresql:"):
        url = target.replace("postgresql:", "postgresql+asyncpg:")
        return create_async_engine(url, pool_size=10, max_overflow=0)
    engine = create_async_engine(f"sqlite+aiosqlite:///{target}")

    @event.listens_for(engine.sync_engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA busy_timeout = 60000")
        cursor.close()

    return engine


def keep(db: AsyncSession, conversation: Conversation, changes: Changes) -> None:
    """Store what a turn's actions change: facts and identities upserted, an audit row each."""
    conversation.phase = changes.phase
    for key, value in changes.facts.items():
        if key in conversation.facts:
            conversation.facts[key].value = value
        else:
            conversation.facts[key] = Fact(key=key, value=value)
    for name, note in changes.identities.items():
        if name in conversation.identities:
            conversation.identities[name].note = note
        else:
            conversation.identities[name] = Identity(name=name, note=note)
    db.add_all(
        Audit(
            conversation_id=conversation.id,
            seq=2 * conversation.turns,
            step=step,
            type=entry["type"],
            accepted=entry["accepted"],
            params=json.dumps(entry["params"]),
        )
        for step, entry in enumerate(changes.audit)
    )
    conversation.turns += 1


async def load(db: AsyncSession, cid: int) -> Conversation:
    """A conversation with its facts and identities."""
    both = [selectinload(Conversation.facts), selectinload(Conversation.identities)]
    return await db.get_one(Conversation, cid, options=both)


async def outcome(db: AsyncSession, cid: int) -> Outcome | None:
    """What is stored of a conversation."""
    conversation = await db.get(Conversation, cid)
    if conversation is None:
        return None
    messages, facts, identities, audit = [
        await db.scalar(select(func.count()).where(table.conversation_id == cid)) or 0
        for table in (Message, Fact, Identity, Audit)
    ]
    newest = select(Message.content).where(Message.conversation_id == cid).order_by(Message.seq.desc()).limit(1)
    last = await db.scalar(newest) or ""
    return Outcome(conversation.phase, messages, facts, identities, audit, last)
