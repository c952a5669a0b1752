"""What prompts say: of actions and states that are not to be had there, and the same words in two states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.slots import entering
from coach.checking.wording import Said, described, stems, words_of
from coach.engine.templates import VARYING
from coach.program.action import Action, description, wire_name
from coach.program.guard import GuardBug
from coach.program.state import State
from coach.program.words import listed

_MOVE = "TRANSITION_STATE"
#: A name of several words is one wherever it stands; one of a single word could be a word in capitals.
_NAME = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`|\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
#: …unless somebody is sent there.
_SENT = re.compile(r"\bto ([A-Z][A-Z0-9]+)\b")


def check_prompts(look: Look) -> Iterator[Finding]:
    """C302, C401, C402 and C405."""
    told: set[tuple[str, str]] = set()
    for state in look.program.states.values():
        if state.silent:
            continue
        said = [*words_of(look, state), *described(look, state)]
        for found in _named(look, state, said):
            if (str(found.place), found.sentence) not in told:
                told.add((str(found.place), found.sentence))
                yield found
        yield from _left_out(look, state, said)
    yield from _same(look)


def names_in(text: str) -> Iterator[str]:
    """The names of actions and states in a text, as far as their form tells."""
    for match in _NAME.finditer(text):
        yield match[1] or match[2]


def _named(look: Look, state: State, said: Iterable[Said]) -> Iterator[Finding]:
    """What is named and not to be had in the state."""
    program, rules = look.program, look.program.rules[state.name]
    can = {*rules.names, *rules.buttons}
    ahead = {state.name, *(landing for exit in state.exits for landing in exit.landings())}
    known = {*program.actions, *program.states, _MOVE}
    for words in said:
        sent = (name for name in _SENT.findall(words.text) if name in program.states)
        for name in dict.fromkeys([*names_in(words.text), *sent]):
            if name in can or name in ahead:
                continue
            if name in program.actions or name == _MOVE:
                yield _other_action(state, words, name, "is not allowed there", rules.names)
            elif name in program.states:
                yield finding(
                    "names-other-state",
                    words.place,
                    f"what the model reads in {state.name} names {name}, and {state.name} has no exit there",
                    f'Say it without the name of the state, or add the exit to("{name}")',
                )
            elif close := get_close_matches(name, known, n=1, cutoff=0.85):
                yield _other_action(state, words, name, f"does not exist; did you mean {close[0]}?", rules.names)


def _other_action(state: State, words: Said, name: str, problem: str, names: Iterable[str]) -> Finding:
    there = f"{listed(names)} can be done there" if names else "nothing can be done there"
    return finding(
        "names-other-action",
        words.place,
        f"what the model reads in {state.name} names {name}, which {problem}",
        f"Take the name out, or add the action to {state.name} ({there})",
    )


# --- what has to be mentioned --------------------------------------------------------------------


def _left_out(look: Look, state: State, said: Iterable[Said]) -> Iterator[Finding]:
    """Actions without which an exit stays shut, and which the instructions do not mention.

    Where instructions name actions, they are to name these too. Where they name none, they mention one in other
    words: in any of those that its own name, its description or the memory has for what it does.
    """
    instructions = " ".join(words.text for words in said if words.instructs)
    named = {*names_in(instructions)}
    others = named & look.program.rules[state.name].allowed.keys()
    for cls, target in dict(_needed(look, state)).items():
        if wire_name(cls) in named or (not others and _about(look, cls) & stems(instructions)):
            continue
        instead = f"name {listed(sorted(others))} and not" if others else "have no word of"
        yield finding(
            "action-not-mentioned",
            look.place(state),
            f"the instructions of {state.name} {instead} {wire_name(cls)}, without which its exit to {target} stays "
            "shut",
            f"Say in prompts/{look.program.template(state)} when {wire_name(cls)} is to be used",
        )


def _about(look: Look, cls: type[Action]) -> set[str]:
    """How the words begin that tell what an action is about."""
    return stems(" ".join([wire_name(cls), description(cls), *look.slots.by_action(cls)]))


def _needed(look: Look, state: State) -> Iterator[tuple[type[Action], str]]:
    """The actions of a state that alone can open a guard of its exits, with where the exit leads."""
    for exit in state.exits:
        if exit.guard is None or exit.guard.sign in ("|", "~") or exit.by not in ("model", "auto"):
            continue
        for part in exit.guard.parts or (exit.guard,):
            try:
                shut = bool(part.missing(look.examples[0].copied(locked=True)))
            except GuardBug:
                continue
            read = look.slots.read(part.functions)
            writers = [cls for cls in look.program.actions.values() if read & look.slots.by_action(cls)]
            entered = any(read & look.slots.written(entering(each)) for each in look.program.states.values())
            if shut and len(writers) == 1 and not entered and writers[0] in state.actions:
                yield writers[0], exit.target


# --- the same words ------------------------------------------------------------------------------


def _same(look: Look) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], State] = {}
    for state in look.program.states.values():
        name = look.program.template(state)
        if state.silent or name not in look.program.sources:
            continue
        constant = look.templates.constant(name)
        prompt = (constant, *(look.shown(state, block, example) for block in VARYING for example in look.examples))
        there = seen.setdefault(prompt, state)
        if there is not state and any(prompt):
            yield finding(
                "same-prompt",
                look.place(state),
                f"{state.name} has the same prompt as {there.name}, so the model cannot tell where it is",
                f"Say in prompts/{name} what is different here, or make one state of the two",
            )
