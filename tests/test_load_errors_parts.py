"""Mistakes in guards, actions, records and the memory."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SMALL
from mistakes import (
    ACTIONS,
    MEMORY,
    OTHER,
    WELCOME,
    Files,
    Folder,
    action,
    check,
    memory,
    plan,
    welcome,
)

from coach import Program


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (welcome("@guard\n", ""), "welcome.py:18: when=a_goal_is_known is not a guard; put @guard above the function"),
        (
            welcome("when=a_goal", "when=a_goal_is_known and a_goal"),
            "welcome.py:19: TypeError: a guard is combined with & | ~, …",
        ),
        (
            welcome("when=a_goal", "when=a_goal_is_known or a_goal"),
            "welcome.py:19: TypeError: a guard is combined with & | ~, …",
        ),
        (welcome("when=a_goal", "when=not a_goal"), "welcome.py:19: TypeError: a guard is combined with & | ~, …"),
        (
            welcome("when=a_goal_is_known", "when=a_goal_is_known & len"),
            "welcome.py:19: & joins two guards, but <built-in function len> is not made with @guard",
        ),
        (
            welcome("when=a_goal_is_known", "when=len & a_goal_is_known"),
            "welcome.py:19: TypeError: unsupported operand …",
        ),
        (
            welcome('        yield "no goal yet"', "        return"),
            "welcome.py:12: guard a_goal_is_known never yields; …",
        ),
        (welcome('    """A goal is known."""\n', ""), "welcome.py:12: guard a_goal_is_known has no docstring; …"),
    ],
)
def test_a_mistake_in_a_guard(program_folder: Folder, files: Files, expected: str) -> None:
    check(program_folder, files, f"states/{expected}")


@pytest.mark.parametrize("place", ["guard", "apply", "on_enter"])
def test_hints_that_name_another_program_s_memory(program_folder: Folder, place: str) -> None:
    files: Files = {"memory.py": MEMORY + OTHER}
    match place:
        case "guard":
            source = WELCOME.replace("import GoalMemory", "import OtherMemory").replace("memory: Goal", "memory: Other")
            files |= {"states/welcome.py": source}
            expected = "states/welcome.py:19: a_goal_is_known"
        case "apply":
            source = ACTIONS.replace("Goal, GoalMemory", "Goal, OtherMemory").replace("Turn[Goal", "Turn[Other")
            files |= {"actions/goals.py": source}
            expected = "actions/goals.py:7: SaveGoal.apply"
        case _:
            entering = "def enter(turn: Turn[OtherMemory]) -> None: ...\n\nstate = State(on_enter=enter, "
            source = SMALL["states/plan.py"].replace("state = State(", entering)
            source = source.replace("State, to\n", "State, Turn, to\n\nfrom ..memory import OtherMemory\n")
            files |= {"states/plan.py": source}
            expected = "states/plan.py:12: enter"
    check(program_folder, files, f"{expected} works on OtherMemory, but this program's memory is GoalMemory")


def test_hints_that_name_a_base_of_the_memory_or_nothing_are_fine(program_folder: Folder) -> None:
    source = ACTIONS.replace("Turn[GoalMemory]", "Turn[Memory]").replace("import Action", "import Action, Memory")
    Program.load(program_folder(**{"actions/goals.py": source}))
    Program.load(program_folder(**action("turn: Turn[GoalMemory]) -> str", "turn)")))
    later = "from __future__ import annotations\n" + ACTIONS.replace("Turn[GoalMemory]", "Turn[NobodyKnows]")
    Program.load(program_folder(**{"actions/goals.py": later}))


FIELD = "    size: int = 1\n\n    def"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "extra: dict[str, int]",
            "SaveGoal.extra is an open dictionary, which the strict schema cannot carry; name its fields",
        ),
        ("extra: object", "SaveGoal.extra can be anything; the strict schema needs a definite type"),
        ("extra: bytes", "SaveGoal.extra holds bytes, which a model cannot write; use text"),
        ("extra: list[list[list[int]]]", "SaveGoal.extra is nested too deeply; the strict schema ends at 5 levels"),
        (
            "extra: 'SaveGoal | None' = None",
            "SaveGoal.extra contains itself; the strict schema cannot nest without end",
        ),
        ("extra: 'Nowhere'", "SaveGoal names types that cannot be found from where it is written"),
        ("type: str", "SaveGoal.type: the name 'type' is taken; choose another one"),
        ("apply: str", "SaveGoal.apply: the name 'apply' is taken; choose another one"),
        ("copy: str", "SaveGoal.copy: the name 'copy' is taken; choose another one"),
        ("model_dump: str", "SaveGoal.model_dump: the name 'model_dump' is taken; choose another one"),
    ],
)
def test_a_parameter_that_no_strict_schema_can_carry(program_folder: Folder, field: str, expected: str) -> None:
    check(
        program_folder, action(FIELD, f"    size: int = 1\n    {field}\n\n    def"), f"actions/goals.py:7: {expected}"
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            action('    """Keep a goal the client has named."""\n', ""),
            "actions/goals.py:7: SaveGoal has no docstring; it tells the model when to use the action",
        ),
        (action("def apply", "def aply"), "actions/goals.py:7: SaveGoal has no apply method, so it would do nothing"),
        (action("def apply", "async def apply"), "actions/goals.py:7: SaveGoal.apply is async or a generator, …"),
        (
            action("self, turn: Turn[GoalMemory]", "self"),
            "actions/goals.py:7: SaveGoal.apply is called with (self, turn); …",
        ),
        (
            {
                "actions/goals.py": ACTIONS + '\n\nclass Save_Goal(SaveGoal):\n    """Twice."""\n',
                **plan(
                    'title="Plan", exits=[to("DONE")], '
                    'actions=[__import__("sys").modules[SaveGoal.__module__].Save_Goal]'
                ),
            },
            "states/plan.py:7: two actions are called SAVE_GOAL: actions/goals.py:7 and actions/goals.py:18",
        ),
        (
            {
                "memory.py": MEMORY,
                **plan(
                    'title="Plan", exits=[to("DONE")], '
                    'actions=[type("TransitionState", (SaveGoal,), {"__doc__": "x", "__module__": "y"})]'
                ),
            },
            "states/plan.py:7: TransitionState: TRANSITION_STATE is built in; call the class something else",
        ),
    ],
)
def test_a_mistake_in_an_action(program_folder: Folder, files: dict[str, Any], expected: str) -> None:
    check(program_folder, files, expected)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("tags: list[str] = []", "memory.py:7: Goal.tags is list[str], which can change …"),
        ("tags: dict[str, int] = {}", "memory.py:7: Goal.tags is dict[str, int], which can change …"),
        (
            "parent: 'Goal | None' = None",
            "memory.py:7: Goal.parent contains itself; name the other one by its key or id",
        ),
        ("json: str = ''", "memory.py:7: Goal.json: the name 'json' is taken; choose another one"),
        (
            "model_config = {'frozen': False}",
            "memory.py:7: Goal.model_config changes frozen, which coach relies on; leave it out",
        ),
        ("second: Annotated[str, Key()] = ''", "memory.py:7: Goal has 2 Key() fields (name, second); it can have one"),
    ],
)
def test_a_record_that_cannot_be_shared_or_kept(program_folder: Folder, field: str, expected: str) -> None:
    check(program_folder, memory("    size: int = 1\n", f"    size: int = 1\n    {field}\n"), expected)


LIMITS = (
    "GoalMemory.others: a collection has no limits or checks of its own; write others: Records[Goal], "
    "and let the action that adds to it raise Refused"
)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("notes: list[str] = []", "memory.py:14: GoalMemory.notes is list[str], which can change …"),
        ("mood: str", "memory.py:14: GoalMemory.mood has no default; a conversation begins with an empty memory"),
        (
            "mood: str = None",
            "memory.py:14: the defaults of GoalMemory do not fit its fields: mood: should be a valid string",
        ),
        (
            "mood: str = 3",
            "memory.py:14: the defaults of GoalMemory do not fit its fields: mood: should be a valid string",
        ),
        ("plain: str = ''", "memory.py:14: GoalMemory.plain: the name 'plain' is taken; choose another one"),
        ("others: Records['Nowhere']", "memory.py:14: GoalMemory names types that cannot be found …"),
        ("others: Records[int]", "memory.py:14: Records[…] wants a Record class between its brackets"),
        ("others: Annotated[Records[Goal], Field(max_length=1)]", f"memory.py:14: {LIMITS}"),
        ("others: Annotated[Records[Goal], Field(max_length=1, default_factory=list)]", f"memory.py:14: {LIMITS}"),
        ("others: Records[Goal] = Field(max_length=1)", f"memory.py:14: {LIMITS}"),
        ("others: Annotated[Records[Goal], AfterValidator(len)]", f"memory.py:14: {LIMITS}"),
    ],
)
def test_a_memory_that_cannot_be_kept(program_folder: Folder, field: str, expected: str) -> None:
    files = memory("    ready: bool = False\n", f"    ready: bool = False\n    {field}\n")
    files["memory.py"] = f"from pydantic import AfterValidator, Field{files['memory.py']}"
    check(program_folder, files, expected)


def test_a_collection_may_be_described(program_folder: Folder) -> None:
    field = "    others: Annotated[Records[Goal], 'What else there is.']\n"
    program = Program.load(program_folder(**memory("    ready: bool = False\n", field)))
    assert "others" in program.memory.collections
