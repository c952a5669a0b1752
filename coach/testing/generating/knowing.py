"""Strategies for what may be known of a client: memories that fit the program's declaration, and its invariants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError

from coach.engine.program import Program
from coach.program.invariant import broken
from coach.program.memory import Memory
from coach.program.records import Record, key_of
from coach.program.words import fold
from coach.testing.generating.values import objects, values, with_known

#: The most records of a collection.
_MOST = 4


def memories(program: Program) -> SearchStrategy[Memory]:
    """Memories of the program that are as its invariants want them.

    Made of its schemas, not by its actions: some of them no conversation may ever come to. Ids of records stand
    in texts too, so that one record may speak of another one.
    """
    kind = program.memory
    schema = kind.model_json_schema()
    defs = schema.get("$defs", {})
    records = {
        name: st.lists(objects(defs[record.__name__], defs, without=["id"]), max_size=_MOST)
        for name, record in kind.collections.items()
    }
    scalars = {name: values(each, defs) for name, each in schema["properties"].items() if name not in records}
    return st.builds(
        lambda known, found: _made(program, known, found),
        st.fixed_dictionaries({}, optional=scalars),
        st.fixed_dictionaries({}, optional=records),
    )


def _made(program: Program, scalars: Mapping[str, Any], records: Mapping[str, list[dict[str, Any]]]) -> Memory:
    """The memory of these; where they do not go together, of as many as do."""
    kept = {name: _different(program.memory.collections[name], name, each) for name, each in records.items()}
    ids = [record["id"] for each in kept.values() for record in each]
    wanted = with_known({**kept, **scalars}, ids)
    if (whole := _sound(program, wanted)) is not None:
        return whole
    found, memory = dict[str, Any](), program.memory()
    for name, value in wanted.items():
        for part in value if name in kept else [value]:
            more = {**found, name: [*found.get(name, ()), part] if name in kept else part}
            if (better := _sound(program, more)) is not None:
                found, memory = more, better
    return memory


def _sound(program: Program, data: Mapping[str, Any]) -> Memory | None:
    """The memory, if it fits and is as the invariants want it."""
    try:
        memory = program.memory.model_validate(data)
    except ValidationError:
        return None
    return None if broken(program.invariants, memory) else memory


def _different(kind: type[Record], name: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that fit, with ids and different keys."""
    found: dict[str, dict[str, Any]] = {}
    for number, each in enumerate(records):
        record = {"id": f"{name}-{number}", **each}
        try:
            key = fold(key_of(kind.model_validate(with_known(record, []))))
        except ValidationError:
            continue
        if key and key not in found:
            found[key] = with_known(record, []) if kind._key_field in _known_in(record) else record
    return list(found.values())


def _known_in(record: Mapping[str, Any]) -> set[str]:
    """The fields that stand for a known text as a whole."""
    return {name for name, value in record.items() if with_known(value, ["\0"]) == "\0"}
