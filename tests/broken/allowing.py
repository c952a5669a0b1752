"""Comments that allow what there is not."""

from __future__ import annotations

from broken.program import PLAN_PROMPT, Broken, changed

ALLOWING = [
    Broken(
        "C901",
        "a comment that allows nothing",
        changed("states/plan.py", ("state = State", "# coach: allow C201, the host sees to it\nstate = State")),
        "states/plan.py:# coach",
        "C201 is allowed here, and there is nothing of it to allow",
    ),
    Broken(
        "C901",
        "a comment with a code that there is not",
        {"prompts/plan.md.j2": "{# coach: allow C999 #}\n" + PLAN_PROMPT},
        "prompts/plan.md.j2:{# coach",
        "there is no finding 'C999' to allow",
    ),
]
