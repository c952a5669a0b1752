"""Writing: what every reader of YAML reads the same; what cannot be seen is written as an escape."""

from __future__ import annotations

from typing import Any

import yaml

from coach.yaml_text.ago import Ago
from coach.yaml_text.reading import AGO, STANDARD


def write_yaml(data: Any) -> str:
    """The text of plain data; the same data gives the same text."""
    written: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31)
    return written


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


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(f"{STANDARD}str", text, _style(text)))
_Dumper.add_representer(Ago, lambda dumper, ago: dumper.represent_scalar(AGO, ago.text))
