"""What is promised of every conversation, checked on a turn that was taken: each check yields what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import Malformed
from coach.errors import BadInput, ConversationOver, KeyReused, OfferGone, ReplyUnusable
from coach.program.guard import no_open_offer
from coach.program.invariant import broken
from coach.program.offer import Answer, Offer
from coach.program.state import Exit
from coach.results import ActionView, ConversationView
from coach.testing.promising.accounting import unaccounted
from coach.testing.promising.prompted import instructed
from coach.testing.promising.taken import Taken

#: How a turn may fail, whatever a model or a client does.
_ALLOWED = (ReplyUnusable, ConversationOver, OfferGone, KeyReused, BadInput)
#: Calls of the model that one turn may make.
_MOST_CALLS = 3
#: As what it is on record that a client said something, answered, or said nothing.
_ROLES: dict[type, list[str]] = {str: ["client"], Answer: ["answer"], type(None): []}


def broken_promises(program: Program, taken: Taken) -> Iterator[str]:
    """What of the promises a turn did not keep, in sentences."""
    yield from taken.faults
    yield from instructed(program, taken)
    if taken.result is None:
        yield from _left_no_trace(taken)
        return
    yield from _moved_as_declared(program, taken)
    yield from _did_as_allowed(program, taken)
    yield from _is_numbered(taken)
    yield from _is_on_record(program, taken)
    yield from unaccounted(program, taken)
    yield from sound(program, taken.after, taken.offer)


def sound(program: Program, view: ConversationView, offer: Offer | None) -> Iterator[str]:
    """What is wrong with what a conversation remembers; this offer is open."""
    memory = program.memory.model_validate(view.memory)
    if memory.plain() != view.memory:
        yield "the memory is another one once it is read again"
    memory.with_offer(offer)
    yield from broken(program.invariants, memory)


def once_only(taken: Taken, again: Taken) -> Iterator[str]:
    """What is wrong with a turn that was asked for once more, with the same key."""
    if again.after != again.before:
        yield "a turn that was asked for twice happened twice"
    if taken.result is not None and (again.result is None or again.result.json() != taken.result.json()):
        yield f"the same key gave another result: {again.result.json() if again.result else again.error!r}"
    if taken.result is not None and again.replies:
        yield "the model was asked again for a turn that was done"


def _left_no_trace(taken: Taken) -> Iterator[str]:
    if not isinstance(taken.error, _ALLOWED):
        yield f"the turn failed, {type(taken.error).__name__}: {taken.error}"
    if taken.after != taken.before:
        yield "a turn that did not happen left something behind"


def _moved_as_declared(program: Program, taken: Taken) -> Iterator[str]:
    """One move at the most, by an exit that is declared and was asked for, past a guard that misses nothing."""
    assert taken.result is not None
    moves = [each for each in _of_turn(taken) if each.type == "TRANSITION_STATE" and each.status == "applied"]
    start, end = taken.before.state, taken.result.state
    if program.states[start].final:
        yield f"a turn was taken in {start}, where the conversation is over"
    if len(moves) > 1:
        yield f"it moved {len(moves)} times in one turn"
    if not moves and start != end:
        yield f"it is in {end} without a move"
    for move in moves[:1]:
        if (move.from_state, move.to_state) != (start, end):
            yield f"the move on record is {move.from_state} → {move.to_state}, but it went {start} → {end}"
        asked = str(move.params.get("target_state")).strip().upper()
        exits = [
            exit for exit in program.states[start].exits if exit.by == move.by and move.to_state in exit.landings()
        ]
        if not exits:
            yield f"no exit is declared from {start} to {move.to_state} that the {move.by} may ask for"
        elif asked not in (exit.target for exit in exits):
            yield f"{asked} was asked for, and it went to {move.to_state}"
        closed = [_closed(taken, exit) for exit in exits]
        if closed and all(closed):
            yield f"it passed a guard that says no: {'; '.join(closed[0])}"


def _closed(taken: Taken, exit: Exit) -> tuple[str, ...]:
    """What the exit misses of the memory that the machine asked its guard about last."""
    asked = [memory for state, each, memory in taken.rulings if state == taken.before.state and each is exit]
    if not asked:
        return () if exit.guard is None else ("its guard was never asked",)
    offer = asked[-1].offer
    if offer is not None and offer.holds and exit.by in ("model", "auto"):
        return no_open_offer.missing(asked[-1])
    return exit.guard.missing(asked[-1].copied(locked=True)) if exit.guard is not None else ()


def _did_as_allowed(program: Program, taken: Taken) -> Iterator[str]:
    """Whoever did something may do it in that state, and the turn was in that state."""
    assert taken.result is not None
    for each in _of_turn(taken):
        if each.status != "applied" or each.type == "TRANSITION_STATE":
            continue
        rules = program.rules.get(each.from_state or "")
        if each.from_state not in (taken.before.state, taken.result.state) or rules is None:
            yield f"{each.type} was applied in {each.from_state}, where the turn never was"
        elif each.type not in (rules.buttons if each.by == "user" else rules.allowed):
            yield f"{each.type} was applied in {each.from_state}, where the {each.by} may not do it"


def _is_numbered(taken: Taken) -> Iterator[str]:
    assert taken.result is not None
    before, after = taken.before.messages, taken.after
    if not taken.result.turn == after.turn == taken.before.turn + 1:
        yield f"turn {taken.result.turn} came after turn {taken.before.turn}"
    new = after.messages[len(before) :]
    if any(message.turn != after.turn for message in new):
        yield f"turns are numbered {[*dict.fromkeys(message.turn for message in after.messages)]}"
    spoken = [message.role for message in new if message.role in ("client", "answer")]
    if spoken != _ROLES[type(taken.did)]:
        yield f"the client's words are on record as {spoken}, not {_ROLES[type(taken.did)]}"
    if not all(message.text.strip() for message in after.messages):
        yield "a message is empty"
    if after.messages[: len(before)] != before:
        yield "what was said before is not what it was"


def _is_on_record(program: Program, taken: Taken) -> Iterator[str]:
    """Every proposal of every reply, in the order given, with what became of it."""
    if len(taken.replies) > _MOST_CALLS:
        yield f"the model was asked {len(taken.replies)} times in one turn"
    recorded = _of_turn(taken)
    for attempt, (raw, request) in enumerate(zip(taken.replies, taken.asked, strict=False), 1):
        reply = FORMATS[request.format].read(raw, program.text_params)
        proposed = [] if isinstance(reply, Malformed) else [(p.type, _json(p.params)) for p in reply.proposals]
        found = [(a.type, _json(a.params)) for a in recorded if a.attempt == attempt and a.by == "model"]
        if found != proposed:
            yield f"reply {attempt} proposed {_names(proposed)}, but on record are {_names(found)}"
    for each in recorded:
        if each.status not in ("applied", "refused", "failed"):
            yield f"{each.type} is {each.status}"
        if (each.status == "refused") != bool(each.kind and each.reason):
            yield f"{each.type} is {each.status}, of kind {each.kind}, with the reason {each.reason!r}"


def _of_turn(taken: Taken) -> list[ActionView]:
    return [each for each in taken.after.actions if each.turn == taken.after.turn]


def _json(params: Any) -> str:
    return json.dumps(dict(params), sort_keys=True)


def _names(proposals: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {params}" for name, params in proposals) or "nothing"
