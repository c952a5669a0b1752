"""Coverage of templates: each of their branches, and prompts that stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coverage_walking import walking

from coach import Program, Walk
from coach.testing.coverage import Recorder
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.wording import wanting

Folder = Callable[..., Path]
BRANCHES = """Plan.
{% block opening %}Off we go.{% endblock %}
{% block context %}
{% if memory.ready %}
Ready.
{% elif memory.goals | length > 1 %}
Several.
{% endif %}
{% for goal in memory.goals if goal.size > 1 %}
{{ "big" if goal.size > 5 else "small" }}
{% else %}
None.
{% endfor %}
{# coach: no cover: the list is there for others #}
{% for goal in memory.goals %}{{ ", " if not loop.last }}{% endfor %}
{% endblock %}
"""


def test_every_branch_of_a_template_is_one_of_its_own(program_folder: Folder) -> None:
    with walking(program_folder(**{"prompts/plan.md.j2": BRANCHES})) as (walk, recorder):
        walk.at("PLAN", {"goals": [{"name": "Run", "size": 6}, {"name": "Rest", "size": 2}]})
        walk.user("So?")
        walk.coach("So.").prompt_contains("Several.\nbig\nsmall")
    branches = {each["what"]: each["seen"] for each in as_json(recorder.report())["templates"]["plan.md.j2"]}
    assert branches == {
        "the template": 2,  # its constant part, and its blocks
        "block opening": 1,
        "block context": 1,
        "if memory.ready: yes": 0,
        "elif memory.goals | length > 1: yes": 1,
        "elif memory.goals | length > 1: no": 0,
        "for goal in memory.goals if goal.size > 1: some": 2,
        "for goal in memory.goals if goal.size > 1: none": 0,
        '"big" if goal.size > 5: yes': 1,
        '"big" if goal.size > 5: no': 1,
        "for goal in memory.goals: some": 2,
        "for goal in memory.goals: none": 0,
        '", " if not loop.last: yes': 1,
        '", " if not loop.last: no': 1,
    }
    assert wanting(recorder.report())["prompts/plan.md.j2"] == [
        "line 4, never if memory.ready: yes",
        "line 6, never elif memory.goals | length > 1: no",
        "line 9, never for goal in memory.goals if goal.size > 1: none",
    ]


def test_a_prompt_is_the_same_byte_for_byte_whether_anybody_looks_on(program_folder: Folder) -> None:
    def asked(program: Program) -> list[str]:
        with Walk(program) as walk:
            walk.at("PLAN", {"goals": [{"name": "Run", "size": 6}]})
            step = walk.user("So?")
            walk.coach("So.").take()
            return [message.text for message in step.requests[0].messages]

    program = Program.load(program_folder(**{"prompts/plan.md.j2": BRANCHES}))
    alone = asked(program)
    with Recorder(program).watching():
        assert asked(program) == alone
