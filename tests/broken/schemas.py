"""Actions with parameters that a strict schema cannot carry."""

from __future__ import annotations

from broken.program import ACTIONS, Broken, changed

CHOICES = "\n".join(f'    C{number} = "a choice with a long name, {number}"' for number in range(1_001))

SCHEMAS = [
    Broken(
        "C501",
        "an open dictionary",
        {
            "actions/goals.py": ACTIONS.replace("    size: int = 1", "    more: dict[str, str] = {}").replace(
                "size=self.size", "size=len(self.more)"
            )
        },
        "actions/goals.py:class SaveGoal",
        "is an open dictionary",
    ),
    Broken(
        "C501",
        "a choice of a thousand",
        {
            "actions/goals.py": ACTIONS.replace("    size: int = 1", "    size: Choice = Choice.C0")
            .replace("class SaveGoal", f"class Choice(Enum):\n{CHOICES}\n\n\nclass SaveGoal")
            .replace("from coach", "from enum import Enum\n\nfrom coach", 1)
            .replace("size=self.size", "size=len(self.size.value)"),
            **changed("states/plan.py", ("actions=[SaveGoal], ", "")),
        },
        "states/welcome.py:state =",
        "options in its choices together",
    ),
]
