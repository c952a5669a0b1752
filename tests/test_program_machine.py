"""The machine that explores programs: sound ones keep their promises, broken ones are told as a short walk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL
from failing_walks import UNBOUNDED, pasted
from hypothesis import settings
from offering import FILES as OFFERING

from coach import Program, Walk
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.program.offer import Answer
from coach.testing.files.running import WalkFailed, run
from coach.testing.files.script_yaml import ENDING, read_script
from coach.testing.generating import keeps_its_promises, program_machine
from coach.testing.generating.ground import Ground
from coach.testing.generating.machine import Broken
from coach.testing.promising.taken import Taken

Folder = Callable[..., Path]

DIVIDING = {
    "actions/goals.py": SMALL["actions/goals.py"].replace("goal = ", "_ = 1 // (self.size - 1)\n        goal = ")
}
DANGLING = {
    "memory.py": UNBOUNDED["memory.py"].partition("\n    @invariant")[0]
    + """    focus: str = ""

    @invariant
    def the_focus_is_a_goal(self) -> Iterator[str]:
        \"\"\"The focus is a goal that is there.\"\"\"
        if self.focus and self.focus not in self.goals.by_id():
            yield "the focus is gone"
""",
    "actions/goals.py": SMALL["actions/goals.py"]
    + """

class FocusOn(Action):
    \"\"\"Think of one goal.\"\"\"

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.focus = turn.memory.goals[self.goal].id


class DropGoal(Action):
    \"\"\"Forget a goal.\"\"\"

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.remove(self.goal)
""",
    "states/welcome.py": SMALL["states/welcome.py"]
    .replace("import SaveGoal", "import DropGoal, FocusOn, SaveGoal")
    .replace("[SaveGoal]", "[SaveGoal, FocusOn, DropGoal]"),
}
FAULTY_ENTRY = {
    "states/plan.py": """
from coach import State, to
from ..actions.goals import SaveGoal

def enter(turn):
    turn.memory.goals["Run"]

state = State(title="Plan", actions=[SaveGoal], exits=[to("DONE"), to("WELCOME")], on_enter=enter)
"""
}
SOUND = {
    **OFFERING,
    # A name that is too long for the offer it is to stand in is the program's own mistake.
    "actions/__init__.py": "from typing import Annotated\nfrom pydantic import Field\n"
    + OFFERING["actions/__init__.py"].replace("name: str", "name: Annotated[str, Field(max_length=200)]"),
    "states/welcome.py": OFFERING["states/welcome.py"].replace(" Strange, Astray, TakeBack],", " TakeBack],"),
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_sound_program_keeps_its_promises_in_every_format(program_folder: Folder, format: FormatName) -> None:
    keeps_its_promises(Program.load(program_folder()), format=format, conversations=8, turns=10)


def test_a_program_with_offers_keeps_its_promises(program_folder: Folder) -> None:
    keeps_its_promises(Program.load(program_folder(**SOUND)), conversations=15, turns=10)


def test_the_identity_program_keeps_its_promises(coach_program: Program) -> None:
    keeps_its_promises(coach_program, conversations=10, turns=12)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("interludes", [True, False])
def test_the_identity_program_keeps_its_promises_for_long(format: FormatName, interludes: bool) -> None:
    keeps_its_promises(Program.load(interludes=interludes), format=format, conversations=60, turns=20)


def found(program: Program, format: FormatName = "json") -> Broken:
    with pytest.raises(Broken) as raised:
        keeps_its_promises(program, format=format, conversations=200, turns=20)
    return raised.value


@pytest.mark.parametrize(
    ("files", "problem", "turns", "actions"),
    [
        (UNBOUNDED, "there are 3 (always: There are two goals at the most)", 2, 3),
        pytest.param(
            DANGLING, "the focus is gone (always: The focus is a goal that is there)", 1, 3, marks=pytest.mark.slow
        ),
        (DIVIDING, "a fault in program goals: action SAVE_GOAL: ZeroDivisionError:", 1, 1),
        (OFFERING, "a fault in program goals: action ", 1, 1),
        (FAULTY_ENTRY, "a fault in program goals: on_enter of PLAN: Refused: there is no goal called 'Run'", 1, 2),
    ],
    ids=["invariant", "link", "action", "offer", "on_enter"],
)
@pytest.mark.parametrize("format", ["json", pytest.param("tags", marks=pytest.mark.slow)])
def test_a_broken_program_is_found_out_with_a_short_walk_that_fails_in_the_same_way(
    program_folder: Folder, files: dict[str, str], problem: str, turns: int, actions: int, format: FormatName
) -> None:
    program = Program.load(program_folder(**files))
    broken = found(program, format)
    assert broken.failing.problems[0].startswith(problem)
    script = broken.failing.script
    assert 1 <= len(script.turns) <= turns
    assert sum(len(reply.actions) for turn in script.turns for reply in turn.coach) <= actions
    _, _, text = str(broken).partition(f"found{ENDING}:\n\n")
    with Walk(program, format=script.format or "json") as walk, pytest.raises(WalkFailed) as raised:
        run(read_script(text)[0], walk)
    assert problem in str(raised.value)
    with pytest.raises(AssertionError, match=re.escape(problem)):
        pasted(str(broken), program)


@pytest.fixture
def as_on_a_ci_server() -> Iterator[None]:
    """Hypothesis as it sets itself up where it sees a CI server: nothing is left to chance."""
    before = settings.get_current_profile_name()
    settings.load_profile("ci")
    yield
    settings.load_profile(before)


@pytest.mark.slow
@pytest.mark.usefixtures("as_on_a_ci_server")
def test_a_ci_server_explores_as_many_conversations_and_the_same_ones_every_time(
    program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, said = Program.load(program_folder()), list[str]()
    take = Ground.take

    def heard(ground: Ground, did: str | Answer, *rest: Any) -> Taken:
        said.append(f"{ground.view.state} {did} {rest}")
        return take(ground, did, *rest)

    monkeypatch.setattr(Ground, "take", heard)
    runs = []
    for _ in range(3):
        keeps_its_promises(program, conversations=20, turns=6)
        runs.append(list(said))
        said.clear()
    assert runs[1] == runs[2]  # at first hypothesis may not know all constants that it draws from
    assert len(set(runs[0])) > 0.6 * len(runs[0])


def test_a_walk_fails_where_an_invariant_does_not_hold_any_more(program_folder: Folder) -> None:
    program = Program.load(program_folder(**UNBOUNDED))
    save = program.actions["SAVE_GOAL"]
    with Walk(program) as walk:
        walk.begin().user("Three!")
        walk.coach("Fine.", *(save.model_validate({"name": name}) for name in "abc"))
        with pytest.raises(AssertionError, match=r"an invariant does not hold: there are 3 \(always: There are two"):
            walk.finish()


def test_a_walk_may_begin_where_an_invariant_does_not_hold(program_folder: Folder) -> None:
    with Walk(Program.load(program_folder(**UNBOUNDED))) as walk:
        walk.at("WELCOME", {"goals": [{"name": name} for name in "abc"]})
        walk.user("Go on.")
        walk.coach("Fine.").stays()


def test_it_is_a_machine_of_hypothesis(program_folder: Folder) -> None:
    machine = program_machine(Program.load(program_folder(**DIVIDING)))
    case = machine.TestCase
    case.settings = settings(case.settings, max_examples=100, stateful_step_count=8)
    with pytest.raises(Broken, match="ZeroDivisionError") as raised:
        case().runTest()
    assert len(raised.value.failing.script.turns) == 1
    assert machine.__name__ == "GoalsMachine"
