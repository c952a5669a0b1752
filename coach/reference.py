"""A program's actions as a reference in Markdown, made from their classes alone."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from coach.engine.program import Program
from coach.engine.schema import parameters
from coach.engine.schema_words import shape
from coach.program.action import Action, description


def actions_reference(program: Program) -> str:
    """Every action of the program: when to use it, its parameters with types and limits, and where it is allowed."""
    parts = [
        f"# Actions of {program.name}",
        "`TRANSITION_STATE` is built in, and allowed wherever the model may ask for an exit.",
    ]
    for name, cls in program.actions.items():
        parts += [f"## {name}", description(cls), _parameters(cls), _where(program, name)]
    return "\n\n".join(parts) + "\n"


def _parameters(cls: type[Action]) -> str:
    fields = parameters(cls)["properties"]
    if not fields:
        return "It has no parameters."
    rows = ["| Parameter | Type and limits | Required |", "|---|---|---|"]
    rows += [_row(name, shape(node), cls.model_fields[name]) for name, node in fields.items()]
    return "\n".join(rows)


def _row(name: str, said: str, field: FieldInfo) -> str:
    """A parameter; what is optional in a reply is so because it has a default."""
    kind = said.removesuffix(", optional") + (" or null" if types.NoneType in get_args(field.annotation) else "")
    default = "" if field.is_required() else json.dumps(_default(field), ensure_ascii=False)
    cells = (f"`{name}`", kind, f"no: `{default}`" if default else "yes")
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _default(field: FieldInfo) -> Any:
    return to_jsonable_python(field.get_default(call_default_factory=True, validated_data={}))


def _where(program: Program, name: str) -> str:
    allowed = [state for state, rules in program.rules.items() if name in rules.allowed]
    behind = [state for state, rules in program.rules.items() if name in rules.buttons]
    said = "; ".join(_listed(allowed, "allowed in") + _listed(behind, "behind buttons in"))
    return f"{said[:1].upper()}{said[1:]}."


def _listed(states: Iterable[str], how: str) -> list[str]:
    names = ", ".join(f"`{state}`" for state in states)
    return [f"{how} {names}"] if names else []
