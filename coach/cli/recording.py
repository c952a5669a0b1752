"""`coach chat --record` and `coach show --as walk`: a conversation as a walk's file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from coach.cli.files import check_written, in_memory
from coach.cli.output import complain, write
from coach.coach import Coach
from coach.errors import CoachError, WalkError
from coach.models.scripted import ScriptedModel
from coach.scenarios.freezing import Stored, stored
from coach.testing.files.script_yaml import ENDING, write_script
from coach.testing.recording.fitting import fitted
from coach.testing.recording.recorded import Recording, recorded
from coach.testing.recording.sayable import sayable_since
from coach.turns.door import check_whose
from coach.yaml_text.files import write_file


class Recorder:
    """Writes a chat's walk after every turn, so that nothing of it is lost however it ends."""

    def __init__(self, file: str, program: str | None) -> None:
        check_new(file)
        self._file = file
        self._how = _how(file, program)
        self._conversation = ""
        self._last: Stored | None = None
        self._failed = False

    async def goes_on(self, coach: Coach, conversation: str) -> None:
        """The chat goes on with this conversation: the walk begins where it stands."""
        self._how = replace(self._how, since=await _stored(coach, conversation, None))

    async def turn(self, coach: Coach, conversation: str) -> None:
        """A turn was taken, or the conversation has begun. What cannot be written is said once, and tried again."""
        try:
            self._conversation, self._last = conversation, await _stored(coach, conversation, None)
            self._how = await _sayable(coach, conversation, self._last, self._how)
            write_file(Path(self._file), write_script(recorded(self._last, coach.program, self._how)), WalkError)
        except CoachError as error:
            if not self._failed:
                complain(f"the walk is not recorded now: {error}")
            self._failed = True

    def end(self, open: Callable[[], Coach]) -> None:
        """The chat is over: write what came of it, and say so. `open` gives a coach that asks nobody.

        Raises a `CoachError`.
        """
        if self._last is None:
            return
        coach = open()
        if not in_memory(coach.store):  # a turn may have been taken while the chat was left
            with suppress(CoachError):
                self._last, self._how = asyncio.run(_read(coach, self._conversation, None, self._how))
        found = fitted(self._last, coach.program, self._how, self._file)
        write_file(Path(self._file), found.text, WalkError)
        complain(f"the walk is in {self._file}")
        _warn(found.problem)


def show_as_walk(
    conversation: str, file: str | None, program: str | None, db: str, schema: str | None, user: str | None
) -> None:
    """Write the walk of a conversation to a new file, or print it. Raises a `CoachError`."""
    if file is not None:
        check_new(file)
    coach = Coach.open(db, program=program, schema=schema, model=ScriptedModel(()))
    there, how = asyncio.run(_read(coach, conversation, user, _how(file, program)))
    found = fitted(there, coach.program, how, *([file] if file is not None else []))
    if file is None:
        write(found.text)
    else:
        write_file(Path(file), found.text, WalkError)
    if how.since is not None:
        complain(f"the walk begins after turn {how.since.turns}: a walk cannot say what an operator did")
    _warn(found.problem)


def check_new(file: str) -> None:
    """Raise `WalkError` unless a walk can be written to a new file of this name."""
    if not file.endswith(ENDING):
        raise WalkError(f"is no name of a walk, which ends in {ENDING}; call it {_called(file)}", file)
    path = Path(file)
    if os.path.lexists(path):
        raise WalkError("is there already; name another file, or remove it", file)
    if not path.parent.is_dir():
        raise WalkError(f"cannot be written: there is no folder {path.parent}", file)
    if not os.access(path.parent, os.W_OK):
        raise WalkError(f"cannot be written: the folder {path.parent} is not yours to write in", file)


def _called(file: str) -> str:
    stem = file.removesuffix(".yaml").removesuffix(".yml").removesuffix(".walk").rstrip("/")
    return f"{stem or 'recorded'}{ENDING}"


def _how(file: str | None, program: str | None) -> Recording:
    """How a walk of this file is recorded; its program is named as the file sees it."""
    folder = Path(file).parent if file is not None else Path()
    seen = None if program is None else Path(os.path.relpath(program, folder)).as_posix()
    title = "Recorded" if file is None else Path(file).name.removesuffix(ENDING).replace("_", " ").strip()
    shown = "".join(letter for letter in title if letter.isprintable())[:_LONGEST].strip()
    return Recording(shown or "Recorded", seen)


#: The longest title that a file's name gives, in characters.
_LONGEST = 100


async def _stored(coach: Coach, conversation: str, user: str | None) -> Stored:
    whose = check_whose(conversation, user, None)
    await coach.connect()
    return await stored(coach.store, coach.program, whose)


async def _sayable(coach: Coach, conversation: str, there: Stored, how: Recording) -> Recording:
    """How the conversation is recorded: from after the last turn that no walk can say."""
    since = await sayable_since(coach.store, coach.program, check_whose(conversation, None, None), there)
    begun = how.since.turns if how.since is not None else 0
    return how if since is None or since.turns <= begun else replace(how, since=since)


async def _read(coach: Coach, conversation: str, user: str | None, how: Recording) -> tuple[Stored, Recording]:
    try:
        check_written(coach.store)
        there = await _stored(coach, conversation, user)
        return there, await _sayable(coach, conversation, there, how)
    finally:
        await coach.close()


def _warn(problem: str) -> None:
    if problem:
        complain(
            f"the walk does not pass as it is ({problem}): what the caller passed with a turn, a memory that the "
            "conversation began with, and what an older program did are not in the database; add it by hand"
        )
