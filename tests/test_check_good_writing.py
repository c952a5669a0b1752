"""Exits that can be opened, however what they read is written: nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import ACTIONS, APPLY, HEAD, MEMORY, Files, guarded, memory
from broken.program import WELCOME_PROMPT

from coach import check

Folder = Callable[..., Path]
READY = '''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "not ready yet"
'''


def marking(apply: str, before: str = "") -> Files:
    """A program whose exit waits for `ready`, which an action sets in this way."""
    action = f'{HEAD}{before}\n\nclass BeReady(Action):\n    """Say that the client is ready."""\n\n{apply}\n'
    text = str(guarded(READY)["states/welcome.py"])
    text = text.replace("import SaveGoal", "import SaveGoal\nfrom ..actions.ready import BeReady")
    return {
        "actions/ready.py": action,
        "states/welcome.py": text.replace("actions=[SaveGoal]", "actions=[SaveGoal, BeReady]"),
        "prompts/welcome.md.j2": "Find out whether they are ready.\n" + WELCOME_PROMPT,
    }


WRITTEN = {
    "at once": marking(APPLY + "turn.memory.ready = True"),
    "by another name": marking(APPLY + "known = turn.memory\n        known.ready = True"),
    "by its name as a text": marking(
        APPLY + 'mark(turn.memory, "ready")',
        "\n\ndef mark(memory: GoalMemory, flag: str) -> None:\n    setattr(memory, flag, True)\n",
    ),
    "by a method of the memory": marking(APPLY + "turn.memory.be_ready()")
    | memory("\n    def be_ready(self) -> None:\n        self.ready = True\n"),
    "by a function in a table": marking(
        APPLY + 'STEPS["on"](turn)',
        "\n\ndef step(turn: Turn[GoalMemory]) -> None:\n    turn.memory.ready = True\n\n\nSTEPS = {'on': step}\n",
    ),
    "by a function that an object holds": marking(
        APPLY + "STEP.run(turn)",
        "\nfrom dataclasses import dataclass\nfrom collections.abc import Callable\n\n\n"
        "@dataclass\nclass Step:\n    run: Callable[[Turn[GoalMemory]], None]\n\n\n"
        "def step(turn: Turn[GoalMemory]) -> None:\n    turn.memory.ready = True\n\n\nSTEP = Step(step)\n",
    ),
    "by one of two lambdas": marking(
        APPLY + "NO(turn), YES(turn)",
        "\nNO, YES = lambda turn: None, lambda turn: setattr(turn.memory, 'ready', True)\n",
    ),
    "by what it inherits": marking(
        "    size: int = 1",
        '\n\nclass Marking(Action):\n    """Mark something."""\n\n'
        "    def apply(self, turn: Turn[GoalMemory]) -> None:\n        turn.memory.ready = True\n",
    ),
    "under a decorator": marking(
        "    @told\n" + APPLY + "turn.memory.ready = True",
        "\nimport functools\n\n\ndef told(apply):\n    @functools.wraps(apply)\n    def inner(self, turn):\n"
        "        return apply(self, turn)\n\n    return inner\n",
    ),
    "around everything": marking(APPLY + 'object.__setattr__(turn.memory, "ready", True)'),
}
WRITTEN["by what it inherits"]["actions/ready.py"] = str(WRITTEN["by what it inherits"]["actions/ready.py"]).replace(
    "class BeReady(Action)", "class BeReady(Marking)"
)


@pytest.mark.parametrize("how", WRITTEN)
def test_an_exit_opens_however_what_it_reads_is_written(program_folder: Folder, how: str) -> None:
    assert check(program_folder(**WRITTEN[how])) == []


DONE = guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is done."""
    if not any(goal.done for goal in memory.goals):
        yield "no goal is done yet"
''') | {"memory.py": MEMORY.replace("    size: int = 1", "    size: int = 1\n    done: bool = False")}


def changing(how: str, more: str = "") -> Files:
    """The program with an action that says that a goal is done."""
    text = str(DONE["states/welcome.py"]).replace("import SaveGoal", "import EndGoal, SaveGoal")
    action = f'\n\nclass EndGoal(Action):\n    """A goal is done."""\n\n    name: str\n\n{APPLY}{how}\n{more}'
    return {
        **DONE,
        "states/welcome.py": text.replace("actions=[SaveGoal]", "actions=[SaveGoal, EndGoal]"),
        "actions/goals.py": ACTIONS + action,
    }


RIGHT: dict[str, Files] = {
    "a field that is changed": changing("turn.memory.goals.change(self.name, done=True)"),
    "a field that is changed by way of a helper": changing(
        "end(turn.memory, self.name, done=True)",
        "\n\ndef end(memory: GoalMemory, name: str, **more: bool) -> None:\n    memory.goals.change(name, **more)\n",
    ),
    "a field that is changed by its name as a text": changing(
        'told = {each: True for each in ("done",)}\n        turn.memory.goals.change(self.name, **told)'
    ),
    "a field of a copy": changing(
        "old = turn.memory.goals.remove(self.name)\n"
        "        turn.memory.goals.add(old.model_copy(update=dict.fromkeys(['do' + 'ne'], True)))"
    ),
    "a field that need not change where there is enough": guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """Thirty goals are known, or one is done."""
    if len(memory.goals) < 30 and not any(goal.done for goal in memory.goals):
        yield "no goal yet"
''')
    | {"memory.py": str(DONE["memory.py"])},
    "a field that need not change where a word is said": guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is to run, or one is done."""
    if not any(goal.name.startswith("Run") or goal.done for goal in memory.goals):
        yield "no goal yet"
''')
    | {"memory.py": str(DONE["memory.py"])},
}


@pytest.mark.parametrize("what", RIGHT)
def test_nothing_is_found_where_nothing_is_wrong(program_folder: Folder, what: str) -> None:
    assert check(program_folder(**RIGHT[what])) == []
