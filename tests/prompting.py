"""A program to make requests of, and a short way to make them."""

from __future__ import annotations

from typing import Any

from small_programs import BeReady, Goal, GoalMemory, SaveGoal, a_goal_is_known, at, make, ready

from coach import State, to
from coach.engine.prompt import Asking, Prompts, Words
from coach.engine.reply import FormatName
from coach.engine.request import Request

NAMES: list[FormatName] = ["json", "tools", "tags", "xml"]
SOURCES = {
    "plan.md.j2": (
        "You plan.\n"
        "{% block opening %}Let us plan{% if memory.goals %}: {{ memory.goals[0].name }}{% endif %}.{% endblock %}\n"
        "{% block context %}Goals:\n{% for g in memory.goals %}\n- {{ g.name }}\n{% endfor %}"
        "{% if turn.since_last %}Away for {{ turn.since_last.days }} days.{% endif %}{% endblock %}"
    ),
    "bare.md.j2": "You talk.",
    "done.md.j2": "You leave.",
}
PROGRAM = make(
    {
        "PLAN": State(
            title="Planning",
            actions=[SaveGoal, BeReady],
            exits=[
                to("DONE", when=a_goal_is_known & ready),
                to("DONE", by="user"),
                to("BARE"),
                to("BARE", by="operator"),
            ],
        ),
        "BARE": State(title="Talking"),
        "DONE": State(title="The end", final=True),
    },
    SOURCES,
)
PROMPTS = Prompts(PROGRAM)
RECENT = (Words("coach", "What do you want?"), Words("client", "To run."), Words("coach", "Where?"))
FULL = GoalMemory(goals=[Goal(name="Run"), Goal(name="Paint")])


def asked(memory: GoalMemory | None = None, format: FormatName = "json", **more: Any) -> Request:
    snapshot = at(more.pop("state", "PLAN"), memory, **more.pop("snapshot", {}))
    return PROMPTS.request(Asking(snapshot, **{"text": "In the park.", "recent": RECENT, **more}), format)


def texts(request: Request) -> list[str]:
    return [message.text for message in request.messages]
