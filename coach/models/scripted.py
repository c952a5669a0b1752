"""Replies written down beforehand, for tests and demonstrations."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import yaml

from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.errors import ConfigurationError, ScriptExhausted


class ScriptedModel:
    """Gives the raw replies it was made with, one after another, whatever it is asked."""

    name = "scripted"

    def __init__(self, replies: Sequence[str], source: str = "the script") -> None:
        self._replies = tuple(replies)
        self._source = source
        self._given = 0

    @classmethod
    def load(cls, path: str | Path) -> ScriptedModel:
        """Read a YAML file: a list of raw replies, each a text, or a mapping or list that is written out as JSON.

        Raises `ConfigurationError` naming the file and, where there is one, the line.
        """
        return cls(_read(Path(path)), str(path))

    @property
    def unused(self) -> int:
        """How many replies were never asked for."""
        return len(self._replies) - self._given

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """Yield the next reply in one piece. Raises `ScriptExhausted` beyond the last one."""
        if not self.unused:
            had = "1 reply" if len(self._replies) == 1 else f"{len(self._replies)} replies"
            why = "; ".join(request.situation.refusals)
            because = f" because the last one could not stand ({why})" if why else ""
            raise ScriptExhausted(
                f"{self._source} has {had}, and one more was asked for in the state {request.state}{because}; "
                "write another."
            )
        self._given += 1
        yield self._replies[self._given - 1]
        yield Completion(model=self.name)

    async def close(self) -> None:
        """Nothing is held."""


class _Loader(yaml.SafeLoader):
    """Without dates, which JSON does not have: what looks like one stays text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- the base class's own attribute, of its type
        start: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for start, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); name a YAML file of replies") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: is not text in UTF-8") from None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode):
            raise ConfigurationError(f"{path}: is not a list of replies; begin each with a dash")
        return [_raw(loader, entry, path) for entry in node.value]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: {error.problem or 'is not YAML'}") from None
    except (yaml.YAMLError, RecursionError):
        raise ConfigurationError(f"{path}: is not YAML that can be read") from None


def _raw(loader: _Loader, node: yaml.Node, path: Path) -> str:
    where = f"{path}:{node.start_mark.line + 1}"
    value: Any = loader.construct_document(node)
    if isinstance(value, str):
        return value
    if not isinstance(value, dict | list):
        raise ConfigurationError(f"{where}: a reply is a text, a mapping or a list; put {value!r} in quotes")
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"{where}: cannot be written as JSON ({error})") from None
