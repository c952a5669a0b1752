"""What a script says of a program: its states, actions and memory. Slips are found before anything is run."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from coach.engine.program import Program
from coach.program.action import Action, TransitionState
from coach.program.words import nearest
from coach.testing.walking.script import Expectation, Script, ScriptedAction
from coach.yaml_text.source import Source, below


def check_script(script: Script, program: Program, source: Source) -> None:
    """Raise `WalkError`, with file and line, for the first thing that the program does not have."""
    for place, problem in _problems(script, program):
        raise source.error(source.written(place), problem)


def _problems(script: Script, program: Program) -> Iterator[tuple[str, str]]:
    if script.at is not None:
        yield from _unknown("state", script.at, program.states, "at")
    for n, state in enumerate(script.entered):
        yield from _unknown("state", state, program.states, f"entered[{n}]")
    for name in script.memory:
        yield from _unknown("field of the memory", name, program.memory.model_fields, below("memory", name))
    yield from _of_expectation(script.expect, program, "expect")
    for n, turn in enumerate(script.turns):
        for m, reply in enumerate(turn.coach):
            for k, action in enumerate(reply.actions):
                yield from _of_action(action, program, f"turns[{n}].coach[{m}].actions[{k}]")
        yield from _of_expectation(turn.expect, program, f"turns[{n}].expect")


def _of_expectation(expect: Expectation, program: Program, place: str) -> Iterator[tuple[str, str]]:
    for name in ("moves_to", "state"):
        if (state := getattr(expect, name)) is not None:
            yield from _unknown("state", state, program.states, below(place, name))
    for state in expect.missing or ():
        yield from _unknown("state", state, program.states, f"{place}.missing.{state}")
    for n, action in enumerate(expect.applied or ()):
        yield from _of_action(action, program, f"{place}.applied[{n}]")
    for n, failed in enumerate(expect.failed or ()):
        yield from _unknown("action", failed, _actions(program), f"{place}.failed[{n}]")
    for name, value in (expect.remembers or {}).items():
        yield from _of_memory(name, value, program, f"{place}.remembers.{name}")


def _of_memory(name: str, value: object, program: Program, place: str) -> Iterator[tuple[str, str]]:
    memory = program.memory
    yield from _unknown("field of the memory", name, memory.model_fields, place)
    if name not in memory.collections:
        return
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        yield place, "is a collection: write a list of records, each with the fields it should have"
        return
    for n, record in enumerate(value):
        for field in record:
            yield from _unknown("field", field, memory.collections[name].model_fields, f"{place}[{n}].{field}")


def _of_action(action: ScriptedAction, program: Program, place: str) -> Iterator[tuple[str, str]]:
    known = _actions(program)
    yield from _unknown("action", action.type, known, below(place, "type"))
    for name in action.params:
        yield from _unknown("parameter", name, known[action.type].model_fields, below(place, name))


def _actions(program: Program) -> dict[str, type[Action]]:
    return {**program.actions, "TRANSITION_STATE": TransitionState}


def _unknown(what: str, name: str, known: Collection[str], place: str) -> Iterator[tuple[str, str]]:
    if name not in known:
        yield place, f"there is no {what} {name[:80]!r}{nearest(name, known)}"
