"""What one writes by hand at first: a `transitions` machine per request over the SQLAlchemy async ORM."""

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


class Client(Conversation):
    """A conversation with the guard that the machine looks for by name."""

    def may_advance(self, target: str) -> bool:
        return walk.may_enter(self.phase, target, {fact.key: fact.value for fact in self.facts.values()})
