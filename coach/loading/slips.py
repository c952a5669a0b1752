"""What a program's source raised while it was imported, in words that name the slip."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from pathlib import Path
from types import ModuleType

from pydantic import ValidationError

from coach.program.state import ModelSettings, Settings, State, to
from coach.program.words import close, complaints, listed, nearest

DECLARATIONS = {made.__name__: made for made in (State, Settings, ModelSettings, to)}
#: What is said where an argument is missing that a declaration cannot do without.
NEEDED = {
    "title": 'a state needs a title: State(title="…")',
    "memory": "the settings need the program's memory: Settings(memory=…)",
    "target": 'an exit needs the state it leads to: to("STATE")',
}


def in_words(error: BaseException, package: str, folder: Path) -> str:
    """One line for an error of the program in `folder`, which is imported as `package`."""
    if said := _miscalled(error):
        return said
    text = complaints(error) if isinstance(error, ValidationError) else " ".join(str(error).split())
    return f"{type(error).__name__}: {text.replace(package + '.', '') or 'raised'}{_hint(error, package, folder)}"


def _miscalled(error: BaseException) -> str:
    """What is wrong with a call of `State`, `to` and the like; empty for any other error."""
    found = re.fullmatch(r"(\w+?)(?:\.__init__)?\(\) (.*)", str(error), re.DOTALL)
    if not isinstance(error, TypeError) or found is None:
        return ""
    name, said = found.groups()
    made = DECLARATIONS.get(name)
    *_, (frame, _line) = traceback.walk_tb(error.__traceback__)
    if made is None or frame.f_globals.get(name, made) is not made:  # the program's own function of that name
        return ""
    arguments = list(inspect.signature(made).parameters)
    argument = found[1] if (found := re.search("'(.+?)'", said)) else ""
    if argument and "unexpected keyword" in said:
        return f"{name}(…) takes no {argument!r}{nearest(argument, arguments)}"
    if argument and "multiple values" in said:
        return f"{name}(…) is given its {argument} twice"
    if "were given" in said:
        return f"{name}(…) is given a value without a name; the names are {listed(arguments)}"
    return NEEDED.get(argument, "")


def _hint(error: BaseException, package: str, folder: Path) -> str:
    """The nearest valid name for the slips that are made most: an import, a name, an attribute."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _modules_near(error.name, package, folder)
    if isinstance(error, ImportError) and (found := re.search(r"import name '(\w+)' from '([\w.]+)'", str(error))):
        return nearest(found[1], _public(sys.modules.get(found[2])))
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType | type):
        return nearest(str(error.name), _public(error.obj))
    if isinstance(error, NameError):
        *_, (frame, _line) = traceback.walk_tb(error.__traceback__)
        return close(str(error.name), frame.f_globals)
    return ""


def _modules_near(name: str, package: str, folder: Path) -> str:
    inside = name.removeprefix(package + ".")
    if inside == name:
        own = (folder / name.partition(".")[0]).with_suffix
        is_own = own("").is_dir() or own(".py").is_file()
        return "; a program's own modules are imported with leading dots" if is_own else ""
    *parents, last = inside.split(".")
    there = {file.stem for file in folder.joinpath(*parents).glob("*") if file.suffix == ".py" or file.is_dir()}
    return nearest(last, (each for each in there if each.isidentifier() and not each.startswith("__")))


def _public(of: object) -> list[str]:
    return [name for name in dir(of) if not name.startswith("_")]
