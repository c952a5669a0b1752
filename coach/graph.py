"""A program as a picture and as a table: its states, the exits between them, and what those want."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coach.engine.program import Program
from coach.program.state import Exit, State

#: Fills for the groups of states, in order of appearance; dark text is readable on all of them.
_FILLS = ("#e3f2fd", "#e8f5e9", "#fff3e0", "#f3e5f5", "#fce4ec", "#e0f7fa")

# Mermaid's words, in any case, which it would not take for a state's name.
_RESERVED = re.compile(r"(?:note|state|class|classdef|scale|style|click|href|direction|as|default.*)\Z", re.IGNORECASE)
_PLAIN = re.compile(r"[^\w .,'()!?+/-]")


@dataclass(frozen=True, slots=True)
class Row:
    """One exit of a state, or a state that has none."""

    state: str
    """The state's name."""
    mark: str
    """`initial`, `final` or nothing."""
    target: str
    """Where the exit leads; empty where there is none."""
    by: str
    """Who may ask for it: `model`, `auto`, `user`, `operator`."""
    wants: str
    """What its guard wants; `nothing` where there is none."""
    actions: tuple[str, ...]
    """What the model may do in the state, by wire name."""
    buttons: tuple[str, ...] = ()
    """What buttons may stand for in the state, by wire name."""


def table_rows(program: Program) -> list[Row]:
    """The program as rows: every exit once, states in the order in which they can be reached."""
    return [row for state in program.states.values() for row in _rows(program, state)]


def _rows(program: Program, state: State) -> Iterator[Row]:
    mark = "initial" if state.initial else "final" if state.final else ""
    rules = program.rules[state.name]
    does = tuple(rules.allowed), tuple(rules.buttons)
    for exit in state.exits:
        way = f" (by way of {exit.via[0]})" if exit.via else ""
        yield Row(state.name, mark, f"{exit.target}{way}", exit.by, _wants(exit) or "nothing", *does)
    if not state.exits:
        yield Row(state.name, mark, "", "", "", *does)


def mermaid(program: Program) -> str:
    """The program as a Mermaid state diagram: an arrow for every exit, labelled with its guard and who asks.

    States of one group share a fill (Mermaid has no arrows between the insides of two composite states).
    """
    lines = ["---", f"title: {json.dumps(program.name, ensure_ascii=False)}", "---", "stateDiagram-v2"]
    lines += [f'    state "{_text(state.title)}" as {_id(name)}' for name, state in program.states.items()]
    lines.append(f"    [*] --> {_id(program.initial.name)}")
    for name, state in program.states.items():
        lines += [f"    {_id(name)} --> {_id(exit.landings()[0])} : {_label(exit)}" for exit in state.exits]
        if state.final:
            lines.append(f"    {_id(name)} --> [*]")
    for number, (group, names) in enumerate(_groups(program).items()):
        lines.append(f"    %% {_text(group)}")
        lines.append(f"    classDef group{number} fill:{_FILLS[number % len(_FILLS)]},color:#111111")
        lines.append(f"    class {','.join(map(_id, names))} group{number}")
    return "\n".join(lines) + "\n"


def _groups(program: Program) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, state in program.states.items():
        if state.group:
            groups.setdefault(state.group, []).append(name)
    return groups


def _label(exit: Exit) -> str:
    return f"{_text(_wants(exit) or 'always open')} ({exit.by})"


def _wants(exit: Exit) -> str:
    return "" if exit.guard is None else exit.guard.text


def _id(name: str) -> str:
    """A state's name as Mermaid takes it; states never begin with an underscore themselves."""
    return f"_{name}" if _RESERVED.match(name) else name


def _text(text: str) -> str:
    """Words as a label: what Mermaid could read as its own is written by its number."""
    flat = _PLAIN.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))
    return re.sub(r"(direction) (?=TB|BT|RL|LR)", r"\1#32;", flat, flags=re.IGNORECASE)
