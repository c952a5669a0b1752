"""What an operator is shown of the inside: a turn, the prompts, all conversations as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from coach.checking import check_program
from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.errors import BadInput, CoachError, ProgramError
from coach.graph import read_traffic
from coach.graph.by_traffic import MOST, plain
from coach.loading import Program as Loaded
from coach.loading.prompts import check_templates
from coach.pages import TurnView
from coach.program.words import nearest
from coach.results import ConversationView
from coach.service.caller import Caller
from coach.service.problems import NoSuchTurn
from coach.store.costs import costs
from coach.turns.door import check_whose
from coach.turns.reading import read_exits
from coach.turns.replaying import Attempt, Replayed, replay

_LONGEST_CHECK = 15.0  # seconds
_NOTHING = Replayed((), (), same=True, problem="")


async def inside(coach: Coach, conversation: str, number: int, caller: Caller) -> dict[str, Any]:
    """A turn with all that is known of it. Raises `NoSuchConversation`, `NoSuchTurn`."""
    scope = caller.scope
    turn = await _turn(coach, conversation, number, caller)
    whose = check_whose(conversation, **scope)
    gone = ""
    before = after = exits = None
    replayed = _NOTHING
    try:
        after, missing = await read_exits(coach.store, coach.program, whose, number)
        exits = [{"to": to, "by": by, "missing": items} for (to, by), items in missing.items()]
        before = await coach.snapshot(conversation, turn=number - 1, brief=True, **scope) if number else None
        replayed = await replay(coach.store, coach.prompts, whose, number)
    except CoachError as error:  # what is there is shown all the same
        gone = str(error)
    return {
        "turn": turn,
        "title": coach.program.states[turn.state].title if turn.state in coach.program.states else "",
        "memory": after.memory if after is not None else None,
        "before": before.memory if before is not None else None,
        "exits": exits,
        "messages": [each for each in _of(after, "messages") if each.turn == number],
        "actions": [each for each in _of(after, "actions") if each.turn == number],
        "attempts": [attempt(each) for each in replayed.attempts],
        "stages": [asdict(each) for each in replayed.stages],
        "same": replayed.same,
        "same_version": turn.version == coach.program.version,
        "problem": gone or replayed.problem,
    }


async def _turn(coach: Coach, conversation: str, number: int, caller: Caller) -> TurnView:
    """A turn of a conversation that the caller may see. Raises `NoSuchConversation`, `NoSuchTurn`."""
    page = await coach.turns(conversation, after=str(number - 1) if number else None, limit=1, **caller.scope)
    if not page.items or page.items[0].turn != number:
        raise NoSuchTurn(f"the conversation has no turn {number}")
    return page.items[0]


def _of(view: ConversationView | None, name: str) -> Sequence[Any]:
    return getattr(view, name) if view is not None else ()


def attempt(each: Attempt) -> dict[str, Any]:
    """One request as JSON-able data, with its reply."""
    request = each.request
    messages = [
        {"role": message.role, "part": part, "text": message.text}
        for message, part in zip(request.messages, each.parts, strict=True)
    ]
    told = {"schema": request.schema, "tools": list(request.tools)}
    return {"state": request.state, "format": request.format, "messages": messages, "raw": each.raw, **told}


# --- prompts -----------------------------------------------------------------------------------


def templates(program: Program) -> list[dict[str, Any]]:
    """The templates with the states that they are of."""
    used: dict[str, list[str]] = {}
    for state in program.states.values():
        used.setdefault(program.template(state), []).append(state.name)
    return [{"name": name, "text": text, "states": used.get(name, [])} for name, text in program.sources.items()]


def edited(program: Program, name: str, text: str) -> Program:
    """The program with another text of one template. Raises `BadInput`, and `ProgramError` for what cannot be used."""
    if name not in program.sources:
        raise BadInput(f"there is no template {name!r}{nearest(name, program.sources)}")
    made = replace(program, sources={**program.sources, name: text})
    if isinstance(program, Loaded):
        object.__setattr__(made, "folder", program.folder)
        object.__setattr__(made, "package", program.package)
        check_templates(made, program.folder)
    return made


async def found(program: Program) -> list[dict[str, str]]:
    """What `coach check` says of a program. Raises `BadInput` where it takes too long."""
    if not isinstance(program, Loaded):
        return []
    try:
        async with asyncio.timeout(_LONGEST_CHECK):
            report = await asyncio.to_thread(check_program, program)
    except TimeoutError:
        raise BadInput("the program takes too long to check; is there a loop in the template?") from None
    return [
        {"code": each.code, "severity": each.severity, "place": str(each.place), "sentence": " ".join(each.lines)}
        for each in report.findings
    ]


async def tried(coach: Coach, name: str, text: str, turn: tuple[str, int] | None, caller: Caller) -> dict[str, Any]:
    """What an edit of a template does: what `check` says, and a stored turn's requests as they are and would be."""
    try:
        program = await asyncio.to_thread(edited, coach.program, name, text)
        findings = await found(program)
    except ProgramError as error:
        return {"problem": str(error), "findings": [], "now": [], "then": []}
    shown: Mapping[str, Any] = {"now": [], "then": []}
    if turn is not None:
        conversation, number = turn
        await _turn(coach, conversation, number, caller)
        whose = check_whose(conversation, **caller.scope)
        made = [await replay(coach.store, prompts, whose, number) for prompts in (coach.prompts, Prompts(program))]
        shown = {"now": list(map(attempt, made[0].attempts)), "then": list(map(attempt, made[1].attempts))}
    return {"problem": "", "findings": findings, **shown}


# --- all conversations -------------------------------------------------------------------------


async def whole(coach: Coach, tenant: str) -> dict[str, Any]:
    """What the newest conversations did, and what each state cost."""
    traffic = await read_traffic(coach, tenant=tenant)
    [spent] = await coach.store.fetch(costs(coach.program.name, MOST, tenant))
    final = {name for name, state in coach.program.states.items() if state.final}
    return {**plain(traffic, final), "costs": [_cost(dict(row._mapping)) for row in spent]}


def _cost(row: Mapping[str, Any]) -> dict[str, Any]:
    """Sums as whole numbers: PostgreSQL gives them as decimals."""
    return {name: value if name == "state" else int(value or 0) for name, value in row.items()}
