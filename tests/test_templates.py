"""Templates: the constant part, the two blocks that vary, and errors with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from small_programs import Goal, GoalMemory, at

from coach.engine.prompt import variables
from coach.engine.templates import Templates
from coach.engine.templates.sandbox import sandbox
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
MEMORY = GoalMemory(goals=[Goal(name="Run"), Goal(name="Paint")], mood="bright")


def templates(sources: Mapping[str, str]) -> Templates:
    return Templates({"voice.md.j2": VOICE, **{f"{name}.md.j2": text for name, text in sources.items()}})


def constant(source: str, **more: str) -> str:
    return templates({"plan": source, **more}).constant("plan.md.j2")


def block(source: str, name: str = "context", memory: GoalMemory = MEMORY, **more: str) -> str:
    return templates({"plan": source, **more}).block("plan.md.j2", name, variables(at("PLAN", memory)))


# --- the constant part ---------------------------------------------------------------------------


def test_the_constant_part_is_all_but_the_two_blocks() -> None:
    assert constant("One.\n{% block opening %}Hello{% endblock %}\nTwo.\n{% block context %}{{ x }}{% endblock %}") == (
        "One.\nTwo."
    )
    child = (
        '{% extends "voice.md.j2" %}{% block instructions %}\nPlan.\n{% endblock %}'
        "{% block context %}{{ memory.x }}{% endblock %}{% block opening %}Hello{% endblock %}"
    )
    assert constant(child) == "You are a coach.\nPlan.\nThe end."
    assert constant('{% extends "voice.md.j2" %}') == "You are a coach.\nListen.\nThen ask.\nThe end."


def test_super_brings_the_inherited_lines_as_they_are() -> None:
    child = '{% extends "voice.md.j2" %}{% block instructions %}{{ super() }}Plan.\n{% endblock %}'
    assert constant(child) == "You are a coach.\nListen.\nThen ask.\nPlan.\nThe end."


def test_sets_macros_and_includes_work_in_the_constant_part() -> None:
    source = (
        '{% set tone = "warm" %}{% macro rule(text) %}\n- {{ text }}\n{% endmacro %}'
        '{{ rule("one") }}{{ rule("two") }}Be {{ tone }}.\n{% include "more.md.j2" %}'
    )
    assert constant(source, more="More\nlines.") == "- one\n- two\nBe warm.\nMore\nlines."
    assert constant('{% from "more.md.j2" import say %}{{ say() }}', more="{% macro say() %}a\nb{% endmacro %}") == (
        "a\nb"
    )


@pytest.mark.parametrize("name", ["memory", "turn"])
def test_the_constant_part_has_nothing_of_the_conversation_in_scope(name: str) -> None:
    with pytest.raises(ProgramError) as caught:
        constant(f"One.\nTwo {{{{ {name}.goals }}}}.")
    assert str(caught.value) == (
        f"prompts/plan.md.j2:2: {name!r} is used outside of the blocks context and opening, where nothing may change"
    )


@pytest.mark.parametrize("source", ["{{ [1, 2, 3] | random }}", "{{ lipsum() }}"])
def test_what_is_never_the_same_twice_is_not_there(source: str) -> None:
    with pytest.raises(ProgramError):
        constant(source)


def test_a_text_may_say_what_looks_like_a_template() -> None:
    assert constant("{% raw %}{{ memory }}{% endraw %}") == "{{ memory }}"


# --- the blocks that vary ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["context", "opening"])
def test_a_block_is_rendered_alone(name: str) -> None:
    source = f"Words.{{% block {name} %}}\nMood: {{{{ memory.mood }}}}\n{{% endblock %}}More words."
    assert block(source, name) == "Mood: bright"


def test_a_block_that_is_not_there_is_empty() -> None:
    assert block("Words.") == ""
    assert block('{% extends "voice.md.j2" %}', "opening") == ""


def test_an_inherited_block_is_rendered_where_nothing_overrides_it() -> None:
    assert block('{% extends "voice.md.j2" %}') == "Known: 2."


def test_super_sets_and_macros_of_the_templates_above_are_in_scope() -> None:
    source = (
        '{% extends "voice.md.j2" %}{% block context %}\n{{ super() }}'
        "{% for goal in memory.goals %}{{ row(goal) }}{% endfor %}Tone: {{ tone }}.\n{% endblock %}"
    )
    assert block(source) == "Known: 2.\n- Run\n- Paint\nTone: warm."
    own = source.replace("{% block", '{% from "rows.md.j2" import row %}{% set pace = "slow" %}{% block', 1)
    rows = "{% macro row(goal) %}\n- {{ goal.name }}\n{% endmacro %}"
    own = own.replace("{{ tone }}", "{{ tone }}, {{ pace }}")
    assert block(own, rows=rows) == "Known: 2.\n- Run\n- Paint\nTone: warm, slow."


def test_a_block_can_be_inherited_over_three_templates() -> None:
    middle = '{% extends "voice.md.j2" %}{% block context %}{{ super() }}Middle.\n{% endblock %}'
    lowest = '{% extends "middle.md.j2" %}{% block context %}{{ super() }}Lowest.{% endblock %}'
    assert block(lowest, middle=middle) == "Known: 2.\nMiddle.\nLowest."
    assert constant(lowest, middle=middle) == "You are a coach.\nListen.\nThen ask.\nThe end."


def test_a_block_includes_templates_with_what_is_in_scope() -> None:
    included = "{% for goal in memory.goals %}\n- {{ goal.name }}\n{% endfor %}"
    assert block('{% block context %}\n{% include "known.md.j2" %}{% endblock %}', known=included) == "- Run\n- Paint"


def test_a_block_inside_another_one_is_found() -> None:
    source = '{% extends "voice.md.j2" %}{% block instructions %}Do.{% block opening %}Hi{% endblock %}{% endblock %}'
    assert block(source, "opening") == "Hi"
    assert "Hi" not in constant(source)


def test_rendering_one_memory_leaves_nothing_for_the_next() -> None:
    made = templates({"plan": '{% extends "voice.md.j2" %}'})
    texts = [
        made.block("plan.md.j2", "context", variables(at("PLAN", memory))) for memory in (MEMORY, GoalMemory(), MEMORY)
    ]
    assert texts == ["Known: 2.", "Known: 0.", "Known: 2."]


def test_the_turn_is_in_scope() -> None:
    source = (
        "{% block context %}{{ turn.state }} {{ turn.number }} {{ turn.now.year }} {{ turn.since_last }} "
        '{{ turn.context.tier | default("none") }}{% endblock %}'
    )
    assert block(source) == "PLAN 3 2026 None none"


# --- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("memory.gaols", "GoalMemory has no field or property 'gaols'; did you mean 'goals'?"),
        ("memory.goals[0].nmae", "Goal has no field or property 'nmae'; did you mean 'name'?"),
        ("memory.biggest.sise", "Goal has no field or property 'sise'; did you mean 'size'?"),
        ("turn.nmber", "there is no 'nmber'; did you mean 'number'?"),
        (
            "turn.context.tier",
            "there is no 'tier'; where it may be missing, as in turn.context, "
            'write turn.context.get("tier"), or put | default("…") behind it',
        ),
        ("memory.goals.name", "a collection has no 'name'; go through it with a for loop, or count it with | length"),
        ("memroy.goals", "'memroy' is not defined; did you mean 'memory'?"),
        ("client", "'client' is not defined; there are 'memory', 'turn'"),
        ("memory.mood.copied()", "'str object' has no attribute 'copied'"),
        ("memory.goals | sum", "TypeError: unsupported operand type(s) for +: 'int' and 'Goal'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_an_error_names_file_line_and_the_nearest_name(expression: str, complaint: str) -> None:
    with pytest.raises(ProgramError) as caught:
        block(f"Words.\n{{% block context %}}\nOne.\n{{{{ {expression} }}}}\n{{% endblock %}}")
    assert str(caught.value) == f"prompts/plan.md.j2:4: {complaint}"


def test_an_error_is_placed_in_the_template_that_made_it() -> None:
    with pytest.raises(ProgramError, match=r"^prompts/known\.md\.j2:2: GoalMemory has no field"):
        block('{% block context %}{% include "known.md.j2" %}{% endblock %}', known="\n{{ memory.gaols }}")


@pytest.mark.parametrize("use", ["{% if memory.gaols %}x{% endif %}", "{% for g in memory.gaols %}x{% endfor %}"])
def test_what_is_not_defined_is_an_error_even_where_nothing_is_printed(use: str) -> None:
    with pytest.raises(ProgramError, match="'gaols'"):
        block(f"{{% block context %}}{use}{{% endblock %}}")


def test_what_is_in_scope_cannot_be_written_to() -> None:
    scope: dict[str, Any] = variables(at("PLAN", MEMORY))
    assert isinstance(scope["turn"], MappingProxyType)
    with pytest.raises(AttributeError):
        scope["memory"].ready = True


PLAIN = "You are a coach.\n{% block context %}Known: {{ memory.goals | length }}.{% endblock %}\n"
ABOVE = "{% block context %}{{ super() }} In {{ turn.state }}.{% endblock %}"


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "plain.md.j2" %}' + ABOVE,
        '{% extends "plain.md.j2" %}{% set tone = "warm" %}' + ABOVE,
        '{% extends "plain.md.j2" if true else "voice.md.j2" %}' + ABOVE,
        '{% if true %}{% extends "plain.md.j2" %}{% endif %}' + ABOVE,
    ],
    ids=["blocks alone", "something is set", "a parent chosen by name", "a parent chosen by a branch"],
)
def test_a_block_is_rendered_anew_every_time(source: str) -> None:
    made = templates({"plan": source, "plain": PLAIN})
    for memory, said in (
        (MEMORY, "Known: 2. In PLAN."),
        (GoalMemory(), "Known: 0. In PLAN."),
        (MEMORY, "Known: 2. In PLAN."),
    ):
        assert made.block("plan.md.j2", "context", variables(at("PLAN", memory))) == said
        assert made.block("plan.md.j2", "opening", variables(at("PLAN", memory))) == ""
        assert made.constant("plan.md.j2") == "You are a coach."


def test_a_template_is_compiled_once_for_all_environments_and_anew_for_another_text_or_whoever_watches() -> None:
    text, passed = "{% if a %}A{% endif %}", list[tuple[str, int]]()

    def told(template: str, branch: int) -> None:
        passed.append((template, branch))

    first, second = sandbox({"a.md.j2": text}), sandbox({"a.md.j2": text})
    assert first.code("a.md.j2", text) is second.code("a.md.j2", text)
    assert first.code("a.md.j2", text) is not first.code("a.md.j2", f"{text}.")
    watched, again = (sandbox({"a.md.j2": text}, lambda: told) for _ in range(2))
    assert watched.code("a.md.j2", text) is not first.code("a.md.j2", text)
    for each in (first, watched, again):
        assert each.get_template("a.md.j2").render(a=True) == "A"
    assert passed == [("a.md.j2", 0), ("a.md.j2", 1)] * 2
