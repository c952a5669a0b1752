"""Pieces of TypeScript: literals, properties, comments. Whatever they are made of, they stay what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coach.exporting.names import is_identifier

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_HALF = re.compile(r"[\ud800-\udfff]")


def literal(value: Any) -> str:
    """A value of JSON as a literal, or as the type of it alone."""
    if isinstance(value, Mapping):
        return "{ " + "; ".join(f"{key(str(name))}: {literal(each)}" for name, each in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def key(name: str) -> str:
    """The name of a property."""
    return name if is_identifier(name) else literal(name)


def union(types: Iterable[str]) -> str:
    """One of these; what can be none of them is `never`."""
    found = list(dict.fromkeys(types))
    if "unknown" in found:
        return "unknown"
    return " | ".join(found) or "never"


def array(of: str) -> str:
    """A list of these."""
    return f"{grouped(of)}[]"


def grouped(type: str) -> str:
    """A type that can stand before `[]` or beside `&`."""
    plain = re.fullmatch(r"[\w$]+(\[\])*|\"[^\"\\]*\"", type) is not None
    return type if plain or _one_piece(type) else f"({type})"


def comment(text: str, tags: Mapping[str, Any] | None = None, indent: str = "") -> str:
    """A comment above something, with tags; none where there is nothing to say."""
    lines = [_safe(line).rstrip() for line in text.strip().splitlines()]
    lines += [f"@{name} {_safe(json.dumps(value, ensure_ascii=False))}" for name, value in (tags or {}).items()]
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def _safe(text: str) -> str:
    """Words that do not end the comment that they are in, and that a file can hold."""
    return _HALF.sub("?", _CONTROL.sub(" ", text)).replace("*/", "*\\/")


def _one_piece(type: str) -> bool:
    """Whether it is one pair of braces or brackets, with nothing beside it."""
    if not type or type[0] not in "{[" or "\n" in type:
        return False
    depth, quoted, skipped = 0, False, False
    for place, letter in enumerate(type):
        if skipped or (quoted and letter == "\\"):
            skipped = not skipped
        elif letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += (letter in "{[(") - (letter in "}])")
            if depth == 0:
                return place == len(type) - 1
    return False
