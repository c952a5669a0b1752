"""An action is added by writing one file: everything else about it is derived from its class."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL
from mistakes import ACTIONS

from coach import Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.engine.request import Chunk, Request
from coach.models.scripted import ScriptedModel

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]

#: The one file that is written.
DROP_GOAL = '''
from enum import Enum
from typing import Annotated

from pydantic import Field

from coach import Action, Turn

from ..memory import GoalMemory


class Why(Enum):
    DONE = "done"
    TOO_BIG = "too_big"


class DropGoal(Action):
    """Take a goal out that the client has given up.

    Only when they say so.
    """

    name: Annotated[str, Field(max_length=40)]
    why: Why
    note: str = ""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals.remove(self.name)
        return f"Dropped {goal.name!r} in turn {turn.number}: {self.why.value}"
'''
PLAN = SMALL["states/plan.py"].replace("actions=[SaveGoal]", "actions=[SaveGoal, DropGoal]")
FILES = {
    "actions/dropping.py": DROP_GOAL,
    "states/plan.py": "from ..actions.dropping import DropGoal\n" + PLAN,
}
PROPOSED: list[tuple[str, dict[str, Any]]] = [
    ("DROP_GOAL", {"name": "run ", "why": "done", "note": None}),
    ("DROP_GOAL", {"name": "Run", "why": "done"}),
    ("DROP_GOAL", {"name": "Swim", "why": "bored"}),
    ("DROP_GOAL", {"why": "done"}),
]


class Listening(ScriptedModel):
    """A script that remembers what it was asked."""

    def __init__(self, *replies: str) -> None:
        super().__init__(replies)
        self.requests: list[Request] = []

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        async for chunk in super().ask(request, deadline):
            yield chunk


def script(format: FormatName) -> str:
    return FORMATS[format].write("It is gone.", [Proposal(type, params) for type, params in PROPOSED])


@pytest.mark.parametrize("format", list(FORMATS))
async def test_one_file_is_enough_for_a_whole_turn(program_folder: Folder, tmp_path: Path, format: FormatName) -> None:
    model = Listening(script(format))
    coach = Coach.open(f"sqlite:///{tmp_path}/c.db", program=program_folder(**FILES), model=model, format=format)
    async with coach:
        known = {"goals": [{"name": "Run"}, {"name": "Swim"}]}
        begun = await coach.start_in("PLAN", "ann", memory=known)
        result = await coach.say(begun.id, "I have run enough.", key="k")
        again = await coach.say(begun.id, "I have run enough.", key="k")
        view = await coach.snapshot(begun.id)
    assert result.message == "It is gone."
    assert [(a.type, a.status, a.kind, a.summary, a.reason) for a in result.actions] == [
        ("DROP_GOAL", "applied", None, "Dropped 'Run' in turn 1: done", None),
        ("DROP_GOAL", "refused", "invalid", None, "there is no goal called 'Run'; there are 'Swim'"),
        ("DROP_GOAL", "refused", "invalid", None, "why: should be 'done' or 'too_big'"),
        ("DROP_GOAL", "refused", "invalid", None, "name: is required"),
    ]
    assert [goal["name"] for goal in view.memory["goals"]] == ["Swim"]
    assert [(a.turn, a.type, a.status) for a in view.actions] == [(1, "DROP_GOAL", a.status) for a in result.actions]
    assert again.json() == result.json()
    assert_was_told(model.requests[0], format)


def assert_was_told(request: Request, format: FormatName) -> None:
    told = request.messages[0].text
    assert (
        "- DROP_GOAL (name: text, at most 40 characters; why: one of done, too_big; note: text, optional)\n"
        "  Take a goal out that the client has given up.\n\n  Only when they say so.\n"
    ) in told
    properties: dict[str, Any] = {
        "name": {"type": "string", "description": "at most 40 characters"},
        "why": {"type": "string", "enum": ["done", "too_big"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    }
    if format == "json":
        assert request.schema is not None
        variants = request.schema["properties"]["actions"]["items"]["anyOf"]
        named = {"type": {"type": "string", "enum": ["DROP_GOAL"]}}
        assert variants[1]["properties"] == named | properties
    if format == "tools":
        assert request.tools[1]["name"] == "DROP_GOAL"
        assert (
            request.tools[1]["description"] == "Take a goal out that the client has given up.\n\nOnly when they say so."
        )
        assert request.tools[1]["parameters"]["properties"] == properties


def test_where_it_is_not_named_it_is_not_there(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))
    assert list(program.rules["PLAN"].allowed) == ["SAVE_GOAL", "DROP_GOAL"]
    assert list(program.rules["WELCOME"].allowed) == ["SAVE_GOAL"]
    unnamed = Program.load(program_folder(**{"actions/dropping.py": DROP_GOAL}))
    assert list(unnamed.actions) == ["SAVE_GOAL"]


def test_several_actions_may_share_a_file(program_folder: Folder) -> None:
    both = ACTIONS + DROP_GOAL.replace("\nfrom ..memory import GoalMemory\n", "")
    plan = PLAN.replace("import SaveGoal", "import DropGoal, SaveGoal")
    program = Program.load(program_folder(**{"actions/goals.py": both, "states/plan.py": plan}))
    assert set(program.actions) == {"SAVE_GOAL", "DROP_GOAL"}
