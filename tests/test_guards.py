"""Guards: they yield what is missing, combine with & | ~, and a faulty one never opens a door."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from small_programs import Goal, GoalMemory, a_goal_is_known, breaking, ready

from coach import Guard, Memory, guard
from coach.errors import ProgramError
from coach.program.guard import MOST, GuardBug


@guard
def always(memory: Memory) -> Iterator[str]:
    """Nothing is wanted.

    This guard suits every memory.
    """
    yield from ()


EMPTY, FULL = GoalMemory(), GoalMemory(ready=True, goals=[Goal(name="Run")])


def test_a_guard_says_what_is_missing_and_is_open_where_nothing_is() -> None:
    assert a_goal_is_known.missing(EMPTY) == ("no goal yet",)
    assert a_goal_is_known.missing(FULL) == ()


def test_what_a_guard_wants_is_the_first_line_of_its_docstring() -> None:
    assert a_goal_is_known.text == "A goal is known"
    assert always.text == "Nothing is wanted"


def test_and_wants_what_either_misses_once() -> None:
    both = a_goal_is_known & ready & a_goal_is_known
    assert both.missing(EMPTY) == ("no goal yet", "not ready")
    assert both.missing(FULL) == ()
    assert (a_goal_is_known & ready).text == "A goal is known, and the client is ready"


def test_or_wants_one_of_the_two() -> None:
    one = a_goal_is_known | ready
    assert one.missing(EMPTY) == ("either no goal yet; or not ready",)
    assert one.missing(GoalMemory(ready=True)) == ()
    assert one.text == "either a goal is known, or the client is ready"


def test_not_is_closed_while_the_guard_is_open() -> None:
    assert (~ready).missing(FULL) == ("not while: The client is ready",)
    assert (~ready).missing(EMPTY) == ()
    assert (~~ready).missing(FULL) == ()


def test_a_general_guard_combines_with_a_particular_one() -> None:
    combined: Guard[GoalMemory] = always & a_goal_is_known
    assert combined.missing(EMPTY) == ("no goal yet",)
    assert (a_goal_is_known | always).missing(EMPTY) == ()


@pytest.mark.parametrize(
    "combine",
    [
        lambda: a_goal_is_known and ready,
        lambda: a_goal_is_known or ready,
        lambda: not ready,
        lambda: bool(ready),
        lambda: 1 if ready else 2,
    ],
)
def test_the_words_and_or_not_are_an_error(combine: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="a guard is combined with"):
        combine()


def test_a_guard_combines_with_guards_alone() -> None:
    plain: Any = len
    combines: list[Callable[[], object]] = [lambda: ready & plain, lambda: ready | plain]
    for combine in combines:
        with pytest.raises(ProgramError, match="is not made with @guard"):
            combine()
    with pytest.raises(TypeError):
        plain & ready


def test_the_functions_of_a_combined_guard_are_known() -> None:
    assert [f.__name__ for f in ((a_goal_is_known | ready) & ~always).functions] == [
        "a_goal_is_known",
        "ready",
        "always",
    ]


# --- what @guard takes ---------------------------------------------------------------------------


def test_a_guard_has_to_yield() -> None:
    def returns(memory: GoalMemory) -> Iterator[str]:
        """It returns."""
        return iter(())

    with pytest.raises(ProgramError, match="guard returns never yields"):
        guard(returns)


def test_a_guard_that_is_async_is_an_error() -> None:
    async def later(memory: GoalMemory) -> Any:
        """Later."""
        yield ""

    with pytest.raises(ProgramError, match="guard later never yields"):
        guard(later)


def test_a_guard_has_to_say_what_it_wants() -> None:
    def silent(memory: GoalMemory) -> Iterator[str]:
        yield "x"

    with pytest.raises(ProgramError, match="guard silent has no docstring"):
        guard(silent)


@pytest.mark.parametrize("thing", [functools.partial(a_goal_is_known.check), 3, "ready", None])
def test_a_guard_is_a_function(thing: Any) -> None:
    with pytest.raises(ProgramError, match="@guard goes on a function"):
        guard(thing)


# --- guards that are at fault --------------------------------------------------------------------


@pytest.mark.parametrize("odd", [None, 3, "", "   ", b"bytes", ["a list"], True])
def test_a_guard_that_yields_something_odd_is_a_bug(odd: Any) -> None:
    @guard
    def strange(memory: GoalMemory) -> Iterator[str]:
        """This is strange."""
        yield odd

    with pytest.raises(GuardBug, match="yields sentences"):
        strange.missing(EMPTY)


def test_a_guard_that_yields_without_end_is_a_bug() -> None:
    @guard
    def endless(memory: GoalMemory) -> Iterator[str]:
        """This never ends."""
        yield from itertools.repeat("more")

    with pytest.raises(GuardBug, match="without end"):
        endless.missing(EMPTY)


def test_a_guard_may_yield_many_sentences() -> None:
    @guard
    def many(memory: GoalMemory) -> Iterator[str]:
        """Much is wanted."""
        yield from (str(n) for n in range(MOST))

    assert len(many.missing(EMPTY)) == MOST


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), StopIteration(), AssertionError()])
def test_a_guard_that_raises_is_a_bug_with_its_cause(error: BaseException) -> None:
    broken = breaking(error)
    for one in (broken, ~broken, broken & ready, ready | broken):
        with pytest.raises(GuardBug) as caught:
            one.missing(EMPTY)
        assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    "write",
    [
        lambda memory: setattr(memory, "ready", True),
        lambda memory: memory.goals.add(Goal(name="mine")),
        lambda memory: memory.goals.remove("Run"),
    ],
)
def test_a_guard_that_writes_to_the_memory_is_a_bug(write: Callable[[GoalMemory], object]) -> None:
    @guard
    def writing(memory: GoalMemory) -> Iterator[str]:
        """This writes."""
        write(memory)
        yield from ()

    with pytest.raises(GuardBug):
        writing.missing(FULL.copied(locked=True))
    assert [goal.name for goal in FULL.goals] == ["Run"]
