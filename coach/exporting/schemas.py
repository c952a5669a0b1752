"""JSON schemas as TypeScript: exactly what fits the schema, as far as a type can say it; the rest is in comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from coach.exporting.names import Names
from coach.exporting.writing import array, comment, grouped, key, literal, union

Schema = Mapping[str, Any]
#: Gives another type to a property, by the name of what has it and its own; None where it has none.
Override = Callable[[str, str], str | None]

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
#: What a type cannot say.
_TOLD = (
    "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "default",
)  # fmt: skip


class Schemas:
    """Declares the types of schemas, each once, and writes those that stand for themselves."""

    def __init__(self, names: Names, override: Override = lambda owner, name: None) -> None:
        self._names = names
        self._override = override
        self._given: list[tuple[Schema, str, str]] = []
        """What was declared, what it was called there, and its name here."""
        self.declarations: list[str] = []

    def declare(self, wanted: str, schema: Schema, defs: Mapping[str, Schema] | None = None) -> str:
        """The name of a type, declared with all that it refers to."""
        known = defs if defs is not None else schema.get("$defs", {})
        whole = _whole(schema, known)
        for there, called, name in self._given:
            if called == wanted and there == whole:
                return name
        name = self._names.give(wanted)
        self._given.append((whole, wanted, name))
        place = len(self.declarations)
        self.declarations.append("")  # before those that it refers to, which may refer to it
        self.declarations[place] = self._declaration(name, schema, known)
        return name

    def type(self, schema: Schema | bool, defs: Mapping[str, Schema], owner: str = "") -> str:
        """What fits this schema."""
        if isinstance(schema, bool):
            return "unknown" if schema else "never"
        if "$ref" in schema:
            called = str(schema["$ref"]).rpartition("/")[2]
            return self.declare(called, defs[called], defs)
        if "const" in schema:
            return literal(schema["const"])
        if "enum" in schema:
            return union(map(literal, schema["enum"]))
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return union(self.type(each, defs) for each in schema[several])
        if "allOf" in schema:
            return " & ".join(dict.fromkeys(grouped(self.type(each, defs)) for each in schema["allOf"])) or "unknown"
        kind = schema.get("type")
        if isinstance(kind, list):
            return union(self.type({**schema, "type": each}, defs, owner) for each in kind)
        if kind == "array":
            return self._list(schema, defs)
        if kind == "object" or (kind is None and "properties" in schema):
            return self._object(schema, defs, owner)
        return _PLAIN.get(str(kind), "unknown")

    # --- inside -------------------------------------------------------------------------------

    def _declaration(self, name: str, schema: Schema, defs: Mapping[str, Schema]) -> str:
        said = comment(_description(schema), _tags(schema))
        choices = schema.get("enum")
        if choices and all(isinstance(each, str) for each in choices):
            listed = "".join(f"  {literal(each)},\n" for each in choices)
            values = f"export const {name} = [\n{listed}] as const;\n"
            return f"{said}{values}export type {name} = (typeof {name})[number];\n"
        if "properties" in schema and not schema.get("additionalProperties") and "anyOf" not in schema:
            return f"{said}export interface {name} {self._members(schema, defs, name, '')}\n"
        return f"{said}export type {name} = {self.type(schema, defs, name)};\n"

    def _object(self, schema: Schema, defs: Mapping[str, Schema], owner: str) -> str:
        more = schema.get("additionalProperties")
        patterns = list(schema.get("patternProperties", {}).values())
        if schema.get("properties"):
            extra = "[key: string]: unknown;\n" if more or patterns else ""
            return self._members(schema, defs, owner, extra)
        if more is False and not patterns:
            return "{ [key: string]: never }"
        values = union(self.type(each, defs) for each in [*patterns, *([more] if more not in (None, False) else [])])
        named = schema.get("propertyNames")
        keys = self.type(named, defs) if isinstance(named, Mapping) else "string"
        if keys not in ("string", "unknown", "never"):
            return f"{{ [key in {keys}]?: {values} }}"
        return f"{{ [key: string]: {'unknown' if more is None and not patterns else values} }}"

    def _members(self, schema: Schema, defs: Mapping[str, Schema], owner: str, extra: str) -> str:
        """The properties in braces, a line each."""
        lines = ""
        required = schema.get("required", ())
        for name, each in schema.get("properties", {}).items():
            plain = each if isinstance(each, Mapping) else {}
            type = self._override(owner, name) or self.type(each, defs)
            optional = "" if name in required else "?"
            lines += comment(_description(plain), _tags(plain), "  ")
            lines += f"  {key(name)}{optional}: {_indented(type)};\n"
        return f"{{\n{lines}{'  ' + extra if extra else ''}}}"

    def _list(self, schema: Schema, defs: Mapping[str, Schema]) -> str:
        items = schema.get("items", True)
        if "prefixItems" not in schema:
            return array(self.type(items, defs))
        first = [self.type(each, defs) for each in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        parts = [each if place < least else f"{grouped(each)}?" for place, each in enumerate(first)]
        if items is not False and schema.get("maxItems", len(first) + 1) > len(first):
            parts.append(f"...{array(self.type(items, defs))}")
        return f"[{', '.join(parts)}]"


def _whole(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    """A schema with what its references mean, and theirs."""
    found: dict[str, Schema] = {}
    waiting: list[Any] = [{name: each for name, each in schema.items() if name != "$defs"}]
    own = waiting[0]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = defs[name]
                waiting.append(defs[name])
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return {"schema": own, "defs": found}


def _description(schema: Schema) -> str:
    return str(schema.get("description") or "")


def _tags(schema: Schema) -> dict[str, Any]:
    """What the type of a schema does not say; of one that may be null, also what the other says."""
    inner = [each for each in schema.get("anyOf", ()) if isinstance(each, Mapping) and each.get("type") != "null"]
    told = {**(inner[0] if len(inner) == 1 and "$ref" not in inner[0] else {}), **schema}
    return {name: told[name] for name in _TOLD if name in told and told[name] is not None}


def _indented(type: str) -> str:
    return type.replace("\n", "\n  ")
