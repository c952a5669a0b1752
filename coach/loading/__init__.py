"""A folder becomes a frozen program, or one line that says what is wrong with it."""

from __future__ import annotations

import ast
import copy
import inspect
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Self, TypeVar

import coach.engine.program
from coach.engine.templates import SUFFIX
from coach.errors import ProgramError
from coach.loading.checks import check_graph, check_parameters, reachable, registry
from coach.loading.importing import PrivatePackage
from coach.loading.interludes import with_interludes
from coach.loading.parts import check_settings, check_state
from coach.loading.prompts import check_templates, read_templates
from coach.loading.sources import sources_of
from coach.loading.version import version_of
from coach.program.state import Settings, State
from coach.program.words import nearest

_BUNDLED = Path(__file__).parent.parent / "bundled"
_REPOSITORY = Path(__file__).parent.parent.parent
#: What a program's folder has.
_PARTS = ("states/__init__.py", "prompts")
_NAMED = "a state's file is named like the state itself, in lower case: a letter, then letters, digits and _ alone"


class Program(coach.engine.program.Program):
    """A program that was loaded from a folder."""

    folder: Path
    """Where it was loaded from."""
    package: str
    """What its own modules are imported under."""

    @classmethod
    def load(cls, folder: str | Path | None = None, *, interludes: bool | None = None) -> Self:
        """Read `states/`, `prompts/` and what they import, check all of it, and freeze it.

        Without a folder, the identity coaching program that comes with the package. `interludes` turns what the
        program declares between its groups of states on or off. Raises `ProgramError`,
        one line with file, line and the nearest valid name.
        """
        path = Path(folder).expanduser().resolve() if folder is not None else bundled()
        for part in _PARTS:
            if not (path / part).exists():
                raise ProgramError(f"this is no program: it has no {part}", str(path))
        with PrivatePackage(path).opened() as package:
            settings = _declared(package.module("states"), "settings", Settings, "states/__init__.py")
            check_settings(settings, path)
            states = _states(package, settings, path)
            check_graph(states, path)
            states = with_interludes(states, settings, path, interludes)
            initial = next(state.name for state in states.values() if state.initial)
            ordered = {name: states[name] for name in reachable(states, initial)}
            actions = registry(ordered.values(), path)
            sources = read_templates(path / "prompts")
            written = sources_of(settings, ordered.values(), package.modules())
            version = version_of(settings, ordered, actions, sources, written)
            program = cls(settings.name or path.name, version, settings, ordered, actions, sources)
            object.__setattr__(program, "folder", path)
            object.__setattr__(program, "package", package.name)
            check_parameters(program, path)
            check_templates(program, path)
            return program


D = TypeVar("D", Settings, State)


def program_around(place: Path) -> Path | None:
    """The folder of the program that a file or folder stands in, the nearest one; None where there is none."""
    path = place.resolve()
    return next((each for each in (path, *path.parents) if all((each / part).exists() for part in _PARTS)), None)


def bundled() -> Path:
    """The folder of the program that comes with the package; in a checkout, the repository itself."""
    return _BUNDLED if _BUNDLED.exists() else _REPOSITORY


def _states(package: PrivatePackage, settings: Settings, folder: Path) -> dict[str, State]:
    states = {}
    for file in sorted((folder / "states").glob("*.py")):
        if file.stem.startswith(("_", ".")):  # what states share, for them to import; what an editor leaves
            continue
        where = f"states/{file.name}"
        if not re.fullmatch(r"[a-z][a-z0-9_]*", file.stem):
            raise ProgramError(_NAMED, where)
        module = package.module(f"states.{file.stem}")
        helping = f", or call the file _{file.name} if it only helps other states"
        declared = _declared(module, "state", State, where, helping)
        check_state(declared, settings.memory, folder)
        states[file.stem.upper()] = _complete(declared, module, settings, file.stem)
    if not states:
        raise ProgramError("there are no states; each is a file here with state = State(…)", "states")
    return states


def _declared(module: ModuleType, name: str, kind: type[D], where: str, otherwise: str = "") -> D:
    found = getattr(module, name, None)
    if found is None:
        names = [key for key, value in vars(module).items() if isinstance(value, kind)]
        hint = nearest(name, names) if names else otherwise
        problem = f"it declares no {name}: write {name} = {kind.__name__}(…){hint}"
        raise ProgramError(problem, f"{where}{_line_of(module, names) if names else ''}")
    if not isinstance(found, kind):
        problem = f"{name} is {type(found).__name__}, not {kind.__name__}(…)"
        raise ProgramError(problem, f"{where}{_line_of(module, [name])}")
    return found


def _line_of(module: ModuleType, names: Sequence[str]) -> str:
    """`:LINE` where the last of these names is assigned in the module; empty where none is."""
    lines = [
        statement.lineno
        for statement in ast.parse(inspect.getsource(module)).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id in names
    ]
    return f":{lines[-1]}" if lines else ""


def _complete(declared: State, module: ModuleType, settings: Settings, stem: str) -> State:
    """The state with its name, its defaults, and what holds in every state."""
    name = stem.upper()
    shared_actions = () if declared.final else tuple(settings.actions)
    shared_buttons = () if declared.final else tuple(settings.buttons)
    exits = list(declared.exits)
    if not declared.final:
        own = {str(exit) for exit in exits}
        exits += [e for e in settings.exits if e.target != name and str(e) not in own]
    changes: Mapping[str, Any] = {
        "name": name,
        "purpose": declared.purpose or (module.__doc__ or "").strip().partition("\n")[0],
        "prompt": declared.prompt.removesuffix(SUFFIX) or stem,
        "actions": tuple(dict.fromkeys((*declared.actions, *shared_actions))),
        "buttons": tuple(dict.fromkeys((*declared.buttons, *shared_buttons))),
        "exits": tuple(exits),
    }
    state = copy.copy(declared)
    for field, value in changes.items():
        object.__setattr__(state, field, value)
    return state
