"""Walks as files: `*.walk.yaml`, read with the line of every mistake, and written as a person would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from coach.errors import WalkError
from coach.testing.walking.script import Offered, Refusal, Reply, Script, ScriptedAction
from coach.yaml_text.complaints import complaint
from coach.yaml_text.files import read_file, write_file
from coach.yaml_text.reading import read_yaml
from coach.yaml_text.source import Source, below
from coach.yaml_text.writing import write_yaml

#: What a walk's file is called.
ENDING = ".walk.yaml"
#: Where an empty value is a value.
FREE = ("memory", "actions", "applied", "context", "remembers", "cases", "plan")
_ANY_TEXT = re.compile("(?s:.*)")  # to refuse what cannot be kept is the machine's


def load_script(path: str | Path) -> tuple[Script, Source]:
    """Read a walk's file, and say where everything stands in it. Raises `WalkError`, one line with file and line."""
    return read_script(read_file(Path(path), WalkError), str(path))


def save_script(script: Script, path: str | Path) -> None:
    """Write a walk's file, whole or not at all. Raises `WalkError`."""
    write_file(Path(path), write_script(script), WalkError)


def read_script(text: str, name: str = f"a{ENDING}") -> tuple[Script, Source]:
    """Read the text of a walk's file; `name` is what it is called. Raises `WalkError`."""
    data, source = read_yaml(text, name, WalkError, raw=_ANY_TEXT)
    if not isinstance(data, dict):
        raise source.error("", "is no walk; it begins with what the walk shows, walk: …")
    try:
        script = Script.model_validate(data)
    except ValidationError as error:
        place, problem = complaint(error, Script)
        if problem == "is missing":  # and so is nowhere in the file
            part, _, name = place.rpartition(".")
            raise source.error(below(source.written(part), name), problem) from None
        raise source.error(source.written(place), problem) from None
    for place in _empty(data, ""):
        raise source.error(place, "is empty; write something behind it, or leave it out")
    return script, source


def write_script(script: Script) -> str:
    """The text of a walk's file; read again, it is the same script."""
    return write_yaml(as_data(script))


def as_data(script: Script) -> dict[str, Any]:
    """The data that is written."""
    data: dict[str, Any] = _plain(script)
    return data


def _empty(data: Any, place: str) -> Iterator[str]:
    """The places with nothing behind their names."""
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _empty(item, below(place, number))
    for name, value in data.items() if isinstance(data, dict) else ():
        if value is None:
            yield below(place, name)
        elif name not in FREE:
            yield from _empty(value, below(place, name))


# --- as it is written ------------------------------------------------------------------------------


def _plain(part: Any) -> Any:
    """A part as the data that is written: fields in their order, without those that may be left out."""
    match part:
        case Reply() if part == Reply(message=part.message):
            return part.message
        case ScriptedAction():
            return {"type": part.type, **part.params} if part.params else part.type
        case Refusal(kind=None):
            return part.words
        case Offered(words=""):
            return part.kind
        case BaseModel():
            return {
                name: _field(name, value)
                for name, field in type(part).model_fields.items()
                if (value := getattr(part, name)) != field.default or field.is_required()
            }
        case list():
            return [_plain(each) for each in part]
        case float() if part.is_integer():
            return int(part)
    return part


def _field(name: str, value: Any) -> Any:
    """What is written behind a name."""
    if name in ("memory", "context", "remembers", "cases", "plan") or (name == "fields" and isinstance(value, dict)):
        return value
    if name == "missing":
        return {state: _alone(found) for state, found in value.items()}
    plain = _plain(value)
    if name == "refused" and plain == [""]:
        return True
    if name in ("applied", "failed") and plain == []:
        return True
    return _alone(plain) if name in ("applied", "refused", "failed", "coach", "says", "prompt_contains") else plain


def _alone(items: list[Any]) -> Any:
    """One item without its list."""
    return items[0] if len(items) == 1 else items
