"""Exploring a program: every exit that can be opened is, by a walk that passes; of the others it says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offering import FILES as OFFERING

from coach import Program
from coach.testing.exploring import Exploration, explore, played
from coach.testing.exploring.search import leads_through
from coach.testing.files.script_yaml import read_script, write_script

Folder = Callable[..., Path]

ACTIONS = '''
from datetime import timedelta

from coach import Action, Refused, Turn

from ..memory import GoalMemory


class Rest(Action):
    """Say that the client is rested."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if turn.since_last is None or turn.since_last < timedelta(days=2):
            raise Refused("two days have not passed")
        turn.memory.ready = True


class DropGoal(Action):
    """Forget a goal."""

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.remove(self.goal)


class Divide(Action):
    """Break inside."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = bool(1 // 0)
'''
GUARDS = '''
from collections.abc import Iterator

from coach import guard

from .memory import GoalMemory


@guard
def rested(memory: GoalMemory) -> Iterator[str]:
    """The client is rested."""
    if not memory.ready:
        yield "the client is not rested yet"


@guard
def three_goals(memory: GoalMemory) -> Iterator[str]:
    """There are three goals, one of them large."""
    if len(memory.goals) < 3:
        yield "there are not three goals yet"
    if not any(goal.size >= 5 for goal in memory.goals):
        yield "no goal is large"


@guard
def impossible(memory: GoalMemory) -> Iterator[str]:
    """There are more goals than anybody has."""
    if len(memory.goals) < 10_000:
        yield "there are too few goals"
'''
WELCOME = """
from coach import State, to
from ..actions.goals import SaveGoal
from ..actions.more import Divide, DropGoal, Rest
from ..guards import impossible, rested, three_goals

