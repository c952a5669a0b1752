"""How long a request can become, and whether its schema keeps within what model servers take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coach.checking.finding import Finding, finding
from coach.checking.largest import largest_memory
from coach.checking.looking import Look
from coach.engine.prompt import Prompts
from coach.engine.templates import VARYING
from coach.program.guard import GuardBug
from coach.program.memory import Memory
from coach.program.state import Exit, Place, State

#: Characters in a token of English; other languages need more tokens.
_CHARACTERS = 4
#: A message of the dialogue, in characters.
_MESSAGE = 600

#: What a server takes in one strict schema, over all its parts. Source: the API's guide to structured outputs.
MAX_CHOICES = 1_000
MAX_NAMES = 120_000
#: Of one choice with over 250 options, in characters.
MAX_CHOICE = 15_000


def check_sizes(look: Look) -> Iterator[Finding]:
    """C406 and C501."""
    prompts, memory = Prompts(look.program), largest_memory(look.program.memory)
    for state in look.program.states.values():
        if state.silent:
            continue
        yield from _too_long(look, prompts, state, memory)
        yield from _too_many(look, state)


def _too_long(look: Look, prompts: Prompts, state: State, memory: Memory) -> Iterator[Finding]:
    program = look.program
    parts = {
        "its constant part": len(prompts.constant(state.name, "json")),
        "the schema of replies": len(json.dumps(program.rules[state.name].schema)),
        "its context": max(len(look.shown(state, block, memory)) for block in VARYING),
        "what is still missing": sum(len(each) for exit in state.exits for each in _missing(exit, memory)),
        f"{program.settings.history} messages": program.settings.history * _MESSAGE,
    }
    tokens = sum(parts.values()) // _CHARACTERS + (program.model_settings(state).output_limit or 0)
    if tokens > look.window:
        most, length = max(parts.items(), key=lambda each: each[1])
        yield finding(
            "prompt-too-long",
            Place(f"prompts/{program.template(state)}", 1),
            f"at the largest memory a request in {state.name} has about {tokens:,} tokens, and the model takes "
            f"{look.window:,}; {most} is the longest part, about {length // _CHARACTERS:,}",
            "Let the template show the last few of a collection, such as memory.notes[-10:], or limit what is kept; "
            "--window TOKENS says what the model takes",
        )


def _missing(exit: Exit, memory: Memory) -> tuple[str, ...]:
    try:
        return exit.guard.missing(memory.copied(locked=True)) if exit.guard is not None else ()
    except GuardBug:  # what is made up need not make sense to it
        return ()


def _too_many(look: Look, state: State) -> Iterator[Finding]:
    choices = list(_choices(look.program.rules[state.name].schema))
    options = sum(map(len, choices))
    longest = max((sum(len(str(each)) for each in options) for options in choices if len(options) > 250), default=0)
    names = sum(len(str(each)) for options in choices for each in options)
    for count, most, what in (
        (options, MAX_CHOICES, "options in its choices together"),
        (longest, MAX_CHOICE, "characters in one choice of over 250 options"),
        (names, MAX_NAMES, "characters in its choices together"),
    ):
        if count > most:
            yield finding(
                "strict-schema",
                look.place(state),
                f"the actions of {state.name} have {count:,} {what}, and strict schemas take {most:,}",
                "Take text for what has so many options, and let the action refuse what it does not know",
            )
            return


def _choices(schema: Any) -> Iterator[list[Any]]:
    """Every `enum` of a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield schema["enum"]
        for key, each in schema.items():
            if key != "enum":
                yield from _choices(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _choices(each)
