"""What one writes by hand at first: a `transitions` machine per request over the SQLAlchemy async ORM."""

from typing import Any

import orm
import walk
from orm import Base, Conversation, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker
from transitions import Machine
from walk import FOLLOWS, PHASES, WINDOW, CoachReply, Outcome, Peer

TRANSITIONS = [
    {"trigger": "advance", "source": source, "dest": target, "conditions": "may_advance"}
    for source, target in FOLLOWS.items()
]


def machine_of(conversation: Any) -> Any:
    """The conversation itself, with its machine bound to it."""
    machine = Machine(
        model=None,
        states=list(PHASES),
        transitions=TRANSITIONS,
        initial=PHASES[0],
        auto_transitions=False,
        model_attribute="phase",
    )
    machine.add_model(conversation, initial=conversation.phase)
    return conversation


class Transitions(Peer):
    """Eleven statements a turn."""

    async def open(self, target: str) -> None:
        self.engine = orm.connect(target)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def close(self) -> None:
        await self.engine.dispose()

    async def create(self, cid: int) -> None:
        async with self.sessions.begin() as db:
            db.add(Conversation(id=cid, phase=PHASES[0], turns=0))

    async def turn(self, cid: int, text: str) -> None:
        async with self.sessions.begin() as db:
            conversation = await orm.load(db, cid)
            newest = select(Message).where(Message.conversation_id == cid).order_by(Message.seq.desc())
            recent = await db.scalars(newest.limit(WINDOW - 1))
            history = [(m.role, m.content) for m in reversed(recent.all())]
            history.append(("user", text))
            facts = {fact.key: fact.value for fact in conversation.facts.values()}
            subject = machine_of(conversation)
            raw = walk.fake_llm(walk.render(conversation.phase, history, facts))
            reply = CoachReply.model_validate_json(raw)
            changes = walk.apply(reply, conversation.phase, facts, subject.advance)
            changes.phase = conversation.phase  # the machine has moved it
            seq = 2 * conversation.turns
            db.add_all(
                [
                    Message(conversation_id=cid, seq=seq, role="user", content=text),
                    Message(conversation_id=cid, seq=seq + 1, role="coach", content=reply.message),
                ]
            )
            orm.keep(db, conversation, changes)

    async def outcome(self, cid: int) -> Outcome | None:
        async with self.sessions() as db:
            return await orm.outcome(db, cid)
