"""Whether what a conversation remembers is what the actions on record made of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from coach.engine.entering import entered, turn_of
from coach.engine.given import given
from coach.engine.program import Program
from coach.program.action import By
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.results import ActionView, OfferView
from coach.testing.promising.taken import Taken, ids_in
from coach.turns.keeping import as_json, offer_view


def unaccounted(program: Program, taken: Taken) -> Iterator[str]:
    """What there is after a turn that nothing on record explains, or that is not there and should be."""
    if reused := taken.gone & ids_in(taken.after):
        yield f"the id {min(reused)} was given a second time"
    try:
        memory, offer = _expected(program, taken)
        if (memory, offer) != _expected(program, taken):
            return  # an action that throws dice: nobody can say what it should have done
    except Exception as error:
        yield f"what is on record as applied cannot be done: {type(error).__name__}: {error}"
        return
    for name, found in taken.after.memory.items():
        if found != memory[name]:
            yield f"{name} in the memory is not what the actions on record made of it: {found!r}, not {memory[name]!r}"
    if offer != taken.after.offer:
        there, wanted = (each.kind if each is not None else "none" for each in (taken.after.offer, offer))
        yield f"the open offer is not the one that the actions on record put: {there}, not {wanted}"


def _expected(program: Program, taken: Taken) -> tuple[dict[str, object], OfferView | None]:
    """The memory and the offer, by doing again what is on record: actions in their order, moves after them."""
    at = taken.begun
    if at is None:
        return dict(taken.before.memory), taken.before.offer
    offer = None if isinstance(taken.did, Answer) else at.memory.offer
    memory = at.memory.copied().with_offer(offer)
    of_turn = [each for each in taken.after.actions if each.turn == taken.after.turn and each.status == "applied"]
    for each in sorted(of_turn, key=lambda each: (each.attempt, each.type == "TRANSITION_STATE")):
        memory = _done(program, taken, memory, each)
    put = memory.offer
    return memory.plain(), offer_view(as_json(put.plain())) if put is not None else None


def _done(program: Program, taken: Taken, memory: Memory, each: ActionView) -> Memory:
    assert taken.begun is not None
    by = next(by for by in get_args(By) if by == each.by)
    start = each.from_state or taken.before.state
    if each.type == "TRANSITION_STATE":
        moves = each.to_state is not None and each.to_state != start
        return entered(program, taken.begun, memory, each.to_state or start, by) if moves else memory
    kind, turn = program.actions[each.type], turn_of(taken.begun, memory, start, by)
    kind.model_validate(given(kind, each.params)).apply(turn)
    return turn.memory
