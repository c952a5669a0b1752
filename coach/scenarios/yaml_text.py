"""Scenarios as YAML: one way to write them, and a strict way to read them.

Read is the plain part of YAML alone: no anchors, no tags but `!ago`, no key twice, `true` and `false` but no `yes`.
Written is what every reader of YAML reads the same; what cannot be seen is written as an escape.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from coach.errors import ScenarioError
from coach.scenarios.ago import Ago, read_duration
from coach.scenarios.source import Source, below

#: The longest file, in bytes.
MOST = 16 * 1024 * 1024
_DEEPEST = 64
_TAG = "!ago"
_STANDARD = "tag:yaml.org,2002:"
_RAW = re.compile(r"turns\[\d+\]\.calls\[\d+\]\.raw")  # bytes in the database, so any text will do


def read_yaml(text: str, name: str) -> tuple[Any, Source]:
    """The data of a file, and where it stands. Raises `ScenarioError`."""
    reader = _Reader(name)
    try:
        node = _Loader(text).get_single_node()
        if node is None:
            raise ScenarioError("is empty", name)
        return reader.data(node, ""), reader.source
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        said = ", ".join(filter(None, (error.context, error.problem)))
        raise ScenarioError(said or "is not YAML", f"{name}{line}") from None
    except yaml.YAMLError:
        raise ScenarioError("has characters that YAML does not have", name) from None
    except RecursionError:
        raise ScenarioError("is nested too deeply", name) from None


def write_yaml(data: Any) -> str:
    """The text of plain data; the same data gives the same text."""
    written: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31)
    return written


class _Loader(yaml.SafeLoader):
    """Knows null, booleans, numbers and text, and refuses to follow anything around the file."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- the base class's own attribute, of its type

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            what = "an alias" if isinstance(event, yaml.AliasEvent) else "an anchor"
            problem = f"{what} (* and & of YAML) cannot stand here; write things out, or put text in quotes"
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)


for _name, _first, _pattern in (
    ("null", ["n", "~", ""], r"(?:null|~|)"),
    ("bool", ["t", "f"], r"(?:true|false)"),
    ("int", list("+-0123456789"), r"[-+]?(?:0|[1-9][0-9]*)"),
    ("float", list("+-.0123456789"), r"[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?|\.inf)|\.nan"),
):
    _Loader.add_implicit_resolver(f"{_STANDARD}{_name}", re.compile(rf"(?:{_pattern})$"), _first)


class _Reader:
    """Makes data of nodes, and remembers their lines."""

    def __init__(self, name: str) -> None:
        self._lines: dict[str, int] = {}
        self.source = Source(name, self._lines)

    def data(self, node: Any, place: str, depth: int = 0) -> Any:
        self._lines[place] = node.start_mark.line + 1
        if depth > _DEEPEST:
            raise self.source.error(place, f"is nested more than {_DEEPEST} levels deep")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        kind = "seq" if isinstance(node, yaml.SequenceNode) else "map"
        if node.tag != f"{_STANDARD}{kind}":
            raise self._tagged(node, place)
        if kind == "seq":
            return [self.data(each, below(place, n), depth + 1) for n, each in enumerate(node.value)]
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = self._key(key, place)
            if name in found:
                raise self.source.error(below(place, name), f"stands twice, again in line {key.start_mark.line + 1}")
            found[name] = self.data(value, below(place, name), depth + 1)
            self._lines[below(place, name)] = key.start_mark.line + 1
        return found

    def _key(self, node: Any, place: str) -> str:
        name = self._scalar(node, place) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(name, str):
            line = node.start_mark.line + 1
            raise self.source.error(place, f"has something else than text for a name (line {line}); put it in quotes")
        return name

    def _scalar(self, node: Any, place: str) -> Any:
        text: str = node.value
        match node.tag.removeprefix(_STANDARD):
            case "str":
                return self._clean(text, place)
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int" | "float" as kind:
                return self._number(text, kind, place)
            case "!ago" if read_duration(text) is not None:
                return Ago(text.strip())
            case "!ago":
                raise self.source.error(place, f"{text[:40]!r} is no time ago; write it like !ago 3d 2h 10m 5.25s")
        raise self._tagged(node, place)

    def _number(self, text: str, kind: str, place: str) -> float:
        try:
            return int(text) if kind == "int" else float(text.replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            raise self.source.error(place, f"{text[:40]!r} is no number, or too large a one") from None

    def _clean(self, text: str, place: str) -> str:
        if _RAW.fullmatch(place):
            return text
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.source.error(place, "has a NUL character, or half a surrogate pair, in it")
        return text

    def _tagged(self, node: Any, place: str) -> ScenarioError:
        return self.source.error(place, f"has the tag {node.tag[:40]!r}; of those only {_TAG} can stand here")


class _Dumper(yaml.SafeDumper):
    """Writes text as a person would: blocks for lines, quotes where they are needed."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        self.write_indicator(f'"{"".join(map(_escaped, text))}"', True)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    number = ord(letter)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _style(text: str) -> str | None:
    """How a text is written: as a block of lines, quoted with escapes, or as YAML sees fit."""
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines):
        return '"'
    if len(lines) == 1:
        return None
    readable = not text[:1].isspace() and not text.endswith("\n\n") and not any(line.endswith(" ") for line in lines)
    return "|" if readable else '"'


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(f"{_STANDARD}str", text, _style(text)))
_Dumper.add_representer(Ago, lambda dumper, ago: dumper.represent_scalar(_TAG, ago.text))
