"""Prompts that name what is not there, change where they should be constant, or are not used."""

from __future__ import annotations

from broken.program import MEMORY, PLAN, PLAN_PROMPT, WELCOME_PROMPT, Broken, changed, memory, state

PROMPTS = [
    Broken(
        "C401",
        "a prompt that names an action of another state",
        changed("states/plan.py", ("actions=[SaveGoal], ", ""))
        | {"prompts/plan.md.j2": "Make a plan.\nKeep what is new with SAVE_GOAL.\n" + PLAN_PROMPT},
        "prompts/plan.md.j2:Keep what",
        "names SAVE_GOAL, which is not allowed there",
    ),
    Broken(
        "C401",
        "a prompt that misspells an action",
        {"prompts/plan.md.j2": "Make a plan.\nKeep what is new with SAVE_GAOL.\n" + PLAN_PROMPT},
        "prompts/plan.md.j2:Keep what",
        "names SAVE_GAOL, which does not exist; did you mean SAVE_GOAL",
    ),
    Broken(
        "C401",
        "a context that names an action of another state",
        changed("states/plan.py", ("actions=[SaveGoal], ", ""))
        | {
            "prompts/plan.md.j2": "Plan.\n{% block context %}\n{% if memory.ready %}\n"
            "Ask for SAVE_GOAL now.\n{% endif %}\n{% endblock %}\n"
        },
        "prompts/plan.md.j2:Ask for",
        "names SAVE_GOAL",
    ),
    Broken(
        "C402",
        "a prompt that names a state that is far away",
        {"prompts/welcome.md.j2": "Ask what they want.\nThen go to `DONE`.\n" + WELCOME_PROMPT},
        "prompts/welcome.md.j2:Then go",
        "names DONE, and WELCOME has no exit there",
    ),
    Broken(
        "C402",
        "a prompt that says to go to a state that is far away",
        {"prompts/welcome.md.j2": "Ask what they want.\nThen go to DONE.\n" + WELCOME_PROMPT},
        "prompts/welcome.md.j2:Then go",
        "names DONE, and WELCOME has no exit there",
    ),
    Broken(
        "C403",
        "a name that nothing defines",
        {"prompts/plan.md.j2": "Plan.\n{% block context %}{{ client }}{% endblock %}"},
        "prompts/plan.md.j2:{% block",
        "'client' is not defined",
    ),
    Broken(
        "C403",
        "a name that is set in one branch",
        {
            "prompts/plan.md.j2": "Plan.\n{% block context %}\n"
            "{% if memory.ready %}\n{% set mood = 'glad' %}\n{% endif %}\n"
            "{% if turn.number > 40 %}\nThe client is {{ mood }}.\n{% endif %}\n{% endblock %}"
        },
        "prompts/plan.md.j2:The client is",
        "'mood' is set on some ways to here only",
    ),
    Broken(
        "C403",
        "something that may be None",
        {
            "prompts/plan.md.j2": "Plan.\n{% block context %}\n{% if turn.number > 40 %}\n"
            "The first is {{ memory.first.name }}.\n{% endif %}\n{% endblock %}",
            **memory(
                "\n    @property\n    def first(self) -> Goal | None:\n        return next(iter(self.goals), None)\n"
            ),
        },
        "prompts/plan.md.j2:The first is",
        "memory.first may be None",
    ),
    Broken(
        "C403",
        "a field that a record does not have",
        {
            "prompts/plan.md.j2": "Plan.\n{% block context %}\n{% for goal in memory.goals if goal.size > 90 %}\n"
            "{{ goal.nmae }}\n{% endfor %}\n{% endblock %}"
        },
        "prompts/plan.md.j2:{{ goal.nmae",
        "Goal has no 'nmae'; did you mean 'name'",
    ),
    Broken(
        "C404",
        "the memory in the constant part",
        {"prompts/plan.md.j2": "Plan {{ memory.goals | length }} goals."},
        "prompts/plan.md.j2:Plan",
        "is used outside of the blocks context and opening",
    ),
    Broken(
        "C404",
        "a title made by chance",
        {
            "states/plan.py": PLAN.replace("from coach", "import secrets\n\nfrom coach", 1).replace(
                'title="Plan"', 'title=f"Plan {secrets.token_hex()}"'
            )
        },
        "states/welcome.py:state =",
        "is another one whenever the program is loaded",
    ),
    Broken(
        "C404",
        "a date that somebody wrote down",
        {"prompts/plan.md.j2": "Make a plan.\nToday is Monday, 3 May.\n" + PLAN_PROMPT},
        "prompts/plan.md.j2:Today",
        "says what time it is (“Today is Monday”)",
    ),
    Broken(
        "C405",
        "two states with one prompt",
        changed(
            "states/plan.py",
            ('to("DONE"),', 'to("DONE"), to("AGAIN"),'),
            **{"states/again.py": state("Again", 'prompt="plan", exits=[to("DONE")]')},
        ),
        "states/again.py:state =",
        "has the same prompt as PLAN",
    ),
    Broken(
        "C406",
        "a context that tells everything",
        {
            "memory.py": MEMORY.replace(
                "    name: Annotated[str, Key()]", "    name: Annotated[str, Key(), Field(max_length=20_000)]"
            ).replace("from coach", "from pydantic import Field\n\nfrom coach"),
            "prompts/plan.md.j2": PLAN_PROMPT.replace("memory.goals", "memory.goals[-5:]"),
        },
        "prompts/welcome.md.j2:Ask",
        "at the largest memory a request in WELCOME has about",
    ),
    Broken(
        "C407",
        "a template that no state uses",
        {"prompts/spare.md.j2": "Nobody reads this."},
        "prompts/spare.md.j2:",
        "no state uses this template",
    ),
]
