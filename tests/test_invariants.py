"""Invariants: what is always so of a memory, declared beside it, checked when the program is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import SMALL
from small_programs import Goal, GoalMemory

from coach import Memory, Program, invariant
from coach.errors import ProgramError
from coach.program.invariant import broken, invariants_of

Folder = Callable[..., Path]


class Careful(GoalMemory):
    @invariant
    def goals_are_small(self) -> Iterator[str]:
        """A goal has a size of 5 at the most.

        More would be a dream.
        """
        for goal in self.goals:
            if goal.size > 5:
                yield f"{goal.name} has {goal.size}"


class MoreCareful(Careful):
    @invariant
    def ready_with_a_goal(self) -> Iterator[str]:
        """Nobody is ready without a goal."""
        if self.ready and not self.goals:
            yield "ready for nothing"


@invariant
def mood_is_one_word(memory: Careful) -> Iterator[str]:
    """A mood is one word."""
    if " " in memory.mood:
        yield f"the mood is “{memory.mood}”"


def test_an_invariant_yields_what_is_wrong_and_says_what_is_always_so() -> None:
    memory = Careful(goals=[Goal(name="Run", size=6), Goal(name="Rest")])
    assert broken(invariants_of(Careful), memory) == ["Run has 6 (always: A goal has a size of 5 at the most)"]
    assert broken(invariants_of(Careful), Careful()) == []


def test_methods_inherited_ones_and_functions_beside_the_memory_are_found() -> None:
    names = [each.name for each in invariants_of(MoreCareful)]
    assert names == ["goals_are_small", "ready_with_a_goal", "mood_is_one_word"]


def test_a_marked_method_is_a_method_still() -> None:
    assert list(Careful(goals=[Goal(name="Run", size=9)]).goals_are_small()) == ["Run has 9"]


def test_a_memory_without_any_has_none() -> None:
    assert invariants_of(GoalMemory) == ()


def test_an_invariant_that_breaks_or_writes_is_wrong_itself() -> None:
    class Broken(GoalMemory):
        @invariant
        def breaks(self) -> Iterator[str]:
            """This breaks."""
            yield str(1 // len(self.goals))

        @invariant
        def writes(self) -> Iterator[str]:
            """This writes."""
            self.ready = True
            yield from ()

    one, two = broken([each for each in invariants_of(Broken) if each.name in ("breaks", "writes")], Broken())
    assert one.startswith("the invariant breaks raised ZeroDivisionError")
    assert two.startswith("the invariant writes raised TypeError: the memory is read only here")


def no_generator(memory: Memory) -> list[str]:
    """A list."""
    return []


def two_arguments(memory: Memory, other: Memory) -> Iterator[str]:
    """Two."""
    yield ""


def no_docstring(memory: Memory) -> Iterator[str]:
    yield ""


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        (no_generator, "invariant no_generator never yields; it has to yield what is wrong"),
        (two_arguments, "invariant two_arguments is called with the memory alone; its signature does not fit"),
        (no_docstring, "invariant no_docstring has no docstring; its first line says what is always so"),
        (Memory, "@invariant goes on a method or a function of the memory, not on <class"),
    ],
)
def test_what_is_no_invariant_is_said_where_it_is_declared(check: Callable[..., Iterator[str]], problem: str) -> None:
    with pytest.raises(ProgramError) as raised:
        invariant(check)
    assert str(raised.value).startswith(problem)


RULE = '''

@invariant
def goals_are_few(memory: {of}) -> Iterator[str]:
    """There are three goals at the most."""
    if {wrong}:
        yield "too many"
'''
IMPORTS = "from collections.abc import Iterator\n\nfrom coach import invariant\n"


def memory(of: str = "GoalMemory", wrong: str = "len(memory.goals) > 3") -> dict[str, str]:
    return {"memory.py": IMPORTS + SMALL["memory.py"] + RULE.format(of=of, wrong=wrong)}


def test_a_program_knows_its_invariants(program_folder: Folder) -> None:
    [one] = Program.load(program_folder(**memory())).invariants
    assert (one.name, one.text) == ("goals_are_few", "There are three goals at the most")


def test_a_new_memory_has_to_hold(program_folder: Folder) -> None:
    with pytest.raises(ProgramError) as raised:
        Program.load(program_folder(**memory(wrong="not memory.goals")))
    assert str(raised.value) == (
        "memory.py:22: a new GoalMemory is not as its invariant goals_are_few wants it: "
        "too many (always: There are three goals at the most)"
    )


def test_an_invariant_of_another_memory_is_a_mistake(program_folder: Folder) -> None:
    other = "\n\nclass Other(Memory):\n    pass\n"
    files = memory(of="Other")
    files["memory.py"] = files["memory.py"].replace("\n\n@invariant", f"{other}\n\n@invariant")
    with pytest.raises(ProgramError, match=r"memory\.py:26: goals_are_few works on Other, but .* is GoalMemory"):
        Program.load(program_folder(**files))


def test_a_changed_invariant_is_another_version(program_folder: Folder) -> None:
    one, two = (Program.load(program_folder(**memory(wrong=f"len(memory.goals) > {n}"))) for n in (3, 4))
    assert one.version != two.version
