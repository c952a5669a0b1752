"""The JSON schema of a walk's file, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coach.testing.walking.script import Script

#: The schema as it is published.
SCHEMA_FILE = Path(__file__).parent.parent / "walk.schema.json"


def walk_schema() -> dict[str, Any]:
    """What a walk's file may say, as JSON Schema."""
    schema = Script.model_json_schema(by_alias=True)
    made: dict[str, Any] = _tidied(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "A walk of coach"}


def schema_text() -> str:
    """The schema as text."""
    return json.dumps(walk_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidied(node: Any, names: bool = False) -> Any:
    """Without titles, which repeat the names, and without the null of a field that may be left out.

    `names`: the keys of the node are names of fields.
    """
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {name: _tidied(each) for name, each in node.items()}
    kept = {
        name: _tidied(each, names=name in ("properties", "$defs")) for name, each in node.items() if name != "title"
    }
    if kept.get("default", ...) is None:
        del kept["default"]
        options = [each for each in kept.pop("anyOf", ()) if each != {"type": "null"}]
        kept = {**(options[0] if len(options) == 1 else {"anyOf": options}), **kept}
    return kept
