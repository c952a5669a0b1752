"""Whether what one file declares is made of the right parts, before anything is built on it."""

from __future__ import annotations

import dataclasses
import inspect
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.engine.schema import parameters
from coach.errors import ProgramError
from coach.loading.hints import check_hints
from coach.program.action import Action, TransitionState, check_action, check_plain
from coach.program.guard import Guard
from coach.program.invariant import invariants_of
from coach.program.memory import Memory
from coach.program.state import Exit, ModelSettings, Place, Settings, State
from coach.program.words import complaints, nearest

_BY = ("model", "auto", "user", "operator")
#: What the declarations' own annotations ask for, and how a person says it.
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "text"),
    "str | None": ((str, type(None)), "text"),
    "bool": ((bool,), "True or False"),
    "int": ((int,), "a whole number"),
    "int | None": ((int, type(None)), "a whole number"),
    "float | None": ((int, float, type(None)), "a number"),
    "ModelSettings": ((ModelSettings,), "ModelSettings(…)"),
    "Sequence[type[Action]]": ((list, tuple), "a list of Action classes"),
    "Sequence[Exit]": ((list, tuple), 'a list of exits, each made with to("STATE")'),
}


def check_settings(settings: Settings, folder: Path) -> None:
    """That the settings are what they should be, and their memory one that can be kept."""
    where = str(settings.place.within(folder))
    _check_fields(settings, where)
    memory = settings.memory
    if not (isinstance(memory, type) and issubclass(memory, Memory)):
        raise ProgramError(f"memory={_shown(memory)} is not a Memory class", where)
    if settings.history < 2:
        raise ProgramError(f"history={settings.history}; a model needs 2 messages at least", where)
    if settings.practice is not None and not callable(settings.practice):
        raise ProgramError(f"practice={_shown(settings.practice)} is not a function of the situation", where)
    with_place(partial(_check_memory, memory), memory, folder, where)
    _check_invariants(memory, folder, where)
    _check_parts((*settings.actions, *settings.buttons), settings.exits, memory, where, folder)


def check_state(state: State, memory: type[Memory], folder: Path) -> None:
    """That a state, as declared, is made of actions and exits, and that their hints fit the memory."""
    where = str(state.place.within(folder))
    _check_fields(state, where)
    _check_parts((*state.actions, *state.buttons), state.exits, memory, where, folder)
    if state.on_enter is not None:
        if not callable(state.on_enter):
            raise ProgramError(f"on_enter={_shown(state.on_enter)} is not a function of the turn", where)
        try:
            check_plain(state.on_enter, 1)
        except ProgramError as error:
            raise ProgramError(error.problem, where) from None
        check_hints(state.on_enter, memory, where)


def with_place(check: Callable[[], None], cls: type, folder: Path, otherwise: str) -> None:
    """Run a check; a complaint that names no place gets that of the class, or `otherwise`."""
    try:
        check()
    except ProgramError as error:
        if error.where:
            raise
        raise ProgramError(error.problem, place_of(cls, folder, otherwise), error.kind) from error


def place_of(thing: type | Callable[..., Any], folder: Path, otherwise: str) -> str:
    """Where in the program's folder something is written; `otherwise` for what is written nowhere, or elsewhere."""
    try:
        file, line = inspect.getsourcefile(thing) or "", inspect.getsourcelines(thing)[1]
    except (OSError, TypeError):
        return otherwise
    return str(Place(file, line).within(folder)) if Path(file).is_relative_to(folder) else otherwise


def exit_place(exit: Exit, folder: Path, otherwise: str) -> str:
    """Where in the program's folder an exit is made; `otherwise` for one that was made elsewhere."""
    return str(exit.place.within(folder)) if Path(exit.place.file).is_relative_to(folder) else otherwise


def _check_fields(declared: State | Settings | ModelSettings, where: str) -> None:
    for field in dataclasses.fields(declared):
        value = getattr(declared, field.name)
        kinds, said = _KINDS.get(str(field.type), ((object,), ""))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
            raise ProgramError(f"{field.name}={_shown(value)} is not {said}", where)
        if isinstance(value, ModelSettings):
            _check_fields(value, where)


def _check_memory(memory: type[Memory]) -> None:
    """That a new conversation's memory can be kept and found again."""
    _check_complete(memory)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydantic's, about the very thing that is looked for
            text = memory().model_dump_json()
        memory.load(text)
    except ValidationError as error:
        raise ProgramError(
            f"the defaults of {memory.__name__} do not fit its fields: {complaints(error, noun='field')}"
        ) from None


def _check_invariants(memory: type[Memory], folder: Path, otherwise: str) -> None:
    """That the invariants are of this memory, and hold for the one a conversation begins with."""
    for each in invariants_of(memory):
        where = place_of(each.check, folder, otherwise)
        check_hints(each.check, memory, where)
        if wrong := each.wrong(memory()):
            problem = f"a new {memory.__name__} is not as its invariant {each.name} wants it: {wrong[0]}"
            raise ProgramError(problem, where)


def _check_complete(cls: Any) -> None:
    if not cls.__pydantic_complete__:
        raise ProgramError(f"{cls.__name__} names types that cannot be found from where it is written")


def _check_parts(actions: Sequence[Any], exits: Sequence[Any], memory: type[Memory], where: str, folder: Path) -> None:
    for cls in actions:
        if not (isinstance(cls, type) and issubclass(cls, Action)):
            raise ProgramError(f"{_shown(cls)} is not an Action class; actions lists classes that extend Action", where)
        if cls is Action:
            raise ProgramError("Action is what actions extend; list the classes that do", where)
        if cls is TransitionState:
            raise ProgramError("TransitionState is built in; declare exits, do not list it", where)
        with_place(partial(_check_action, cls, memory), cls, folder, where)
    for exit in exits:
        if not isinstance(exit, Exit):
            raise ProgramError(f'{_shown(exit)} is not an exit; make one with to("STATE")', where)
        _check_exit(exit, memory, exit_place(exit, folder, where))


def _check_action(cls: type[Action], memory: type[Memory]) -> None:
    """That an action is whole, fits the strict schema and this program's memory."""
    check_action(cls)
    _check_complete(cls)
    parameters(cls)
    check_hints(cls.apply, memory, "")


def _check_exit(exit: Exit, memory: type[Memory], where: str) -> None:
    if not isinstance(exit.target, str):
        raise ProgramError(f"to({exit.target!r}) names no state; write its name in quotes", where)
    if exit.guard is not None and not isinstance(exit.guard, Guard):
        raise ProgramError(f"when={_shown(exit.guard)} is not a guard; put @guard above the function", where)
    if exit.by not in _BY:
        raise ProgramError(f"by={exit.by!r}{nearest(str(exit.by), _BY)}", where)
    if exit.speaks not in ("new", "old"):
        raise ProgramError(f"speaks={exit.speaks!r}; it is 'new' or 'old'", where)
    for function in exit.guard.functions if exit.guard is not None else ():
        check_hints(function, memory, where)


def _shown(value: object) -> str:
    """What somebody wrote by mistake, so that they find it."""
    if isinstance(value, Exit):
        return f"to({value.target!r})"
    return getattr(value, "__name__", None) or repr(value)[:80]
