"""Parameters for actions: drawn from their schemas, from plain words, and from what the memory holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

from coach.program.action import Action

Schema = Mapping[str, Any]

#: What a client may speak of.
WORDS = (
    "Runner", "Painter", "Night Gardener", "Sister", "Listener", "Baker", "Swimmer", "Reader", "Neighbour", "Walker",
    "Storyteller", "Early Bird", "Cook", "Traveller", "Singer", "Mender", "Friend", "Teacher", "Builder", "Dancer",
)  # fmt: skip
#: Texts of a form that a pattern or a format may ask for.
_FORMS = ("2026-05-04", "2026-05-04T12:00:00Z", "12:00", "PT1H", "12", "12:30", "ana@example.org", "abc", "A1", "a-b")
_NUMBERS = (1, 2, 3, 0, 5, 10, 4, 7, -1, 100)
#: The fewest and the most draws for one action, of one memory.
_FEWEST, _MOST = 8, 24
_DEEPEST = 6


def draws(cls: type[Action]) -> int:
    """How often an action is to be tried with other parameters: as its choices ask for."""
    fields = _schema(cls).get("properties", {})
    return min(_MOST, max(_FEWEST, 3 * _choices(_schema(cls), _schema(cls)))) if fields else 1


def parameters(cls: type[Action], known: Sequence[str], meant: Sequence[str], random: Random) -> dict[str, Any]:
    """Parameters that the action's schema allows, but for what it does not say.

    `known` are texts of the memory, `meant` those among them that what is still missing speaks of.
    """
    schema = _schema(cls)
    return _Drawing(schema.get("$defs", {}), known, meant, random).object(schema, 0)


@cache
def _schema(cls: type[Action]) -> Schema:
    return cls.model_json_schema()


def _choices(node: Any, root: Schema) -> int:
    """How many values the largest choice in a schema has."""
    if isinstance(node, list):
        return max((_choices(each, root) for each in node), default=1)
    if not isinstance(node, Mapping):
        return 1
    return max(len(node.get("enum", ())), *(_choices(each, root) for each in node.values()), 1)


class _Drawing:
    """One set of parameters."""

    def __init__(self, defs: Schema, known: Sequence[str], meant: Sequence[str], random: Random) -> None:
        self._defs = defs
        self._known = known
        self._meant = meant
        self._random = random

    def object(self, schema: Schema, level: int) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self._value(each, level + 1)
            for name, each in schema.get("properties", {}).items()
            if name in required or (level < _DEEPEST and self._random.random() < 0.3)
        }

    def _value(self, schema: Schema, level: int) -> Any:
        if "$ref" in schema:
            return self._value(self._defs[schema["$ref"].rpartition("/")[2]], level + 1)
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self._value(self._random.choice(options), level)
        if "const" in schema or "enum" in schema:
            return self._random.choice(schema.get("enum", [schema.get("const")]))
        match schema.get("type"):
            case "string":
                return self._text(schema)
            case "integer" | "number":
                return self._number(schema)
            case "boolean":
                return self._random.random() < 0.5
            case "array":
                return self._list(schema, level)
            case "object":
                return self.object(schema, level)
        return None

    def _text(self, schema: Schema) -> str:
        if "pattern" in schema or "format" in schema:
            return self._random.choice(_FORMS)
        which = self._random.random()
        if self._meant and which < 0.4:
            return self._random.choice(self._meant)
        if self._known and which < 0.6:
            return self._random.choice(self._known)
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 200)
        text = self._random.choice(WORDS)
        while len(text) < shortest:
            text = f"{text} and {self._random.choice(WORDS)}"
        return text[:longest]

    def _number(self, schema: Schema) -> float:
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        ends = [each for each in (low, high) if each is not None]
        near = [each + step for each in ends for step in (0, 1, -1)]
        fitting = [n for n in (*near, *_NUMBERS) if (low is None or n >= low) and (high is None or n <= high)]
        found: float = self._random.choice(fitting or [0])
        return found

    def _list(self, schema: Schema, level: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self._value(each, level + 1) for each in schema["prefixItems"]]
        fewest = schema.get("minItems", 0)
        most = min(schema.get("maxItems", fewest + 2), fewest + 2) if level < _DEEPEST else fewest
        count = self._random.randint(fewest, max(fewest, most))
        return [self._value(schema.get("items", {"type": "string"}), level + 1) for _ in range(count)]
