"""The reference of a program's actions, made from their classes alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach

from coach.loading import Program
from coach.program.action import description
from coach.reference import actions_reference

ACTIONS = '''
from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach import Action, Turn


class Kind(str, Enum):
    BIG = "big"
    SMALL = "small"


class Step(BaseModel):
    model_config = ConfigDict(frozen=True)

    what: str
    days: int = 1


class SaveGoal(Action):
    """Keep a goal the client has named.

    Use it at once | not later.
    """

    name: Annotated[str, Field(max_length=80, description="in the client's own words")]
    code: Annotated[str, Field(pattern="^(a|b)$")]
    kind: Kind = Kind.BIG
    size: Annotated[int, Field(ge=1, le=5)] = 1
    why: str | None
    hint: str | None = None
    steps: Annotated[tuple[Step, ...], Field(max_length=3)] = ()
    how: Literal["slow", "fast"] = "slow"
    tags: list[str] = Field(default_factory=list)

    def apply(self, turn: Turn) -> None: ...


class Pause(Action):
    """The client takes a break."""

    def apply(self, turn: Turn) -> None: ...
'''
PLAN = """
from coach import State, to

from ..actions.goals import Pause, SaveGoal

state = State(title="Plan", actions=[SaveGoal, Pause], buttons=[Pause], exits=[to("DONE"), to("WELCOME", speaks="old")])
"""
EXPECTED = """\
# Actions of goals

`TRANSITION_STATE` is built in, and allowed wherever the model may ask for an exit.

## SAVE_GOAL

Keep a goal the client has named.

Use it at once | not later.

| Parameter | Type and limits | Required |
|---|---|---|
| `name` | text, in the client's own words, at most 80 characters | yes |
| `code` | text, matching ^(a\\|b)$ | yes |
| `kind` | one of big, small | no: `"big"` |
| `size` | whole number, at least 1, at most 5 | no: `1` |
| `why` | text or null | yes |
| `hint` | text or null | no: `null` |
| `steps` | list of {what: text; days: whole number, optional}, at most 3 items | no: `[]` |
| `how` | one of slow, fast | no: `"slow"` |
| `tags` | list of text | no: `[]` |

Allowed in `WELCOME`, `PLAN`.

## PAUSE

The client takes a break.

It has no parameters.

Allowed in `PLAN`; behind buttons in `PLAN`.
"""


def test_every_action_is_told_from_its_class(program_folder: Callable[..., Path]) -> None:
    folder = program_folder(**{"actions/goals.py": ACTIONS, "states/plan.py": PLAN})
    assert actions_reference(Program.load(folder)) == EXPECTED


def test_what_only_a_button_does_is_said_so(program_folder: Callable[..., Path]) -> None:
    plan = PLAN.replace("actions=[SaveGoal, Pause], ", "")
    folder = program_folder(**{"actions/goals.py": ACTIONS, "states/plan.py": plan})
    assert actions_reference(Program.load(folder)).endswith("It has no parameters.\n\nBehind buttons in `PLAN`.\n")


def test_a_program_without_actions_has_none_to_tell(program_folder: Callable[..., Path]) -> None:
    state = 'from coach import State, to\n\nstate = State(title="x", {})\n'
    files = {
        "states/welcome.py": state.format('initial=True, exits=[to("PLAN")]'),
        "states/plan.py": state.format('exits=[to("DONE")]'),
    }
    text = actions_reference(Program.load(program_folder(**files)))
    assert text.endswith("wherever the model may ask for an exit.\n")


@pytest.mark.parametrize("arguments", [[], ["--program", "FOLDER"]])
def test_the_command_prints_it(arguments: list[str], program_folder: Callable[..., Path], tmp_path: Path) -> None:
    folder = program_folder()
    program = Program.load(folder if arguments else None)
    given = [each.replace("FOLDER", str(folder)) for each in arguments]
    done = coach("graph", "--format", "actions", *given, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, actions_reference(program))
    for name, cls in program.actions.items():
        assert f"## {name}\n\n{description(cls)}\n" in done.stdout
