"""Walks that are run for several cases: `"{name}"` in a text stands for what the case has by that name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from coach.program.words import nearest
from coach.testing.files.script_yaml import as_data
from coach.testing.walking.script import Script
from coach.yaml_text.source import Source, below

Case = Mapping[str, str | int | float | bool | None]

_NAME = re.compile(r"\{(\{)?([^\W\d]\w*)\}(?(1)\})")
_HEAD = ("walk", "program", "interludes", "format", "after", "cases")
#: Where a text that is a name and nothing else becomes the value itself, a number for one.
_OF_ANY_TYPE = ("memory", "context", "actions", "applied", "remembers")
_LONGEST_ID = 50


def check_cases(script: Script, source: Source) -> None:
    """Raise `WalkError` unless all cases have the names that the texts use."""
    cases = script.cases or []
    names = list(cases[0]) if cases else []
    for n, case in enumerate(cases):
        for name in [*names, *case]:
            if (name in names) != (name in case):
                raise source.error(f"cases[{n}]", f"has to have the names of the first case: {', '.join(names)}")
    for name in names:
        if not _NAME.fullmatch(f"{{{name}}}"):
            raise source.error(f"cases[0].{name}", "is no name: a letter, then letters, digits and _")
    if not cases:
        return
    used = set()
    for place, text in _texts(_body(script), ""):
        for braces, name in _NAME.findall(text):
            if not braces and name not in names:
                literal = f"write {{{{{name}}}}} for the text itself"
                raise source.error(place, f"no case has the name {name!r}{nearest(name, names)}; {literal}")
            used |= {name} if not braces else set()
    for name in names:
        if name not in used:
            raise source.error(f"cases[0].{name}", f'no text of the walk has "{{{name}}}" in it')


def filled(script: Script, case: Case) -> Script:
    """The walk of one case."""
    head = {name: value for name, value in as_data(script).items() if name in _HEAD and name != "cases"}
    return Script.model_validate({**head, **_fill(_body(script), case, False)})


def ids(cases: list[dict[str, Any]]) -> list[str]:
    """What the cases are called: by their values; by number where some of those are too long, or the same."""
    called = ["-".join(map(_spoken, case.values())) for case in cases]
    fit = len(set(called)) == len(called) and all(
        name.isprintable() and 0 < len(name) <= _LONGEST_ID for name in called
    )
    return called if fit else [str(n) for n in range(1, len(cases) + 1)]


def _spoken(value: Any) -> str:
    """A value as the file has it."""
    return value if isinstance(value, str) else json.dumps(value)


def _body(script: Script) -> dict[str, Any]:
    """What cases are put into."""
    return {name: value for name, value in as_data(script).items() if name not in _HEAD}


def _texts(data: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield place, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, each in inner:
        yield from _texts(each, below(place, part))


def _fill(data: Any, case: Case, any_type: bool) -> Any:
    match data:
        case dict():
            return {name: _fill(each, case, any_type or name in _OF_ANY_TYPE) for name, each in data.items()}
        case list():
            return [_fill(each, case, any_type) for each in data]
        case str():
            whole = _NAME.fullmatch(data)
            if any_type and whole and not whole[1]:
                return case[whole[2]]
            return _NAME.sub(lambda found: found[0][1:-1] if found[1] else _spoken(case[found[2]]), data)
    return data
