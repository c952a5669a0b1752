"""A conversation that was driven, told as a walk: turn after turn, as Python and as a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pprint import pformat
from typing import Any

from pydantic import ValidationError

from coach.engine.given import given
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Malformed, Proposal
from coach.program.action import Action, TransitionState
from coach.program.offer import Answer
from coach.results import OfferView
from coach.testing.files.script_yaml import ENDING, write_script
from coach.testing.promising.taken import Taken
from coach.testing.walking.parts import Silence
from coach.testing.walking.script import Expectation, Reply, Script, ScriptedAction, Turn

_WIDTH = 110


def turn_of(program: Program, format: FormatName, taken: Taken, days: float = 0, **expected: Any) -> Turn:
    """A turn that was taken, after so many days of silence, as a walk has it."""
    return Turn(
        silence=Silence(days=days) if days else None,
        **did(taken.did, taken.before.offer),
        coach=[reply_of(program, format, raw) for raw in taken.replies],
        expect=Expectation(**expected),
    )


def did(what: str | Answer | None, offer: OfferView | None) -> dict[str, Any]:
    """What the client did, as fields of a `Turn`."""
    if what is None:
        return {"nothing_said": True}
    if isinstance(what, str):
        return {"user": what}
    label = next(button.label for button in offer.buttons if button.name == what.button) if offer else what.button
    return {"button": label, "fields": dict(what.fields)}


def reply_of(program: Program, format: FormatName, raw: str) -> Reply:
    """A raw reply by its parts where they make it again, to the letter; otherwise raw."""
    read = FORMATS[format].read(raw, program.text_params)
    if isinstance(read, Malformed) or any("type" in each.params or each.problem for each in read.proposals):
        return Reply(raw=raw)
    if FORMATS[format].write(read.message, read.proposals) != raw:
        return Reply(raw=raw)
    actions = [ScriptedAction(**{"type": each.type, **each.params}) for each in read.proposals]
    return Reply(message=read.message, actions=actions)


def told(program: Program, script: Script) -> str:
    """The walk as a test and as a file."""
    return (
        f"As a walk, to paste into a test:\n\n{python_of(program, script)}\n"
        f"The same as a file, found{ENDING}:\n\n{write_script(script)}"
    )


def python_of(program: Program, script: Script) -> str:
    """The walk as a test in Python."""
    body = _Python(program, script.format or "json")
    where = [_quoted(script.at or program.initial.name), *([_literal(script.memory)] if script.memory else [])]
    lines = [f"walk.at({', '.join(where)})" + (".keeps_its_promises()" if script.keeps_its_promises else "")]
    for turn in script.turns:
        lines += body.turn(turn)
    lines = ["actions = walk.program.actions", *lines] if body.by_name else lines
    head = "def test_found(walk: Walk) -> None:"
    if script.format not in (None, "json"):
        head = "def test_found(coach_program: Program) -> None:"
        lines = [
            f"with Walk(coach_program, format={_quoted(script.format)}) as walk:",
            *(f"    {line}" for each in lines for line in each.split("\n")),
        ]
    inner = [f"    {line}" for each in lines for line in each.split("\n")]
    return "\n".join(line.rstrip() for line in [*body.imports(script), "", "", head, *inner]) + "\n"


class _Python:
    """Writes turns, and remembers what they need."""

    def __init__(self, program: Program, format: FormatName) -> None:
        self._program = program
        self._format = FORMATS[format]
        self._named: dict[str, set[str]] = {}
        self.by_name = False
        """Some actions are of modules that no test can import."""

    def imports(self, script: Script) -> list[str]:
        self._named.setdefault("coach", set()).update(
            {"Walk"} if script.format in (None, "json") else {"Walk", "Program"}
        )
        return [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(self._named.items())]

    def turn(self, turn: Turn) -> list[str]:
        """The lines of one turn."""
        lines = [f"walk.silence(days={turn.silence.days:g})"] if turn.silence else []
        more = "".join(f", {name}={_quoted(value)}" for name, value in turn.fields.items())
        more += f", context={_literal(turn.context)}" if turn.context else ""
        if turn.nothing_said:
            does = f"walk.nothing_said({more.removeprefix(', ')})"
        elif turn.user is not None:
            does = f"walk.user({_literal(turn.user)}{more})"
        else:
            does = f"walk.button({_literal(turn.button)}{more})"
        said = [self._reply(each, "walk" if number == 0 else "") for number, each in enumerate(turn.coach)]
        expected = self._expected(turn.expect)
        if not said:
            return [*lines, does + expected]
        return [*lines, does, "".join(said) + expected]

    def _reply(self, reply: Reply, before: str) -> str:
        actions = None if reply.raw is not None else self._actions(reply.actions)
        if actions is None:
            raw = reply.raw if reply.raw is not None else self._written(reply)
            return f"{before}.raw({_quoted(raw)})"
        call = f"{before}.{'coach' if before else 'then'}("
        parts = [_quoted(reply.message), *actions]
        if len(call) + len(", ".join(parts)) < _WIDTH:
            return f"{call}{', '.join(parts)})"
        return f"{call}\n    {f',{chr(10)}    '.join(parts)},\n)"

    def _written(self, reply: Reply) -> str:
        return self._format.write(reply.message, [Proposal(each.type, each.params) for each in reply.actions])

    def _actions(self, actions: Sequence[ScriptedAction]) -> list[str] | None:
        """The actions as Python writes them; None where one is no action of the program, or does not fit."""
        found = []
        for each in actions:
            cls = TransitionState if each.type == "TRANSITION_STATE" else self._program.actions.get(each.type)
            if cls is None or not _fits(cls, each.params):
                return None
            params = ", ".join(f"{name}={_literal(value)}" for name, value in each.params.items() if value is not None)
            found.append(f"{self._name(cls, each.type)}({params})")
        return found

    def _name(self, cls: type[Action], wire: str) -> str:
        module = _public(cls)
        if module is None:
            self.by_name = True
            return f"actions[{_quoted(wire)}]"
        self._named.setdefault(module, set()).add(cls.__name__)
        return cls.__name__

    def _expected(self, expect: Expectation) -> str:
        applied = [(self._actions([each]) or [_quoted(each.type)])[0] for each in expect.applied or ()]
        lines = [f".applied({each})" for each in applied]
        lines += [f".refused({_quoted(each.words)})" for each in expect.refused or ()]
        lines += [f".moves_to({_quoted(expect.moves_to)})"] if expect.moves_to else []
        return "".join(lines) + (".stays()" if expect.stays else "")


def _fits(cls: type[Action], params: Any) -> bool:
    try:
        cls.model_validate(given(cls, params))
    except ValidationError:
        return False
    return all(name.isidentifier() for name in params)


def _public(cls: type[Action]) -> str | None:
    """The shortest module that a test can import the class from; None where its program's folder is no package."""
    parts = cls.__module__.split(".")
    if parts[0].startswith("coach_program_"):
        return None
    packages: Sequence[str] = [".".join(parts[: number + 1]) for number in range(len(parts))]
    return next((each for each in packages if _has(each, cls)), None)


def _has(module: str, cls: type[Action]) -> bool:
    there = sys.modules.get(module)
    return there is not None and getattr(there, cls.__name__, None) is cls


def _quoted(text: str) -> str:
    """A text as Python writes it, in double quotes where that needs no more of them."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in text and "\\'" not in plain else plain


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return pformat(value, width=_WIDTH, sort_dicts=False, compact=True)
