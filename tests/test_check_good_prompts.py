"""Prompts that are right, and could be taken to be wrong: nothing is found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import PLAN_PROMPT, Files, changed, memory, state

from coach import check

Folder = Callable[..., Path]
FIRST = memory("\n    @property\n    def first(self) -> Goal | None:\n        return next(iter(self.goals), None)\n")


def context(text: str) -> Files:
    return {"prompts/plan.md.j2": "Plan.\n{% block context %}\n" + text + "\n{% endblock %}"} | FIRST


RIGHT: dict[str, Files] = {
    "words in capitals": {
        "prompts/plan.md.j2": "STOP. DONE is done, and VERY_IMPORTANT_THINGS come first: up to ME.\n" + PLAN_PROMPT
    },
    "a prompt that names what can be done there": {
        "prompts/welcome.md.j2": "Use SAVE_GOAL, then TRANSITION_STATE to `PLAN`.\n"
        + str(changed("prompts/welcome.md.j2")["prompts/welcome.md.j2"])
    },
    "one template that tells two states apart": changed(
        "states/plan.py",
        ('to("DONE"),', 'to("DONE"), to("AGAIN"),'),
        **{
            "states/again.py": state("Again", 'prompt="plan", exits=[to("DONE")]'),
            "prompts/plan.md.j2": "Plan.\n{% block context %}"
            "{% if turn.state == 'AGAIN' %}Once more.{% endif %}{% endblock %}",
        },
    ),
    "a date that matters": {
        "prompts/plan.md.j2": "The wall fell on 9 November 1989. Today is a good day.\n" + PLAN_PROMPT
    },
    "what is tested before": context(
        "{% if memory.first %}{{ memory.first.name }}{% endif %}\n"
        "{% set one = memory.first %}{% if one %}{{ one.name }}{% endif %}\n"
        "{{ memory.first.name if memory.first else 'none' }}\n"
        "{% if memory.first and memory.first.size > 2 %}big{% endif %}\n"
        "{% if not memory.first %}none{% else %}{{ memory.first.size }}{% endif %}"
    ),
    "what rests on the same as a test": context("{% if memory.goals %}{{ memory.first.name }}{% endif %}"),
    "what is gone through": context(
        "{% for goal in memory.goals %}{{ goal.name }} {{ memory.first.name }}{% endfor %}"
    ),
    "what is set on every way": context(
        "{% if memory.ready %}{% set mood = 'glad' %}{% else %}{% set mood = 'calm' %}{% endif %}\n"
        "{% if turn.number > 40 %}{{ mood }}{% endif %}"
    ),
    "what is set and read under one test": context(
        "{% if memory.ready %}{% set mood = 'glad' %}{% endif %}\n{% if memory.ready %}{{ mood }}{% endif %}"
    ),
    "a default": context(
        "{% if memory.ready %}{% set mood = 'glad' %}{% endif %}\n{{ mood | default('calm') }} "
        "{{ turn.context.get('a') }}"
        "{{ turn.context.name | default('') }}{% if mood is defined %}{{ mood }}{% endif %}"
    ),
    "what a host passes, tested": context("{% if turn.context.name is defined %}{{ turn.context.name }}{% endif %}"),
    "an included template": context(
        "{% if memory.first %}{% set one = memory.first %}{% include 'one.md.j2' %}{% endif %}"
    )
    | {"prompts/one.md.j2": "{{ one.name }} {{ one.size }}"},
}


@pytest.mark.parametrize("what", RIGHT)
def test_nothing_is_found_where_nothing_is_wrong(program_folder: Folder, what: str) -> None:
    assert check(program_folder(**RIGHT[what])) == []
