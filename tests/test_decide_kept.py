"""What an action, a guard or an `on_enter` does wrong around its checks is a `failed` result, and never kept."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import model_validator
from small_programs import Goal, GoalMemory, SaveGoal, at, make, move, propose, ready, reply
from turn_models import PiecesModel, goal, open_coach, said

from coach import Action, Memory, Record, Records, Refused, Settings, State, Turn, guard, to
from coach.engine.decide import Outcome, decide, missing
from coach.engine.program import Program
from coach.store.tables import action_records
from coach.turns.keeping import as_json

Folder = Callable[..., Path]


class Slip(Action):
    """Do what could not be kept."""

    how: str

    def apply(self, turn: Turn[GoalMemory]) -> str | None:
        goals, goal = turn.memory.goals, Goal(name="Run")
        match self.how:
            case "a copy around the checks":
                goals.add(goal.model_copy(update={"size": "big"}))
            case "made around the checks":
                goals.add(Goal.model_construct(name="Run", size=object()))
            case "half a surrogate":
                goals.add(Goal.model_construct(name="Run \ud800"))
            case "a scalar around the checks":
                turn.memory.__dict__["mood"] = object()
            case "the end of the process":
                sys.exit("enough")
            case "a panic":
                raise Panic
        return "done"


class Panic(BaseException):
    """What compiled libraries raise where they are at fault: no `Exception`."""


class Mutter(Action):
    """Say what no database can hold."""

    refuse: bool = False

    def apply(self, turn: Turn[GoalMemory]) -> str:
        if self.refuse:
            raise Refused("no\0 and \ud800 no")
        return "yes\0 and \ud800 yes"


def decided(program: Program, *proposals: Any, memory: Memory | None = None) -> Outcome:
    return decide(program, at("FIRST", memory), reply(*proposals))


@pytest.mark.parametrize(
    "how",
    [
        *("a copy around the checks", "made around the checks", "half a surrogate", "a scalar around the checks"),
        *("the end of the process", "a panic"),
    ],
)
def test_what_could_not_be_found_again_is_not_kept(how: str) -> None:
    program = make({"FIRST": State(title="First", actions=[Slip, SaveGoal])})
    outcome = decided(program, propose("SLIP", how=how), propose("SAVE_GOAL", name="Swim"))
    assert [result.status for result in outcome.results] == ["failed", "applied"]
    assert [goal["name"] for goal in outcome.memory.plain()["goals"]] == ["Swim"]
    [bug] = outcome.bugs
    assert bug.what == "action SLIP"


def test_a_rule_of_the_whole_memory_holds_after_every_action() -> None:
    class Item(Record):
        text: str

    class Narrow(Memory):
        items: Records[Item]

        @model_validator(mode="after")
        def few(self) -> Narrow:
            if len(self.items) > 1:
                raise ValueError("one item at most")
            return self

    class Put(Action):
        """Put an item."""

        def apply(self, turn: Turn[Narrow]) -> None:
            turn.memory.items.add(Item(text="x"))

    made = make({"FIRST": State(title="First", actions=[Put])})
    program = Program("narrow", "1", Settings(memory=Narrow), made.states, made.actions, made.sources)
    outcome = decided(program, propose("PUT"), propose("PUT"), memory=Narrow())
    assert [result.status for result in outcome.results] == ["applied", "failed"]
    Narrow.load(as_json(outcome.memory.plain()))


def test_words_that_no_database_can_hold_are_made_fit() -> None:
    program = make({"FIRST": State(title="First", actions=[Mutter])})
    outcome = decided(program, propose("MUTTER"), propose("MUTTER", refuse=True))
    assert [(r.status, r.summary, r.reason) for r in outcome.results] == [
        ("applied", "yes? and ? yes", ""),
        ("refused", "", "no? and ? no"),
    ]


def guarded(check: Callable[[GoalMemory], object], by: Any = "model") -> Program:
    @guard
    def checked(memory: GoalMemory) -> Iterator[str]:
        """It is checked."""
        if memory.mood == "never":
            yield "never"
        found = check(memory)
        if isinstance(found, str):
            yield found

    first = State(title="First", exits=[to("SECOND", when=checked, by=by)])
    return make({"FIRST": first, "SECOND": State(title="Second")})


@pytest.mark.parametrize(
    "write",
    [
        lambda memory: object.__setattr__(memory, "ready", True),
        lambda memory: memory.__dict__.update(ready=True),
        lambda memory: memory.__dict__.update(goals=Records(Goal)),
    ],
)
def test_a_guard_that_writes_around_the_lock_opens_nothing_and_changes_nothing(
    write: Callable[[GoalMemory], object],
) -> None:
    program, memory = guarded(write), GoalMemory()
    outcome = decided(program, move("SECOND"), memory=memory)
    assert (outcome.results[0].status, outcome.state, outcome.memory) == ("failed", "FIRST", GoalMemory())
    assert missing(program, "FIRST", memory) == {"SECOND": [outcome.results[0].reason]}
    assert memory == GoalMemory()


@pytest.mark.parametrize("text", ["a\ud800b", "a\0b"])
def test_a_guard_that_yields_what_no_database_can_hold_is_a_bug(text: str) -> None:
    outcome = decided(guarded(lambda memory: text), move("SECOND"))
    assert (outcome.results[0].status, outcome.state) == ("failed", "FIRST")


@pytest.mark.parametrize("error", [SystemExit(), Panic()])
def test_a_guard_or_an_on_enter_that_raises_what_is_no_exception_fails(error: BaseException) -> None:
    def fail(anything: object) -> None:
        raise error

    entering = make({"FIRST": State(title="First", exits=[to("SECOND")]), "SECOND": State(title="2", on_enter=fail)})
    for program in (guarded(fail), entering):
        outcome = decided(program, move("SECOND"))
        assert (outcome.results[0].status, outcome.state, len(outcome.bugs)) == ("failed", "FIRST", 1)


def test_ctrl_c_is_no_fault_of_an_action() -> None:
    def interrupted(memory: GoalMemory) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decided(guarded(interrupted), move("SECOND"))


def test_a_slow_guard_is_reported_wherever_it_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    program = guarded(lambda memory: time.sleep(0.06))
    with caplog.at_level(logging.WARNING, "coach.program"):
        missing(program, "FIRST", GoalMemory())
    assert "exit FIRST -> SECOND (model): its guard took" in caplog.text


def test_an_automatic_move_that_fails_is_on_record() -> None:
    outcome = decided(guarded(lambda memory: 1 / 0, by="auto"))
    assert outcome.by_itself is not None
    assert (outcome.by_itself.status, outcome.by_itself.by, outcome.move) == ("failed", "auto", None)
    assert (outcome.by_itself.from_state, outcome.by_itself.to_state) == ("FIRST", "SECOND")


def test_of_two_automatic_exits_the_one_that_works_is_taken() -> None:
    broken = guarded(lambda memory: 1 / 0, by="auto").states["FIRST"].exits[0]
    first = State(title="First", exits=[broken, to("THIRD", by="auto", when=~ready)])
    program = make({"FIRST": first, "SECOND": State(title="Second"), "THIRD": State(title="Third")})
    outcome = decided(program)
    assert outcome.by_itself is not None
    assert (outcome.by_itself.status, outcome.state) == ("applied", "THIRD")


@pytest.mark.anyio
async def test_every_record_of_an_action_knows_where_it_was_asked_and_where_it_led(
    database: str, program_folder: Folder
) -> None:
    ask = ("TRANSITION_STATE", {"target_state": "PLAN"})
    model = PiecesModel(
        said("On?", ask, ("SAVE_GOAL", {})), said("Well?"), said("Good.", goal("Run"), ask), said("So?")
    )
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "Go on.")
        await coach.say(begun.id, "I run.")
        [found] = await coach.store.fetch(
            action_records.select().order_by(action_records.c.turn, action_records.c.position)
        )
        assert [(row.type, row.status, row.from_state, row.to_state) for row in found] == [
            ("TRANSITION_STATE", "refused", "WELCOME", "PLAN"),
            ("SAVE_GOAL", "refused", "WELCOME", None),
            ("SAVE_GOAL", "applied", "WELCOME", None),
            ("TRANSITION_STATE", "applied", "WELCOME", "PLAN"),
        ]
