"""Constant parts of prompts that are not: what changes defeats the caching of all that stands before and after it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.wording import words_of
from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.errors import ProgramError
from coach.loading.importing import forget
from coach.program.state import Place

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
#: Words that say what time it is, as somebody wrote them down once.
_NOW = re.compile(
    rf"\b(?:today(?:'s date)?|the (?:current |present )?(?:date|time|year|day)|it|now)\s+(?:is|:)\s+(?:now\s+)?"
    rf"(?:{_DAY}\b|\d{{1,2}}[. ]+{_MONTH}|{_MONTH} \d|\d{{4}}\b|\d{{1,2}}[:.]\d{{2}}\b|\d{{1,2}}/\d{{1,2}}/\d)",
    re.IGNORECASE,
)
_REMEDY = "Move it into the block context, which is rendered every turn; the time is turn.now there"


def check_constants(look: Look) -> Iterator[Finding]:
    """C404."""
    told: set[Place] = set()
    for state in look.program.states.values():
        if state.silent:
            continue
        constant = look.templates.constant(look.program.template(state))
        if _NOW.search(constant) is None:
            continue
        for said in words_of(look, state):
            match = _NOW.search(said.text)
            if match is not None and match[0] in constant and said.place not in told:
                told.add(said.place)
                sentence = (
                    f"the constant part of {state.name} says what time it is (“{match[0]}”), and soon that is wrong"
                )
                yield finding("volatile-constant", said.place, sentence, _REMEDY, "warning")
    yield from _changing(look)


def _changing(look: Look) -> Iterator[Finding]:
    """Constant parts that are other ones when the program is loaded once more."""
    program = look.program
    try:
        again = type(program).load(program.folder, interludes=any(each.shows for each in program.states.values()))
    except ProgramError as error:
        sentence = f"loaded once more, the program fails: {error}".rstrip(".")
        yield finding("cannot-be-loaded", look.place(program.initial), sentence, "Let it be the same every time")
        return
    forget(again.package)
    again = replace(
        again, sources=program.sources
    )  # an edit that was not saved, or saved since, is no change by itself
    for name, state in program.states.items():
        if state.silent or name not in again.states:
            continue
        one, other = (_lines(each, name) for each in (program, again))
        changed = next((line for line in one if line not in other), "")
        if changed or len(one) != len(other):
            yield finding(
                "volatile-constant",
                look.place(state),
                f"the constant part of {name} is another one whenever the program is loaded (“{changed.strip()[:80]}”)",
                "Take out what comes from the time, from chance or from the machine, and write it down or move it "
                "into the block context",
            )


def _lines(program: Program, state: str) -> list[str]:
    prompts, rules = Prompts(program), program.rules[state]
    return [*prompts.constant(state, "json").splitlines(), *json.dumps(rules.schema, indent=0).splitlines()]
