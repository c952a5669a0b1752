"""The walk of a conversation that passes: recorded, gone, and recorded closer where that did not do.

What a conversation began with is not kept in the database, nor how ids that a scenario had given anew were given at
first. Both are found out by walking: of several recordings, the one that comes furthest is gone on from.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from coach.engine.program import Program
from coach.errors import WalkError
from coach.program.memory import Memory
from coach.program.records import key_of
from coach.program.words import fold
from coach.scenarios.freezing import Stored
from coach.testing.files.running import WalkFailed, run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.recording.recorded import Recording, recorded
from coach.testing.walking.walk import Walk
from coach.values import value

_NAME = "the recording"
#: The most walks that are gone to find one that passes, and for how many seconds.
_MOST = 80
_LONGEST = 10.0
#: The most ids that a conversation is taken to have given before it was begun again.
_RESET = 10
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")


@value
class Fitted:
    """A recorded walk, as the text of its file."""

    text: str
    problem: str
    """Why it does not pass; empty where it does."""
    how: Recording
    there: Stored | None
    """What the walk came to."""
    reached: tuple[int, bool]
    """How many of its turns were as they should be; whether the same is known at the end."""


def fitted(stored: Stored, program: Program, how: Recording, name: str = _NAME) -> Fitted:
    """The walk of a conversation, one that passes if there is one; else the first, with what is wrong.

    It runs walks, outside of an event loop. `name` is what its file is called.
    """
    until = time.monotonic() + _LONGEST
    first = best = _gone(stored, program, how, name)
    tried = 0
    while not best.reached[1]:
        for each in _closer(stored, best):
            tried += 1
            if tried > _MOST or time.monotonic() > until:
                return first if best.problem else best
            found = _gone(stored, program, each, name)
            if found.reached > best.reached:
                best = found
                break
        else:  # none comes further
            break
    return first if best.problem else best


def _gone(stored: Stored, program: Program, how: Recording, name: str) -> Fitted:
    """A walk that was gone once."""
    text = write_script(recorded(stored, program, how))
    there = None
    try:
        script, source = read_script(text, name)
        with Walk(program, format=script.format or "json", title=script.walk) as walk:
            try:
                run(script, walk, source)
            except WalkFailed as error:
                there = walk.stored
                return Fitted(text, f"{error.where}: {error.problem}", how, there, (there.turns, False))
            there = walk.stored
    except (WalkError, WalkFailed) as error:
        return Fitted(text, str(error).partition("\n")[0], how, there, (-1, False))
    return Fitted(text, "", how, there, (len(script.turns) + 1, _known(stored) == _known(there)))


def _known(stored: Stored) -> Any:
    """What is known at the end, without ids and times."""
    given = set(stored.ids)

    def told(data: Any) -> Any:
        if isinstance(data, str):
            return "an id" if data in given else "a time" if _TIME.match(data) else data
        if isinstance(data, dict):
            return {name: told(item) for name, item in data.items()}
        return [told(each) for each in data] if isinstance(data, list) else data

    return told(stored.memory.plain())


def _closer(stored: Stored, best: Fitted) -> Iterator[Recording]:
    """Other ways to record it, the likeliest first."""
    how = best.how
    if best.there is not None and (ids := {**how.ids, **_paired(stored, best.there)}) != how.ids:
        yield replace(how, ids=ids)
    if not how.exact:
        yield replace(how, exact=True)
    if how.since is not None:
        return
    if best.there is not None and not how.memory:
        likely = stored.serial - best.there.serial
        for serial in dict.fromkeys([likely, *range(1, min(stored.serial, _RESET) + 1)]):
            if serial > how.serial:
                yield replace(how, serial=serial)
    scalars = _scalars(stored.memory)
    for memory, serial in _early(stored):
        yield replace(how, memory={**how.memory, **memory}, serial=serial)
        if scalars:
            yield replace(how, memory={**how.memory, **scalars, **memory}, serial=serial)
    if scalars:
        yield replace(how, memory={**how.memory, **scalars})
    for name, known in scalars.items():
        if name not in how.memory:
            yield replace(how, memory={**how.memory, name: known})


def _scalars(memory: Memory) -> dict[str, Any]:
    """What is known, where that is not what every conversation begins with."""
    empty = type(memory)().scalars()
    return {name: known for name, known in memory.scalars().items() if known != empty[name]}


def _early(stored: Stored) -> Iterator[tuple[dict[str, Any], int]]:
    """The records that a conversation may have begun with, and how many ids were given by then."""
    order = {id: number for number, id in enumerate(stored.ids)}
    plain = stored.memory.plain()
    numbers = sorted(order.get(record["id"], 0) for name in stored.memory.collections for record in plain[name])
    for last in reversed(numbers):
        early = {
            name: [record for record in plain[name] if order.get(record["id"], 0) <= last]
            for name in stored.memory.collections
        }
        yield {name: records for name, records in early.items() if records}, last + 1


def _paired(stored: Stored, there: Stored) -> dict[str, str]:
    """Ids of the conversation, with those of the same things in its walk."""
    found = {}
    for name, kind in stored.memory.collections.items():
        ours, theirs = list(getattr(stored.memory, name)), list(getattr(there.memory, name))
        if kind._key_field is None:
            found.update({mine.id: each.id for mine, each in zip(ours, theirs, strict=False)})
            continue
        keys = {fold(key_of(each)): each.id for each in theirs}
        found.update({mine.id: keys[fold(key_of(mine))] for mine in ours if fold(key_of(mine)) in keys})
    for turn, again in zip(stored.content.turns, there.content.turns, strict=False):
        if turn.offer is not None and again.offer is not None:
            found[turn.offer.id] = again.offer.id
    return found
