"""From where on a walk can say what happened: after the last turn that was not the client's and the model's alone."""

from __future__ import annotations

from dataclasses import replace

from coach.engine.program import Program
from coach.scenarios.content import Content
from coach.scenarios.freezing import Stored
from coach.store.past import past
from coach.store.rows import Store, Whose
from coach.turns.past import stood


def last_unsayable(content: Content) -> int:
    """The last turn that an operator or a person in the coach's place took, or time alone; 0 where there is none."""
    turns = content.turns
    answered = {turn.offer.closed for turn in turns if turn.offer is not None and turn.offer.how == "answered"}
    unsayable = [
        number
        for number, turn in enumerate(turns)
        if turn.taken_by is not None
        or not (number in answered or any(message.role == "client" for message in turn.messages))
    ]
    return max(unsayable, default=0)


async def sayable_since(store: Store, program: Program, whose: Whose, there: Stored) -> Stored | None:
    """The conversation as it stood after its last turn that no walk can say; None where a walk can say them all.

    Raises `BadInput` where that turn was taken before it was kept what takes later ones back.
    """
    if not (turn := last_unsayable(there.content)):
        return None
    then = stood(program, whose, await store.fetch(*past(whose, turn)), turn)
    offer = then.memory.offer
    known = {record.id for name in then.memory.collections for record in getattr(then.memory, name)}
    known |= {offer.id} if offer is not None else set()
    content = there.content.model_copy(
        update={"state": then.state, "entered": list(then.entered), "turns": there.content.turns[: turn + 1]}
    )
    given = 1 + max((number for number, id in enumerate(there.ids) if id in known), default=-1)
    return replace(there, content=content, memory=then.memory, serial=given)
