"""Programs that are right, and could be taken to be wrong: nothing is found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import offering
import pytest
from broken import ACTIONS, APPLY, HEAD, MEMORY, WELCOME, Files, changed, guarded, memory, state

from coach import Program, check

Folder = Callable[..., Path]
ENTERED = changed(
    "states/welcome.py",
    ("state = State", "def begin(turn: Turn[GoalMemory]) -> None:\n    turn.memory.ready = True\n\n\nstate = State"),
    ("not memory.goals", "not memory.ready and not memory.goals"),
    ("import State", "import State, Turn"),
    ("exits=", "on_enter=begin, exits="),
)
LOOP = {
    **changed(
        "states/plan.py",
        ('to("WELCOME", speaks="old")', 'to("LOOK", by="auto", when=planned)'),
        ("state = State", "PLANNED\n\n\nstate = State"),
        ("actions=[SaveGoal]", "actions=[SaveGoal, Planned]"),
        (
            "..actions.goals import SaveGoal",
            "..actions.steps import Planned\nfrom ..actions.goals import SaveGoal\nfrom ..memory import GoalMemory",
        ),
        ("from coach import State", "from collections.abc import Iterator\nfrom coach import State, guard"),
    ),
    "states/look.py": state("Look", 'actions=[Looked], exits=[to("PLAN", by="auto", when=looked)]').replace(
        "\nstate = ",
        "from coach import guard\nfrom collections.abc import Iterator\nfrom ..actions.steps import Looked\n"
        "from ..memory import GoalMemory\n\n@guard\ndef looked(memory: GoalMemory) -> Iterator[str]:\n"
        '    """It was looked at."""\n    if memory.ready:\n        yield "not looked at"\n\nstate = ',
    ),
    "prompts/look.md.j2": "Look at it.",
    "actions/steps.py": HEAD
    + '\n\nclass Planned(Action):\n    """It is planned."""\n\n'
    + APPLY
    + "turn.memory.ready = True\n\n\n"
    'class Looked(Action):\n    """It was looked at."""\n\n' + APPLY + "turn.memory.ready = False\n",
}
LOOP["states/plan.py"] = str(LOOP["states/plan.py"]).replace(
    "PLANNED",
    '@guard\ndef planned(memory: GoalMemory) -> Iterator[str]:\n    """It is planned."""\n'
    '    if not memory.ready:\n        yield "not planned"',
)
SILENT = changed(
    "states/welcome.py", ('to("PLAN", when=a_goal_is_known)', 'to("REST", when=a_goal_is_known), to("PLAN")')
)
BY_THE_WAY = {
    **changed(
        "states/welcome.py",
        ("actions=[SaveGoal], ", ""),
        ("from ..actions.goals import SaveGoal\n", ""),
        ('to("PLAN", when=a_goal_is_known)', 'to("PLAN", when=a_goal_is_known), to("LOOK")'),
    ),
    "states/look.py": state("Look", 'actions=[SaveGoal], exits=[to("WELCOME")]').replace(
        "\nstate =", "from ..actions.goals import SaveGoal\n\nstate ="
    ),
    "prompts/look.md.j2": "Look at it.",
}


RIGHT: dict[str, Files] = {
    "on_enter writes": ENTERED,
    "what an exit waits for is done on another way there": BY_THE_WAY,
    "automatic exits round a circle that actions close": LOOP,
    "a silent state left by itself": {
        **SILENT,
        "states/rest.py": state("Rest", 'silent=True, exits=[to("PLAN", by="auto")]'),
    },
    "a silent state that waits for an operator": {
        **SILENT,
        "states/rest.py": state("Rest", 'silent=True, exits=[to("PLAN", by="operator")]'),
    },
    "a silent end": {"states/done.py": state("Done", "final=True, silent=True"), "prompts/done.md.j2": None},
    "a way back from the end for an operator": {
        "states/done.py": state("Done", 'final=True, exits=[to("PLAN", by="operator")]')
    },
    "a guard that compares with a date": guarded(
        '''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals or datetime(2026, 1, 1) + timedelta(days=len(memory.goals)) < datetime(2020, 1, 1):
        yield "no goal yet"
''',
        "from datetime import datetime, timedelta",
    ),
    "a guard with a method that is called like one of random": guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if memory.choice() is None:
        yield "no goal yet"
''')
    | memory("\n    def choice(self) -> Goal | None:\n        return next(iter(self.goals), None)\n"),
    "a guard that copies what it adds to": guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    names = set()
    for goal in memory.goals:
        names.add(goal.name)
    if not names:
        yield "no goal yet"
'''),
    "a guard that another one and an action use": changed(
        "actions/goals.py",
        (
            "        goal = turn",
            "        if not few.missing(turn.memory):\n            raise Refused('enough')\n        goal = turn",
        ),
        ("from coach import Action", "from collections.abc import Iterator\nfrom coach import guard, Refused, Action"),
        (
            "class SaveGoal",
            '@guard\ndef few(memory: GoalMemory) -> Iterator[str]:\n    """There are many goals."""\n'
            '    if len(memory.goals) < 9:\n        yield "few"\n\n\nclass SaveGoal',
        ),
    ),
    "a base of actions": {
        "actions/goals.py": ACTIONS.replace(
            "class SaveGoal(Action)",
            'class Keeping(Action):\n    """Keep something."""\n\n    name: str\n\n\nclass SaveGoal(Keeping)',
        ).replace("    name: str\n    size", "    size")
    },
}


@pytest.mark.parametrize("what", RIGHT)
def test_nothing_is_found_where_nothing_is_wrong(program_folder: Folder, what: str) -> None:
    assert check(program_folder(**RIGHT[what])) == []


def test_a_new_program_has_no_finding() -> None:
    assert check(Path(__file__).parent.parent / "coach" / "starter") == []


def test_offers_that_can_be_put_are_right(program_folder: Folder) -> None:
    welcome = offering.WELCOME.replace("Strange, ", "").replace("Astray, ", "")
    files = {**offering.FILES, "states/welcome.py": welcome}
    start, end = offering.ACTIONS.index("class Strange"), offering.ACTIONS.index("class TakeBack")
    files["actions/__init__.py"] = offering.ACTIONS[:start] + offering.ACTIONS[end:]
    assert check(program_folder(**files, **{"actions/goals.py": None})) == []


@pytest.mark.parametrize("interludes", [True, False])
def test_breaks_and_videos_are_right(interludes: bool) -> None:
    assert check(Program.load(interludes=interludes)) == []


def test_the_corpus_begins_from_what_is_right() -> None:
    assert "state = State" in WELCOME
    assert "class GoalMemory" in MEMORY
