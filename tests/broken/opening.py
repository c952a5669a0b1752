"""Exits that nothing can open."""

from __future__ import annotations

from broken.program import MEMORY, Broken, changed, guarded, memory

OPENING = [
    Broken(
        "C201",
        "a flag that nothing sets",
        guarded('''
@guard
def ready(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "not ready yet"

a_goal_is_known = ready
'''),
        "states/welcome.py:state =",
        "nothing that can be done writes 'ready'",
    ),
    Broken(
        "C201",
        "a property of what nothing writes",
        guarded(
            '''
@guard
def prepared(memory: GoalMemory) -> Iterator[str]:
    """The client has prepared themselves."""
    if not memory.prepared:
        yield "not prepared yet"

@guard
def some_goal(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        yield "no goal yet"

a_goal_is_known = some_goal & prepared
'''
        )
        | memory(
            "    steps: int = 0\n\n    @property\n    def prepared(self) -> bool:\n        return self.steps > 2\n"
        ),
        "states/welcome.py:state =",
        "nothing that can be done writes 'steps'",
    ),
    Broken(
        "C201",
        "a record's field that nothing changes",
        guarded('''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is done."""
    if not any(goal.done for goal in memory.goals):
        yield "no goal is done yet"
''')
        | {"memory.py": MEMORY.replace("    size: int = 1", "    size: int = 1\n    done: bool = False")},
        "states/welcome.py:state =",
        "nothing that can be done gives 'Goal.done' another value",
    ),
    Broken(
        "C201",
        "two guards that can be open, and never together",
        guarded('''
@guard
def some_goal(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        yield "no goal yet"


@guard
def all_accepted(memory: GoalMemory) -> Iterator[str]:
    """Every goal is accepted."""
    for goal in memory.goals:
        if not goal.is_accepted:
            yield f"{goal.name} is not accepted yet"


a_goal_is_known = some_goal & all_accepted
''')
        | {
            "memory.py": MEMORY.replace(
                "    size: int = 1",
                "    size: int = 1\n    stage: Stage = Stage.NAMED\n\n"
                "    @property\n    def is_accepted(self) -> bool:\n        return self.stage is Stage.ACCEPTED",
            )
            .replace(
                "class Goal(", 'class Stage(Enum):\n    NAMED = "named"\n    ACCEPTED = "accepted"\n\n\nclass Goal('
            )
            .replace("from typing", "from enum import Enum\nfrom typing")
        },
        "states/welcome.py:state =",
        "nothing that can be done gives 'Goal.stage' another value",
    ),
    Broken(
        "C201",
        "an exit that waits for what is only done behind it",
        changed("states/welcome.py", ("actions=[SaveGoal], ", ""), ("from ..actions.goals import SaveGoal\n", "")),
        "states/welcome.py:state =",
        "nothing that can be done before somebody has passed it writes 'goals'",
    ),
    Broken(
        "C201",
        "an action of a state in which the model is not asked",
        changed(
            "states/welcome.py",
            ("actions=[SaveGoal]", "actions=[SaveGoal], silent=True"),
            ('to("PLAN", when', 'to("PLAN", by="operator", when'),
        ),
        "states/welcome.py:state =",
        "the exit from WELCOME to PLAN (operator) never opens",
    ),
]
