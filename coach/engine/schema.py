"""From an action's class: the strict JSON schema a model's server enforces, and how a prompt describes it.

Strict means: every property required (optional ones nullable), no open objects, `anyOf` alone for
choices, and what the subset cannot say (lengths, bounds, tuples) said in the description.
Source: the API's guide to structured outputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import indent
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema

from coach.engine.schema_words import Schema, described, fields_in_words, is_nullable, noted, shape, without_null
from coach.errors import ProgramError
from coach.program.action import Action, description, wire_name

MAX_LEVELS = 5
MAX_PROPERTIES = 100
_ACTION_LEVEL = 3  # the reply, its list of actions, the action


#: Loading a program asks several times for each.
_parameters: WeakKeyDictionary[type[BaseModel], Schema] = WeakKeyDictionary()


def parameters(cls: type[BaseModel]) -> Schema:
    """The strict schema of a class's fields, not to be changed.

    Raises `ProgramError` where a field cannot be carried.
    """
    if cls not in _parameters:
        _parameters[cls] = _made(cls)
    return _parameters[cls]


def _made(cls: type[BaseModel]) -> Schema:
    try:
        whole = cls.model_json_schema()
    except PydanticInvalidForJsonSchema as error:
        problem = f"{cls.__name__} has a field that has no JSON form: {error.message}"
        raise ProgramError(problem, kind="strict-schema") from None
    try:
        return _Strict(whole.get("$defs", {})).node(whole, cls.__name__, _ACTION_LEVEL)
    except ProgramError as error:
        error.kind = "strict-schema"
        raise


class _Strict:
    def __init__(self, defs: Mapping[str, Schema]) -> None:
        self.defs = defs
        self.within: list[str] = []

    def node(self, node: Schema, place: str, level: int) -> Schema:
        if "$ref" in node:
            return self.reference(node, place, level)
        if "anyOf" in node or "oneOf" in node:
            options = node.get("anyOf") or node["oneOf"]
            return described({"anyOf": [self.node(option, place, level) for option in options]}, node)
        if "const" in node or "enum" in node:
            return described(_choice(node.get("enum", [node.get("const")]), place), node)
        kind = node.get("type")
        if kind in ("object", "array") and level > MAX_LEVELS:
            raise ProgramError(f"{place} is nested too deeply; the strict schema ends at {MAX_LEVELS} levels")
        match kind:
            case "object":
                made = self.object(node, place, level)
                return made if level == _ACTION_LEVEL else described(made, node)
            case "array":
                return self.array(node, place, level)
            case "string" | "integer" | "number" | "boolean" | "null":
                if node.get("format") == "binary":
                    raise ProgramError(f"{place} holds bytes, which a model cannot write; use text")
                return described({"type": kind}, node)
        raise ProgramError(f"{place} can be anything; the strict schema needs a definite type")

    def reference(self, node: Schema, place: str, level: int) -> Schema:
        name = node["$ref"].rpartition("/")[2]
        if name in self.within:
            raise ProgramError(f"{place} contains itself; the strict schema cannot nest without end")
        self.within.append(name)
        inlined = self.node({**self.defs[name], **{k: v for k, v in node.items() if k != "$ref"}}, place, level)
        self.within.pop()
        return inlined

    def object(self, node: Schema, place: str, level: int) -> Schema:
        fields = node.get("properties")
        if node.get("additionalProperties") or (fields is None and place.count(".")):
            raise ProgramError(f"{place} is an open dictionary, which the strict schema cannot carry; name its fields")
        properties = {}
        for name, field in (fields or {}).items():
            properties[name] = self.node(field, f"{place}.{name}", level + 1)
            if name not in node.get("required", ()):
                properties[name] = _nullable(properties[name])
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def array(self, node: Schema, place: str, level: int) -> Schema:
        if "prefixItems" in node:
            items = [self.node(item, place, level + 1) for item in node["prefixItems"]]
            inner = items[0] if all(item == items[0] for item in items) else {"anyOf": items}
            note = f"exactly {len(items)} items: {', '.join(map(shape, items))}"
            return noted(
                described({"type": "array", "items": inner}, {"description": node.get("description", "")}), note
            )
        if not node.get("items"):
            raise ProgramError(f"{place} is a list of anything; say of what")
        made = described({"type": "array", "items": self.node(node["items"], place, level + 1)}, node)
        return noted(made, "no item twice") if node.get("uniqueItems") else made


def reply_schema(actions: Iterable[type[Action]], targets: Iterable[str]) -> Schema:
    """The schema of a whole reply: `actions` before `message`; `message` alone where nothing can be done."""
    variants = []
    for name, fields in _offered(actions, targets):
        properties = {"type": {"type": "string", "enum": [name]}, **fields["properties"]}
        variants.append({**fields, "properties": properties, "required": list(properties)})
    message = {"message": {"type": "string"}}
    if not variants:
        return _closed(message)
    return _closed({"actions": {"type": "array", "items": {"anyOf": variants}}, **message})


def tool_definitions(actions: Iterable[type[Action]], targets: Iterable[str]) -> tuple[Schema, ...]:
    """One strict function definition an action."""
    known = {wire_name(cls): description(cls) for cls in actions}
    return tuple(
        {"name": name, "description": known.get(name, _TRANSITION), "parameters": fields, "strict": True}
        for name, fields in _offered(actions, targets)
    )


_TRANSITION = "Ask to move on, when this part of the conversation is done. It may be refused, with what is missing."


def _offered(actions: Iterable[type[Action]], targets: Iterable[str]) -> Iterable[tuple[str, Schema]]:
    for cls in actions:
        yield wire_name(cls), parameters(cls)
    if names := list(targets):
        yield "TRANSITION_STATE", _closed({"target_state": {"type": "string", "enum": names}})


def describe(actions: Iterable[type[Action]]) -> str:
    """The actions as a prompt lists them: name, parameters, when to use."""
    lines = []
    for cls in actions:
        fields = parameters(cls)["properties"]
        written = fields_in_words(fields) or "no parameters"
        lines.append(f"- {wire_name(cls)} ({written})\n{indent(description(cls), '  ')}")
    return "\n".join(lines)


def text_parameters(cls: type[Action]) -> frozenset[str]:
    """The parameters that are plain text."""
    fields = parameters(cls)["properties"]
    return frozenset(name for name, field in fields.items() if without_null(field).get("type") == "string")


def property_count(schema: Schema) -> int:
    """How many properties a schema has in all."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema["items"]] if "items" in schema else []
    return len(schema.get("properties", {})) + sum(map(property_count, inner))


def _nullable(node: Schema) -> Schema:
    if is_nullable(node):
        return node
    options = node["anyOf"] if set(node) == {"anyOf"} else [node]
    return {"anyOf": [*options, {"type": "null"}]}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _choice(options: Iterable[Any], place: str) -> Schema:
    """One of some values; those of one type stand together."""
    kinds: dict[str, list[Any]] = {}
    for option in options:
        kind = _JSON_TYPES.get(type(option))
        if kind is None:
            raise ProgramError(f"{place} is a choice of {type(option).__name__}; choices are text or numbers")
        kinds.setdefault(kind, []).append(option)
    made: list[Schema] = [{"type": kind, "enum": values} for kind, values in kinds.items()]
    return made[0] if len(made) == 1 else {"anyOf": made}


_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
