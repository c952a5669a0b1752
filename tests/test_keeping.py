"""What is loaded is what was kept: the memory's change sets, changed programs, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach import Key, Memory, Record, Records, Refused
from coach.engine.program import Program
from coach.turns.keeping import digest_of, load_memory, memory_changes

Folder = Callable[..., Path]


class Thing(Record):
    """Something with a name."""

    name: Annotated[str, Key()]
    size: int = 0


class Note(Record):
    """Something without one."""

    text: str = ""


class Known(Memory):
    """What is kept in these tests."""

    title: str = ""
    things: Records[Thing]
    notes: Records[Note]


names = st.sampled_from(["a", "b", "c", "Ä", "", "d e"])
steps = st.one_of(
    st.tuples(st.just("add"), names, st.integers(0, 3)),
    st.tuples(st.just("note"), st.text(max_size=5), st.just(0)),
    st.tuples(st.just("change"), names, st.integers(0, 3)),
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("remove"), names, st.just(0)),
    st.tuples(st.just("unnote"), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("title"), st.text(max_size=5), st.just(0)),
)


def do(memory: Known, what: str, name: str, value: Any) -> None:
    match what:
        case "add":
            memory.things.add(Thing(name=name, size=value))
        case "note":
            memory.notes.add(Note(text=name))
        case "change":
            memory.things.change(name, size=value)
        case "rename":
            memory.things.change(name, name=value)
        case "remove":
            memory.things.remove(name)
        case "unnote" if value < len(memory.notes):
            memory.notes.remove(list(memory.notes)[value].id)
        case "title":
            memory.title = name


@pytest.fixture(scope="module")
def keeping_program(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What loading a memory wants of a program."""

    class Kept:
        memory = Known
        name = "kept"
        version = "1"

    return Kept()


@given(st.lists(st.lists(steps, max_size=8), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_change_sets_leave_is_the_memory(keeping_program: Program, turns_of: list[list[Any]]) -> None:
    stored: dict[str, tuple[int, str, str, str]] = {}
    memory, id = Known().renewed(7), 7
    for steps_of in turns_of:
        after = memory.copied()
        for step in steps_of:
            trial = after.copied()
            try:
                do(trial, *step)
            except Refused:
                continue
            after = trial
        changed, removed = memory_changes(memory, after)
        for each in changed:
            place = stored[each.id][:2] if each.id in stored else (each.position, each.collection)
            stored[each.id] = (*place, each.key, each.data)
        for gone in removed:
            del stored[gone]
        in_order = sorted(stored.values())
        assert len({row[0] for row in in_order}) == len(in_order)
        text = json.dumps(after.scalars(), ensure_ascii=False)
        pairs = [(collection, data) for _, collection, _, data in in_order]
        loaded = load_memory(keeping_program, id, text, after.serial, pairs)
        assert isinstance(loaded, Known)
        assert loaded.plain() == after.plain()
        assert memory_changes(loaded, loaded.copied()) == ([], [])
        memory = loaded


def test_a_digest_is_of_what_was_asked_and_nothing_else() -> None:
    assert digest_of("a", {"x": 1}) == digest_of("a", {"x": 1})
    assert len({digest_of("a"), digest_of("a "), digest_of("A"), digest_of("a", None), digest_of(["a"])}) == 5
