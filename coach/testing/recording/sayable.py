"""From where on a walk can say what happened: after the last turn in which an operator had a part."""

from __future__ import annotations

from dataclasses import replace

from coach.engine.program import Program
from coach.scenarios.content import Content, TurnPart
from coach.scenarios.freezing import Stored
from coach.store.past import past
from coach.store.rows import Whose
from coach.store.store import Store
from coach.turns.past import stood


def last_unsayable(content: Content) -> int:
    """The last turn that no walk can say; 0 where there is none."""
    return max((number for number, turn in enumerate(content.turns) if operated(turn)), default=0)


def operated(turn: TurnPart) -> bool:
    """Whether it was an operator's turn, or a person's in the coach's place: no walk can say what they do."""
    return turn.taken_by is not None or any(action.by == "operator" for action in turn.actions)


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
