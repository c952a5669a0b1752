"""A walk: what it scripts, what it expects, and what it says when something is not as expected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import pytest
from walking import MORE_ACTIONS, NIGHT, PLANNING

from coach import Action, Memory, Program, Record, Records, TransitionState, Walk

PLAN, DONE, BACK = (TransitionState(target_state=state) for state in ("PLAN", "DONE", "WELCOME"))


class SaveGoal(Action):
    """The program's by its name and parameters, and yet another class."""

    name: str
    size: int = 1


class SaveGoals(Action):
    """Not the program's."""


class Break(Action):
    """The program's, which breaks."""


class Measure(Action):
    """The program's, which looks at the time."""


class Size(Enum):
    SMALL = 1
    LARGE = 9


class Goal(Record):
    name: str
    size: int = 1


class GoalMemory(Memory):
    """The program's memory by its fields."""

    ready: bool = False
    goals: Records[Goal]


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    states = {"states/plan.py": PLANNING, "states/night.py": NIGHT, "prompts/night.md.j2": "Nobody reads this."}
    plan = "Plan.\n{% block context %}Away for {{ turn.since_last.days if turn.since_last else 0 }} days.{% endblock %}"
    return Program.load(program_folder(**states, **{"actions/more.py": MORE_ACTIONS, "prompts/plan.md.j2": plan}))


@pytest.fixture
def walk(program: Program) -> Iterator[Walk]:
    with Walk(program) as walk:
        yield walk


def failure(expectation: Callable[[], object]) -> str:
    """What an expectation that is not met says."""
    with pytest.raises(AssertionError) as raised:
        expectation()
    return str(raised.value)


# --- what is scripted ----------------------------------------------------------------------------


def test_a_turn_with_all_it_can_have(walk: Walk) -> None:
    walk.begin().says("What do you want?")
    walk.user("To run. Let us plan it.")
    step = walk.coach("Running.", DONE).then("Running, then.", SaveGoal(name="run"), PLAN).then("When do you run?")
    step.refused("no exit from WELCOME to DONE", kind="undeclared").applied(SaveGoal, PLAN).moves_to("PLAN")
    step.says("When do you run?").prompt_contains("Your reply was not shown").prompt_contains("# Just arrived")
    assert len(step.requests) == 3
    assert walk.state == "PLAN"


def test_where_nothing_is_scripted_for_a_second_asking_the_first_words_stand(walk: Walk) -> None:
    walk.begin()
    walk.user("Hm.")
    step = walk.coach("Let us plan.", PLAN).refused("no goal yet", kind="guard").stays().says("Let us plan.")
    assert len(step.requests) == 2
    assert [action.type for action in walk.now.actions] == ["TRANSITION_STATE"]


def test_a_state_that_is_to_speak_has_to_be_scripted(walk: Walk) -> None:
    walk.begin()
    walk.user("To run.")
    step = walk.coach("Good.", SaveGoal(name="run"), PLAN)
    assert "PLAN was asked to speak, but nothing is scripted: add .then(…)" in failure(step.stays)
    assert "failed before" in failure(step.stays)
    assert not walk.memory.goals


def test_a_state_that_is_entered_again_asks_the_model_whatever_its_opening_was(walk: Walk) -> None:
    walk.begin()
    walk.user("To run.")
    walk.coach("Good.", SaveGoal(name="run"), PLAN).then("When?").moves_to("PLAN")
    walk.user("Let me think again.")
    walk.coach("Gladly.", BACK).then("What else?").moves_to("WELCOME").says("What else?")


def test_the_words_of_the_old_state_are_not_put_into_the_mouth_of_the_new_one(walk: Walk) -> None:
    walk.begin()
    walk.user("To run.")
    step = walk.coach("Good.", SaveGoal(name="run"), PLAN).then("")
    assert (
        "PLAN was asked again (your reply has no words for the client), but nothing is scripted: add .then(…)"
        in failure(step.stays)
    )


def test_a_reply_that_is_never_asked_for_fails(walk: Walk) -> None:
    walk.at("PLAN")
    walk.user("Done.")
    step = walk.coach("Good.", DONE).then("See you.")
    told = failure(step.stays)
    assert told.startswith("a scripted reply was never asked for: 'See you.'\n")
    assert told.splitlines()[-1].startswith(">   coach: See you. (test_walk.py:")


def test_in_a_silent_state_the_client_alone_is_a_turn(walk: Walk) -> None:
    walk.at("NIGHT")
    walk.user("Is anybody there?").stays()
    walk.user("Hello?")
    assert [message.text for message in walk.now.messages] == ["Is anybody there?", "Hello?"]
    walk.user("You?")
    assert "never asked for: 'Yes?'" in failure(walk.coach("Yes?").stays)


