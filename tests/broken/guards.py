"""Guards that do what guards may not do, fail, or are on no exit."""

from __future__ import annotations

from broken.program import MEMORY, Broken, changed, guarded, memory

GUARDS = [
    Broken(
        "C202",
        "a guard that asks what time it is",
        guarded(
            '''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known, in the morning."""
    if not memory.goals or datetime.now().hour > 12:
        yield "no goal yet"
''',
            "from datetime import datetime",
        ),
        "states/welcome.py:datetime.now()",
        "depends on the time, datetime.now",
    ),
    Broken(
        "C202",
        "a guard that throws dice by way of another function",
        guarded(
            '''
def lucky() -> bool:
    return random.random() > 0.5


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known, by luck."""
    if not memory.goals or not lucky():
        yield "no goal yet"
''',
            "import random",
        ),
        "states/welcome.py:random.random()",
        "depends on chance",
    ),
    Broken(
        "C202",
        "a guard that asks a record that asks the clock",
        guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """No goal is late."""
    if not memory.goals or any(goal.late for goal in memory.goals):
        yield "a goal is late"
''')
        | {
            "memory.py": MEMORY.replace("from typing", "import time\nfrom typing").replace(
                "    size: int = 1\n",
                "    size: int = 1\n\n    @property\n    def late(self) -> bool:\n"
                "        return time.time() > 2e9 + self.size\n",
            )
        },
        "states/welcome.py:def a_goal_is_known",
        "depends on the time",
    ),
    Broken(
        "C202",
        "a guard that remembers by itself",
        guarded('''
ASKED = []


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    ASKED.append(1)
    if not memory.goals:
        yield f"asked {len(ASKED)} times, and there is no goal yet"
'''),
        "states/welcome.py:def a_goal_is_known",
        "asked twice in a row, it answers otherwise",
    ),
    Broken(
        "C203",
        "a guard that counts",
        guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        memory.ready = False
        yield "no goal yet"
'''),
        "states/welcome.py:memory.ready =",
        "changes the memory (ready)",
    ),
    Broken(
        "C203",
        "a guard that clears up by way of a method",
        guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    memory.tidy()
    if not memory.goals:
        yield "no goal yet"
''')
        | memory(
            "\n    def tidy(self) -> None:\n        if len(self.goals) > 9:\n            self.goals.remove('x')\n"
        ),
        "memory.py:self.goals.remove",
        "changes the memory (goals.remove)",
    ),
    Broken(
        "C204",
        "a guard that no exit has",
        changed(
            "states/welcome.py",
            (
                "state = State",
                '@guard\ndef a_big_goal(memory: GoalMemory) -> Iterator[str]:\n    """A goal is big."""\n'
                '    if not memory.goals:\n        yield "none is big"\n\n\nstate = State',
            ),
        ),
        "states/welcome.py:def a_big_goal",
        "no exit has the guard a_big_goal",
    ),
    Broken(
        "C205",
        "a guard that fails where there is nothing",
        guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """The first goal is big."""
    if list(memory.goals)[0].size < 3:
        yield "no big goal yet"
'''),
        "states/welcome.py:def a_goal_is_known",
        "fails on an empty memory: IndexError",
    ),
]
