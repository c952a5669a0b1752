"""Reading: the plain part of YAML alone: no anchors, no tags, no key twice, `true` and `false` but no `yes`."""

from __future__ import annotations

import re
from typing import Any

import yaml

from coach.errors import FileError
from coach.yaml_text.ago import Ago, read_duration
from coach.yaml_text.source import Source, below

#: The tag of a time that has passed, in the files that have such times.
AGO = "!ago"
STANDARD = "tag:yaml.org,2002:"
_DEEPEST = 64
_NONE = re.compile(r"(?!)")


def read_yaml(
    text: str, name: str, kind: type[FileError], *, ago: bool = False, raw: re.Pattern[str] = _NONE
) -> tuple[Any, Source]:
    """The data of a file, and where it stands. Raises `kind`.

    `ago`: it may have times that are tagged `!ago`. `raw`: the places where any text will do, one with a NUL or half a
    surrogate pair too.
    """
    lines: dict[str, int] = {}
    reader = _Reader(Source(name, kind, lines), lines, ago, raw)
    try:
        node = _Loader(text).get_single_node()
        if node is None:
            raise kind("is empty", name)
        return reader.data(node, ""), reader.source
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        said = ", ".join(filter(None, (error.context, error.problem)))
        raise kind(said or "is not YAML", f"{name}{line}") from None
    except yaml.YAMLError:
        raise kind("has characters that YAML does not have", name) from None
    except RecursionError:
        raise kind("is nested too deeply", name) from None


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
    _Loader.add_implicit_resolver(f"{STANDARD}{_name}", re.compile(rf"(?:{_pattern})$"), _first)


class _Reader:
    """Makes data of nodes, and remembers their lines."""

    def __init__(self, source: Source, lines: dict[str, int], ago: bool, raw: re.Pattern[str]) -> None:
        self.source = source
        self._lines = lines
        self._ago = ago
        self._raw = raw

    def data(self, node: Any, place: str, depth: int = 0) -> Any:
        self._lines[place] = node.start_mark.line + 1
        if depth > _DEEPEST:
            raise self.source.error(place, f"is nested more than {_DEEPEST} levels deep")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        kind = "seq" if isinstance(node, yaml.SequenceNode) else "map"
        if node.tag != f"{STANDARD}{kind}":
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
        match node.tag.removeprefix(STANDARD):
            case "str":
                return self._clean(text, place)
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int" | "float" as kind:
                return self._number(text, kind, place)
            case "!ago" if self._ago and read_duration(text) is not None:
                return Ago(text.strip())
            case "!ago" if self._ago:
                raise self.source.error(place, f"{text[:40]!r} is no time ago; write it like !ago 3d 2h 10m 5.25s")
        raise self._tagged(node, place)

    def _number(self, text: str, kind: str, place: str) -> float:
        try:
            return int(text) if kind == "int" else float(text.replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            raise self.source.error(place, f"{text[:40]!r} is no number, or too large a one") from None

    def _clean(self, text: str, place: str) -> str:
        if self._raw.fullmatch(place):
            return text
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.source.error(place, "has a NUL character, or half a surrogate pair, in it")
        return text

    def _tagged(self, node: Any, place: str) -> FileError:
        known = f"of those only {AGO} can stand here" if self._ago else "leave it out, or put the text in quotes"
        return self.source.error(place, f"has the tag {node.tag[:40]!r}; {known}")
