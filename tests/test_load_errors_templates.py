"""Mistakes in templates, found by reading them and by a dry run."""

from __future__ import annotations

import pytest
from mistakes import (
    Files,
    Folder,
    action,
    check,
    memory,
)

from coach import Program


def context(text: str) -> Files:
    """A template with this `context` block."""
    return {"prompts/plan.md.j2": f"{{% block context %}}{text}{{% endblock %}}"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"prompts/plan.md.j2": None, "prompts/plans.md.j2": "x"},
            "states/plan.py:8: there is no template prompts/plan.md.j2; did you mean 'plans.md.j2'?",
        ),
        ({"prompts/old.md.j2": "x"}, "prompts/old.md.j2: no state uses this template; remove it or name it in a state"),
        ({"prompts/plan.md.j2": "\n{% block %}"}, "prompts/plan.md.j2:2: …"),
        (
            {"prompts/plan.md.j2": "{{ memory.goals | lenght }}"},
            "prompts/plan.md.j2:1: there is no filter 'lenght'; did you mean 'length'?",
        ),
        (
            {"prompts/plan.md.j2": "{% extends 'welcme.md.j2' %}"},
            "prompts/plan.md.j2:1: there is no template 'welcme.md.j2'; did you mean 'welcome.md.j2'?",
        ),
        (
            {"prompts/plan.md.j2": "{% extends 'welcome.md.j2' %}\n\nLost."},
            "prompts/plan.md.j2:3: text outside of a block would be lost; put it into one",
        ),
        (
            {"prompts/plan.md.j2": "{% extends 'welcome.md.j2' %}\n{% block contxt %}x{% endblock %}"},
            "prompts/plan.md.j2:2: the block 'contxt' would be lost: nothing above shows it; did you mean 'context'?",
        ),
        (
            {"prompts/plan.md.j2": "One.\n{{ memory.goals | length }}"},
            "prompts/plan.md.j2:2: 'memory' is used outside of the blocks context and opening, "
            "where nothing may change",
        ),
        (
            context("\n\n{{ memory.gaols }}"),
            "prompts/plan.md.j2:3: memory has no field or property 'gaols'; did you mean 'goals'?",
        ),
        (
            context("{{ memroy.goals }}"),
            "prompts/plan.md.j2:1: 'memroy' is not defined; did you mean 'memory'?",
        ),
        (
            {"prompts/plan.md.j2": "{% block opening %}{{ turn.nmber }}{% endblock %}"},
            "prompts/plan.md.j2:1: turn has no field or property 'nmber'; did you mean 'number'?",
        ),
        (
            context("{% for g in memory.goals %}\n{{ g.nmae }}{% endfor %}"),
            "prompts/plan.md.j2:2: Goal has no field or property 'nmae'; did you mean 'name'?",
        ),
        (
            context("{% if memory.ready %}\n{{ memory.goals[0].sise }}{% endif %}"),
            "prompts/plan.md.j2:2: Goal has no field or property 'sise'; did you mean 'size'?",
        ),
        (
            context("{% if turn.since_last %}{{ memory.ready.x }}{% endif %}"),
            "prompts/plan.md.j2:1: 'bool object' has no attribute 'x'",
        ),
        (
            context("{{ turn.context.tier }}"),
            "prompts/plan.md.j2:1: there is no 'tier'; where it may be missing, …",
        ),
        (
            context("\n{{ memory.goals[0].name }}"),
            "prompts/plan.md.j2:2: a collection has nothing at 0: it may be empty",
        ),
        (
            context("{{ memory.copied() }}"),
            "prompts/plan.md.j2:1: memory has no field or property 'copied'; …",
        ),
    ],
)
def test_a_mistake_in_a_template(program_folder: Folder, files: Files, expected: str) -> None:
    check(program_folder, files, expected)


def test_a_template_that_only_another_one_uses_is_used(program_folder: Folder) -> None:
    files = {
        "prompts/plan.md.j2": "{% include 'shared.md.j2' %}",
        "prompts/shared.md.j2": "{% include 'deep.md.j2' %}",
        "prompts/deep.md.j2": "Words.",
    }
    assert "deep.md.j2" in Program.load(program_folder(**files)).sources


def test_made_up_text_need_not_make_sense_to_the_memory_s_own_code(program_folder: Folder) -> None:
    prop = "    born: str = ''\n\n    @property\n    def year(self):\n        return self.born and int(self.born[:4])\n"
    template = context("{{ memory.year }}")
    Program.load(program_folder(**(memory("    ready: bool = False\n", prop) | template)))
    broken = memory("    ready: bool = False\n", prop.replace("self.born and ", ""))
    check(program_folder, broken | template, "prompts/plan.md.j2:1: ValueError: invalid literal for int() …")


def test_too_many_parameters_in_one_state(program_folder: Folder) -> None:
    fields = "".join(f"    p{n}: int = 0\n" for n in range(100))
    files = action("    size: int = 1\n\n", f"    size: int = 1\n{fields}\n")
    check(
        program_folder,
        files,
        "states/welcome.py:19: the actions of WELCOME have over 100 parameters together; allow fewer",
    )
