"""A program of fifty states in eight groups, with branches, ways back, and exits of every kind: to be drawn."""

from __future__ import annotations

GROUPS = ("Arrival", "History", "Habits", "Goals", "Obstacles", "Plan", "Practice", "Review")
_EACH = 6

_STATE = '''
"""The client works on {title}."""

from collections.abc import Iterator

from coach import State, guard, to

from ..actions.goals import SaveGoal
from ..memory import GoalMemory


@guard
def ready(memory: GoalMemory) -> Iterator[str]:
    """{wants}."""
    if not memory.goals:
        yield "nothing was said of {title} yet"


state = State(title="{shown}", group="{group}", initial={initial}, actions=[SaveGoal], exits=[{exits}])
'''
_WANTS = (
    "The client has said what this is about and wants to go on",
    "At least one example was given, and the client sees what it has to do with the rest",
    "All questions were answered or put aside",
)


def fifty_states() -> dict[str, str | None]:
    """The files of the program, over those of the small one."""
    files: dict[str, str | None] = {"states/welcome.py": None, "prompts/welcome.md.j2": None}
    files |= {"states/plan.py": None, "prompts/plan.md.j2": None}
    names = [f"{group}_{number}".lower() for group in GROUPS for number in range(1, _EACH + 1)]
    for place, name in enumerate(names):
        group, number = GROUPS[place // _EACH], place % _EACH + 1
        fields = {
            "title": name.replace("_", " "), "shown": f"{group} {number}", "group": group,
            "initial": place == 0, "wants": _WANTS[place % 3], "exits": ", ".join(_exits(names, place)),
        }  # fmt: skip
        files[f"states/{name}.py"] = _STATE.format(**fields)
        files[f"prompts/{name}.md.j2"] = f"Speak of {fields['title']}.\n"
    pause = "from coach import State, to\n\nstate = State(title='Pause', exits=[to('REVIEW_1', by='user')])\n"
    return {**files, "states/pause.py": pause, "prompts/pause.md.j2": "Wait.\n"}


def _exits(names: list[str], place: int) -> list[str]:
    """On to the next; in each group a fork that joins again, a way back, and something that the model does not ask."""
    number = place % _EACH + 1
    on = names[place + 1].upper() if place + 1 < len(names) else "DONE"
    found = [f'to("{on}", when=ready)']
    if number == 2:
        found.append(f'to("{names[place + 2].upper()}", when=~ready, by="auto")')
    if number == 4:
        found.append(f'to("{names[place - 2].upper()}")')
    if number == 5 and place > _EACH:
        found.append(f'to("{names[place - _EACH].upper()}", by="operator")')
    if number == _EACH and place in (11, 35):
        found.append('to("PAUSE", by="user")')
    return found