def test_silence_moves_the_clock_for_templates_and_actions(walk: Walk) -> None:
    walk.at("PLAN").silence(days=3, hours=1)
    walk.user("I am back.", context={"week": 7})
    walk.coach("Welcome.", Measure()).applied().prompt_contains("Away for 3 days.")
    walk.remembers(ready=True)
    assert walk.now.actions[0].summary == "away in the week of 7"
    walk.silence(hours=20).silence(hours=20)
    walk.user("And again.", context={"week": 7})
    walk.coach("Again.", Measure()).applied().prompt_contains("Away for 1 days.")
    walk.remembers(ready=False)


def test_parameters_that_do_not_fit_are_for_the_machine_to_refuse(walk: Walk) -> None:
    walk.begin()
    walk.user("Big!")
    step = walk.coach("How big?", SaveGoal.model_construct(name="run", size="huge"))
    step.refused("size: should be a valid integer", kind="invalid")


def test_actions_and_memories_of_other_classes_are_taken_by_what_they_hold(walk: Walk, program: Program) -> None:
    assert program.actions["SAVE_GOAL"] is not SaveGoal
    walk.at("WELCOME", GoalMemory(ready=True, goals=[Goal(name="run")]))
    walk.user("And sing.")
    walk.coach("Sing.", SaveGoal(name="sing", size=9)).applied(SaveGoal(name="sing", size=9))
    walk.remembers(ready=True).remembers("goals", name="run", size=1).remembers("goals", name="sing", size=Size.LARGE)
    assert type(walk.memory) is program.memory


def test_a_turn_can_be_asked_for_the_memory_and_for_what_is_missing(walk: Walk) -> None:
    walk.begin()
    walk.user("Hm.")
    step = walk.coach("Well?")
    assert step.missing("PLAN") == ["no goal yet"]
    assert "no exit to PLANE here; did you mean 'PLAN'?" in failure(lambda: step.missing("PLANE"))
    walk.user("To run.")
    saved = walk.coach("Run.", SaveGoal(name="run")).applied().remembers("goals", name="run").remembers(ready=False)
    assert saved.missing("PLAN") == []
    assert step.missing("PLAN") == ["no goal yet"]
    assert "goals has no record with name='sing'" in failure(lambda: saved.remembers("goals", name="sing"))
    assert failure(lambda: step.remembers(ready=False)) == (
        "later turns may have changed the memory of turn 1: ask the last one, or the walk"
    )


def test_two_conversations_and_two_walks_know_nothing_of_each_other(walk: Walk, program: Program) -> None:
    walk.at("PLAN", {"goals": [{"name": "run"}]})
    first = walk.now.conversation
    walk.begin()
    with Walk(program) as other:
        other.at("PLAN", {"goals": [{"name": "sing"}]}).remembers("goals", name="sing")
        assert not walk.memory.goals
        assert first not in (walk.now.conversation, other.now.conversation)


def test_a_walk_on_postgresql(program: Program, postgres: str) -> None:
    with Walk(program, database=postgres) as walk:
        walk.begin()
        walk.user("To run.")
        walk.coach("Run.", SaveGoal(name="run"), PLAN).then("When?").moves_to("PLAN")
        walk.silence(days=4)
        walk.user("Sundays.")
        walk.coach("Sundays.").prompt_contains("Away for 4 days.").stays()
        walk.remembers("goals", name="run")


# --- what cannot be meant ------------------------------------------------------------------------


def test_what_cannot_be_meant_is_said_in_a_sentence(walk: Walk) -> None:
    assert failure(lambda: walk.user("Hello?")) == "say where the walk begins: walk.begin() or walk.at(STATE)"
    assert failure(lambda: walk.state) == "say where the walk begins: walk.begin() or walk.at(STATE)"
    assert "there is no state 'PLANE'; did you mean 'PLAN'?" in failure(lambda: walk.at("PLANE"))
    assert "the memory does not fit GoalMemory: reddy: " in failure(lambda: walk.at("PLAN", {"reddy": True}))
    walk.begin()
    assert "script what the client does first" in failure(lambda: walk.coach("Hello?"))
    walk.user("Hm.")
    assert failure(lambda: walk.coach("Well?", SaveGoals())) == (
        "this program has no action SAVE_GOALS; did you mean 'SAVE_GOAL'?"
    )
    assert "is not an action; write SaveGoal(…)" in failure(lambda: walk.coach("Well?", SaveGoal))  # type: ignore[arg-type]  # the mistake that is meant
    other = type("SaveGoal", (Action,), {"__annotations__": {"nmae": str}, "__module__": "elsewhere"})
    told = failure(lambda: walk.coach("Well?", other(nmae="run")))
    assert told.endswith("this program's SAVE_GOAL: that has no parameter 'nmae'; did you mean 'name'?")
    step = walk.coach("Well?").stays()
    assert "the turn was taken already" in failure(lambda: step.then("And?"))
    assert "script what the client does first" in failure(lambda: walk.coach("And?"))


def test_inside_of_a_running_loop_it_says_what_to_use(walk: Walk) -> None:
    async def begin() -> str:
        return failure(walk.begin)

    assert "cannot be used inside a running event loop; use Coach and await it" in asyncio.run(begin())
