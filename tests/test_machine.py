"""The machine: every exit is a guarded trigger, and there is no other way from state to state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_programs import Goal, GoalMemory, a_goal_is_known, breaking, make
from transitions import MachineError

from coach import Settings, State, guard, to
from coach.engine.machine import StateMachine
from coach.engine.program import Program
from coach.loading import Program as Loading
from coach.loading import bundled
from coach.program.guard import GuardBug

FULL = GoalMemory(goals=[Goal(name="Run")])


def states() -> dict[str, State]:
    return {
        "FIRST": State(title="First", exits=[to("SECOND", when=a_goal_is_known), to("LAST", by="operator")]),
        "SECOND": State(title="Second", exits=[to("FIRST"), to("SECOND"), to("LAST", by="auto")]),
        "LAST": State(title="Last", final=True),
    }


def test_the_machine_knows_the_declared_exits_and_nothing_else() -> None:
    assert make(states()).machine.edges() == {
        ("FIRST", "SECOND (model)", "SECOND"),
        ("FIRST", "LAST (operator)", "LAST"),
        ("SECOND", "FIRST (model)", "FIRST"),
        ("SECOND", "SECOND (model)", "SECOND"),
        ("SECOND", "LAST (auto)", "LAST"),
    }


def test_the_machine_of_the_bundled_program_is_its_declaration() -> None:
    program = Loading.load(bundled())
    declared = {(name, str(exit), exit.target) for name, state in program.states.items() for exit in state.exits}
    assert program.machine.edges() == declared


def test_an_exit_is_open_when_its_guard_misses_nothing() -> None:
    program = make(states())
    exit = program.states["FIRST"].exits[0]
    closed = program.machine.rule("FIRST", exit, GoalMemory())
    assert (closed.open, closed.missing) == (False, ("no goal yet",))
    opened = program.machine.rule("FIRST", exit, FULL)
    assert (opened.open, opened.missing) == (True, ())


def test_an_exit_without_a_guard_is_open_and_may_lead_back() -> None:
    machine = make(states()).machine
    for exit in states()["SECOND"].exits:
        assert machine.rule("SECOND", exit, GoalMemory()).open


def test_an_exit_of_another_state_cannot_be_taken() -> None:
    program = make(states())
    with pytest.raises(MachineError):
        program.machine.rule("SECOND", program.states["FIRST"].exits[1], FULL)


def test_a_faulty_guard_does_not_open_and_does_not_harm_the_next_ruling() -> None:
    program = make(
        {"FIRST": State(title="First", exits=[to("LAST", when=breaking(ValueError())), to("LAST", by="auto")])}
        | {"LAST": State(title="Last", final=True)}
    )
    broken, sound = program.states["FIRST"].exits
    with pytest.raises(GuardBug):
        program.machine.rule("FIRST", broken, GoalMemory())
    assert program.machine.rule("FIRST", sound, GoalMemory()).open


def test_conversations_share_one_machine_and_nothing_else() -> None:
    program = make(states())
    exit = program.states["FIRST"].exits[0]
    seen = [program.machine.rule("FIRST", exit, memory).open for memory in (FULL, GoalMemory(), FULL, GoalMemory())]
    assert seen == [True, False, True, False]


def test_a_guard_can_ask_the_machine_while_it_is_asked() -> None:
    program: Program

    @guard
    def nested(memory: GoalMemory) -> Iterator[str]:
        """What the other exit wants."""
        yield from program.machine.rule("FIRST", program.states["FIRST"].exits[0], memory).missing

    first = State(title="First", exits=[to("LAST", when=a_goal_is_known), to("LAST", by="auto", when=nested)])
    program = make({"FIRST": first, "LAST": State(title="Last", final=True)})
    assert program.machine.rule("FIRST", first.exits[1], GoalMemory()).missing == ("no goal yet",)
    assert program.machine.rule("FIRST", first.exits[1], FULL).open


def test_a_state_without_exits_is_a_machine_too() -> None:
    only = {"ONLY": State(title="Only", final=True)}
    assert StateMachine(only).edges() == set()
    assert Program("one", "1", Settings(memory=GoalMemory), only, {}, {}).initial.title == "Only"
