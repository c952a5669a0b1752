"""What takes a turn back: of the memory, what it changed, as that was before.

It is a small part of each turn, so that a conversation can be looked at, copied or taken back as it was after any of
them. What else a turn changes stands in the row of the turn before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coach.engine.decide import Snapshot
from coach.program.fields import values_of
from coach.program.memory import Memory
from coach.program.records import Record
from coach.turns.keeping import as_json
from coach.values import value


@value
class Remembered:
    """What a conversation holds besides its turns, as JSON-able data."""

    entered: list[str]
    scalars: dict[str, Any]
    records: dict[str, list[Any]]
    """The records of each collection, in order."""


def undo_of(begin: Snapshot, now: Snapshot) -> str:
    """What leads back from the end of a turn to its beginning."""
    found: dict[str, Any] = {}
    if now.state not in begin.entered:
        found["entered"] = len(begin.entered)
    if assigned := now.memory.assigned_since(begin.memory):
        found["scalars"] = begin.memory.model_dump(mode="json", include=assigned)
    if records := _records(begin.memory, now.memory):
        found["records"] = records
    return as_json(found)


def taken_back(remembered: Remembered, undo: str) -> Remembered:
    """What was remembered before the turn of this undo."""
    back: Mapping[str, Any] = json.loads(undo)
    records = dict(remembered.records)
    for name, change in back.get("records", {}).items():
        added, fields = set(change.get("added", ())), change.get("changed", {})
        kept = [each for each in records.get(name, []) if each["id"] not in added]
        records[name] = [{**each, **fields.get(each["id"], {})} for each in kept]
        for place, record in change.get("removed", ()):  # in the order of their places
            records[name].insert(place, record)
    entered = remembered.entered[: back.get("entered")]
    return Remembered(entered, {**remembered.scalars, **back.get("scalars", {})}, records)


def _records(before: Memory, after: Memory) -> dict[str, Any]:
    """By collection: the ids that are new, the fields that were others, what is gone from where."""
    found = {}
    for name in after.collections:
        old, new = getattr(before, name).by_id(), getattr(after, name).by_id()
        if old is new:
            continue
        change: dict[str, Any] = {}
        if added := [id for id in new if id not in old]:
            change["added"] = added
        for place, (id, record) in enumerate(old.items()):
            if id not in new:
                change.setdefault("removed", []).append((place, record.model_dump(mode="json")))
            elif new[id] is not record:
                change.setdefault("changed", {})[id] = _other_fields(record, new[id])
        found[name] = change
    return found


def _other_fields(old: Record, new: Record) -> dict[str, Any]:
    """The fields of a record that were others before."""
    now = values_of(new)
    others = {name for name, value in values_of(old).items() if not _same(value, now[name])}
    return old.model_dump(mode="json", include=others)


def _same(one: object, other: object) -> bool:
    """Whether two values are surely the same: equal is not enough, Python holds 1, 1.0 and True to be equal."""
    return one is other or (one.__class__ is other.__class__ is str and one == other)
