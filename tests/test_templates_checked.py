"""What is wrong with a template is said before any conversation, with file, line and the nearest name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from coach.engine.templates import Templates, check_names, check_template
from coach.errors import ProgramError

VOICE = """\
You are a coach.
{% set tone = "warm" %}
{% macro row(goal) %}
- {{ goal.name }}
{% endmacro %}
{% block instructions %}
Listen.
Then ask.
{% endblock %}
{% block context %}
Known: {{ memory.goals | length }}.
{% endblock %}
The end.
"""
SCOPE = {"memory": {"goals", "mood"}, "turn": {"now"}}


def templates(sources: Mapping[str, str]) -> Templates:
    return Templates({"voice.md.j2": VOICE, **{f"{name}.md.j2": text for name, text in sources.items()}})


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("One.\n{% if %}", "plan.md.j2:2: Expected an expression, got 'end of statement block'"),
        ("{{ 1", "plan.md.j2:1: unexpected end of template, expected 'end of print statement'."),
        (
            '{% extends "vioce.md.j2" %}',
            "plan.md.j2:1: there is no template 'vioce.md.j2'; did you mean 'voice.md.j2'?",
        ),
        ('\n{% include "nope.md.j2" %}', "plan.md.j2:2: there is no template 'nope.md.j2'; there are 'middle.md.j2', "),
        ("{{ memory.goals | lenght }}", "plan.md.j2:1: there is no filter 'lenght'; did you mean 'length'?"),
        ("\n{% if 0 is evn %}{% endif %}", "plan.md.j2:2: there is no test 'evn'; did you mean 'even'?"),
        ("{% if 0 %}{{ 1 | uper }}{% endif %}", "plan.md.j2:1: there is no filter 'uper'; did you mean 'upper'?"),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", "plan.md.j2:2: block 'a' defined twice"),
        ('{% extends "voice.md.j2" %}\nLost.', "plan.md.j2:2: text outside of a block would be lost"),
        ('{% extends "voice.md.j2" %}\n\n{{ turn.now }}', "plan.md.j2:3: text outside of a block would be lost"),
        ('{% extends "voice.md.j2" %}\n{% if 1 %}\nLost.{% endif %}', "plan.md.j2:3: text outside of a block"),
        ('{% extends "voice.md.j2" %}{% for x in [1] %}x{% endfor %}', "plan.md.j2:1: text outside of a block"),
        ('{% extends "voice.md.j2" %}{% filter upper %}x{% endfilter %}', "plan.md.j2:1: text outside of a block"),
        (
            '{% extends "voice.md.j2" %}\n{% block instuctions %}x{% endblock %}',
            "plan.md.j2:2: the block 'instuctions' would be lost: nothing above shows it; "
            "did you mean 'instructions'?",
        ),
        (
            '{% extends "middle.md.j2" %}{% block only_included %}x{% endblock %}',
            "plan.md.j2:1: the block 'only_included' would be lost",
        ),
    ],
)  # fmt: skip
def test_what_would_be_lost_or_cannot_be_read_is_a_load_error(source: str, complaint: str) -> None:
    middle = '{% extends "voice.md.j2" %}{% block instructions %}{% include "parts.md.j2" %}{% endblock %}'
    parts = "{% block only_included %}{% endblock %}"
    with pytest.raises(ProgramError) as caught:
        check_template(templates({"plan": source, "middle": middle, "parts": parts}), "plan.md.j2")
    assert str(caught.value).startswith(f"prompts/{complaint}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "voice.md.j2" %}\n\n{# a comment #}\n{% set x = 1 %}{% macro m() %}words{% endmacro %}',
        '{% extends "voice.md.j2" %}{% set x %}words{% endset %}{% block context %}{{ x }}{% endblock %}',
        '{% extends "voice.md.j2" %}{% block instructions %}{% block more %}x{% endblock %}{% endblock %}',
        '{% extends "voice.md.j2" %}{% block opening %}x{% endblock %}',
        "Anything {% if 1 %}goes{% endif %}.",
    ],
)
def test_what_is_not_lost_is_no_error(source: str) -> None:
    check_template(templates({"plan": source}), "plan.md.j2")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("\n{% if memory.mood == 'x' %}{{ memory.goal }}{% endif %}",
         "plan.md.j2:2: memory has no field or property 'goal'; did you mean 'goals'?"),
        ("{% if 0 %}\n{{ turn.then }}{% endif %}",
         "plan.md.j2:2: turn has no field or property 'then'; there are 'now'"),
        ("{% if 0 %}{{ memry.goals }}{% endif %}", "plan.md.j2:1: 'memry' is not defined; did you mean 'memory'?"),
    ],
)  # fmt: skip
def test_a_name_that_nothing_defines_is_found_in_any_branch(source: str, complaint: str) -> None:
    with pytest.raises(ProgramError) as caught:
        check_names(templates({"plan": source}), "plan.md.j2", SCOPE)
    assert str(caught.value) == f"prompts/{complaint}"


@pytest.mark.parametrize(
    "source",
    [
        "{% for goal in memory.goals %}{{ loop.index }}{{ goal.anything }}{% endfor %}",
        "{% set x = range(3) %}{{ x }}{{ dict(a=1) }}{{ namespace(a=1).a }}",
        "{% macro m(a, b=1) %}{{ a }}{{ b }}{{ caller() }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}",
        '{% import "voice.md.j2" as v %}{{ v.row }}{% from "voice.md.j2" import row as r, tone %}{{ r }}{{ tone }}',
        "{% with y = 1 %}{{ y }}{% endwith %}{{ self.context }}",
        "{% macro row(memory) %}{{ memory.whatever }}{% endmacro %}",
        '{% extends "voice.md.j2" %}{% block context %}{{ super() }}{{ tone }}{% endblock %}',
    ],
)
def test_a_name_that_something_defines_is_no_error(source: str) -> None:
    check_names(templates({"plan": source}), "plan.md.j2", SCOPE)


def test_what_a_template_rests_on_is_known() -> None:
    made = templates({"plan": '{% extends "middle.md.j2" %}', "middle": '{% extends "voice.md.j2" %}'})
    assert made.trees.family("plan.md.j2") == {"plan.md.j2", "middle.md.j2", "voice.md.j2"}
    assert templates({"plan": "{% include x %}"}).trees.family("plan.md.j2") == {"plan.md.j2", None}


def test_templates_that_extend_each_other_are_an_error_and_no_hang() -> None:
    made = templates({"plan": '{% extends "other.md.j2" %}', "other": '{% extends "plan.md.j2" %}'})
    check_template(made, "plan.md.j2")
    with pytest.raises(ProgramError, match="RecursionError"):
        made.constant("plan.md.j2")