state = State(title="Welcome", initial=True, actions=[SaveGoal, {more}], exits=[{exits}])
"""


def program(folder: Folder, exits: str, more: str = "", **files: str) -> Program:
    welcome = WELCOME.format(more=more, exits=exits)
    return Program.load(
        folder(**{"actions/more.py": ACTIONS, "guards.py": GUARDS, "states/welcome.py": welcome, **files})
    )


def opened(found: Exploration) -> set[tuple[str, str, str]]:
    return {(leg.source, leg.exit.target, leg.exit.by) for leg in found.legs}


def every_exit(program: Program) -> set[tuple[str, str, str]]:
    return {(name, exit.target, exit.by) for name, state in program.states.items() for exit in state.exits}


@pytest.mark.slow
@pytest.mark.parametrize("interludes", [False, True])
def test_every_exit_of_the_identity_program_is_opened_by_a_walk_that_passes(interludes: bool) -> None:
    course = Program.load(interludes=interludes)
    found = explore(course)
    assert opened(found) == every_exit(course)
    assert found.unopened == ()
    assert found.tried < 60_000  # about 0.2 ms each: far below a minute
    walks = played(course, found.legs)
    assert [walk.problem for walk in walks if walk.script is None] == []
    assert len({walk.name for walk in walks}) == len(found.legs)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 8))
def test_in_whatever_order_it_looks_it_opens_every_exit(coach_program: Program, seed: int) -> None:
    found = explore(coach_program, seed=seed)
    assert opened(found) == every_exit(coach_program)
    assert all(walk.script is not None for walk in played(coach_program, found.legs))


@pytest.mark.parametrize("seed", [1, 3])
def test_a_leg_ends_where_its_deeds_lead(coach_program: Program, seed: int) -> None:
    for leg in explore(coach_program, seed=seed).legs:
        after = leads_through(coach_program, leg.before, leg.exit, leg.deeds)
        assert after is not None
        assert after.memory.plain() == leg.after.memory.plain()


def test_the_same_seed_finds_the_same_walks(coach_program: Program) -> None:
    one, two = explore(coach_program, seed=3), explore(coach_program, seed=3)
    assert [leg.deeds for leg in one.legs] == [leg.deeds for leg in two.legs]
    assert [leg.deeds for leg in explore(coach_program, seed=4).legs] != [leg.deeds for leg in one.legs]


def test_a_walk_shows_the_exit_closed_first_and_follows_the_walk_that_leads_there(program_folder: Folder) -> None:
    small = Program.load(program_folder())
    first, second, *_ = played(small, explore(small, depth=0).legs)
    assert first.script is not None
    assert second.script is not None
    early, *_, last = first.script.turns
    assert early.expect.refused is not None
    assert early.expect.refused[0].words == "no goal yet"
    assert last.expect.moves_to == "PLAN"
    assert second.script.after == first.name == "01-welcome-to-plan.walk.yaml"
    assert read_script(write_script(first.script))[0] == first.script


def test_every_path_of_a_depth_is_gone(program_folder: Folder) -> None:
    small = Program.load(program_folder())
    paths = [tuple(each.exit.target for each in leg.chain) for leg in explore(small, depth=4).legs]
    assert paths == [
        ("PLAN",),
        ("PLAN", "DONE"),
        ("PLAN", "WELCOME"),
        ("PLAN", "WELCOME", "PLAN"),
        ("PLAN", "WELCOME", "PLAN", "DONE"),
        ("PLAN", "WELCOME", "PLAN", "WELCOME"),
    ]
    assert len(explore(small, depth=0).legs) == 3


def test_what_several_actions_bring_about_is_found(program_folder: Folder) -> None:
    wanting = program(program_folder, 'to("PLAN", when=three_goals)', "DropGoal")
    leg = explore(wanting, depth=0).legs[0]
    assert leg.missing == ("there are not three goals yet", "no goal is large")
    assert len(leg.after.memory.plain()["goals"]) == 3
    assert played(wanting, [leg])[0].problem == ""


def test_alternatives_are_opened_by_the_nearest(program_folder: Folder) -> None:
    wanting = program(program_folder, 'to("PLAN", when=impossible | three_goals)')
    assert explore(wanting, depth=0).legs[0].missing[0].startswith("either there are too few goals; or")


def test_time_passes_where_nothing_else_helps(program_folder: Folder) -> None:
    wanting = program(program_folder, 'to("PLAN", when=rested)', "Rest")
    [walk] = played(wanting, explore(wanting, depth=0).legs[:1])
    assert walk.script is not None
    assert [turn.silence.days for turn in walk.script.turns if turn.silence] == [3]


def test_exits_by_themselves_and_by_buttons_are_opened_too(program_folder: Folder) -> None:
    itself = program(program_folder, 'to("PLAN", by="auto", when=three_goals)')
    assert opened(explore(itself)) == every_exit(itself)
    assert all(walk.script is not None for walk in played(itself, explore(itself).legs))
    buttons = Program.load(program_folder(**OFFERING))
    found = explore(buttons)
    assert ("WELCOME", "PLAN", "user") in opened(found)
    assert [walk.problem for walk in played(buttons, found.legs) if walk.script is None] == []


def test_a_guard_that_never_opens_is_told_with_its_reason(program_folder: Folder) -> None:
    closed = program(program_folder, 'to("PLAN", when=impossible)')
    found = explore(closed)
    guarded, *beyond = found.unopened
    assert found.legs == ()
    assert (guarded.source, guarded.exit.target, guarded.missing) == ("WELCOME", "PLAN", ("there are too few goals",))
    assert guarded.tried > 1_000
    assert [each.reason for each in beyond] == ["no way was found to PLAN"] * 2


def test_what_is_nearest_is_told(program_folder: Folder) -> None:
    closed = program(program_folder, 'to("PLAN", when=three_goals & impossible)')
    assert explore(closed).unopened[0].missing == ("there are too few goals",)


def test_an_operators_exit_and_a_fault_inside_are_told(program_folder: Folder) -> None:
    faulty = program(program_folder, 'to("PLAN", when=rested), to("DONE", by="operator")', "Divide")
    fault, operator, *_ = explore(faulty).unopened
    assert fault.missing == ("the client is not rested yet",)
    assert fault.reason == "action DIVIDE failed: ZeroDivisionError: integer division or modulo by zero"
    assert operator.reason == "it is an operator's to take, which no walk does"
