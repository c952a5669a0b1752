"""Actions that nobody can do, or is told of."""

from __future__ import annotations

from broken.program import ACTIONS, WELCOME_PROMPT, Broken, changed

DOING = [
    Broken(
        "C301",
        "an action that no state allows",
        {
            "actions/goals.py": ACTIONS
            + '''

class DropGoal(Action):
    """Forget a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Dropped {turn.memory.goals.remove(self.name).name!r}"
'''
        },
        "actions/goals.py:class DropGoal",
        "no state allows the action DropGoal",
    ),
    Broken(
        "C301",
        "an action in a file that nothing imports",
        {
            "actions/drop.py": '''
from coach import Action, Turn
from ..memory import GoalMemory


class DropGoal(Action):
    """Forget a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Dropped {turn.memory.goals.remove(self.name).name!r}"
'''
        },
        "actions/drop.py:class DropGoal",
        "no state allows the action DropGoal",
    ),
    Broken(
        "C302",
        "instructions that leave out what the exit waits for",
        {
            "actions/ready.py": '''
from coach import Action, Turn
from ..memory import GoalMemory


class MarkReady(Action):
    """Say that the client is ready."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = True
''',
            **changed(
                "states/welcome.py",
                ("import SaveGoal", "import SaveGoal\nfrom ..actions.ready import MarkReady"),
                ("actions=[SaveGoal]", "actions=[SaveGoal, MarkReady]"),
                ("not memory.goals", "not memory.ready"),
            ),
            "prompts/welcome.md.j2": "Ask what they want, and keep it with SAVE_GOAL.\n" + WELCOME_PROMPT,
        },
        "states/welcome.py:state =",
        "name 'SAVE_GOAL' and not MARK_READY",
    ),
    Broken(
        "C302",
        "instructions that have no word of what the exit waits for",
        {
            "actions/ready.py": """
from coach import Action, Turn
from ..memory import GoalMemory


class Pack(Action):
    \"""Note that the suitcase is packed.\"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = True
""",
            **changed(
                "states/welcome.py",
                ("import SaveGoal", "import SaveGoal\nfrom ..actions.ready import Pack"),
                ("actions=[SaveGoal]", "actions=[SaveGoal, Pack]"),
                ("not memory.goals", "not memory.ready"),
            ),
        },
        "states/welcome.py:state =",
        "have no word of PACK, without which its exit to PLAN stays shut",
    ),
    Broken(
        "C303",
        "a button that is on no offer",
        changed("states/plan.py", ("actions=[SaveGoal]", "buttons=[SaveGoal]"))
        | changed("states/welcome.py", ("actions=[SaveGoal]", "buttons=[SaveGoal]")),
        "actions/goals.py:class SaveGoal",
        "SAVE_GOAL is left to buttons in WELCOME",
    ),
]
