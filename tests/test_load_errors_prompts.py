"""What of a program's prompts would be lost, or change where nothing may: one line each, at load."""

from __future__ import annotations

import pytest
from mistakes import Files, Folder, check, memory
from test_interludes import files as interludes

from coach import Program
from coach.engine.decide import Snapshot
from coach.engine.prompt import Prompts
from coach.loading.prompts import NOW

OUTSIDE = "is used outside of the blocks context and opening, where nothing may change"
OLD = 'title="Plan", actions=[SaveGoal], exits=[to("DONE"), to("WELCOME", speaks="old")]'


def prompt(text: str, **more: str) -> Files:
    files: Files = {"prompts/plan.md.j2": text}
    return files | {f"prompts/{name}.md.j2": each for name, each in more.items()}


def context(text: str, **more: str) -> Files:
    return prompt(f"{{% block context %}}{text}{{% endblock %}}", **more)


# --- a name that is near -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["extends", "include", "import"])
def test_an_unknown_template_is_told_with_its_line_and_the_nearest_stem(program_folder: Folder, kind: str) -> None:
    use = f'Words.\n\n{{% {kind} "NAME"{" as it" if kind == "import" else ""} %}}'
    here = "prompts/plan.md.j2:3: there is no template"
    near = f"{here} 'dnoe.md.j2'; did you mean 'done.md.j2'?"
    check(program_folder, prompt(use.replace("NAME", "dnoe.md.j2")), near)
    far = f"{here} 'nope.md.j2'; there are 'done.md.j2', 'plan.md.j2', 'welcome.md.j2'"
    check(program_folder, prompt(use.replace("NAME", "nope.md.j2")), far)


# --- one line --------------------------------------------------------------------------------------


def test_an_error_of_several_lines_is_told_in_one(program_folder: Folder) -> None:
    broken = "    @property\n    def mood(self):\n        raise RuntimeError('a\\n b\\r\\n\\tc\\x85d\\u2028e')\n"
    files = memory("    ready: bool = False\n", broken) | context("\n{{ memory.mood }}")
    check(program_folder, files, "prompts/plan.md.j2:2: RuntimeError: a b c d e")


# --- the constant part -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (prompt('One.\n{{ memory | default("a") }}'), "plan.md.j2:2: 'memory'"),
        (prompt("One.\n\n{% if memory is defined %}Two.{% endif %}"), "plan.md.j2:3: 'memory'"),
        (prompt("{% if false %}\n{{ turn.number }}{% endif %}"), "plan.md.j2:2: 'turn'"),
        (prompt("{% block aside %}\n{% if 0 %}{{ memory.ready }}{% endif %}{% endblock %}"), "plan.md.j2:2: 'memory'"),
        (
            prompt("{% extends 'voice.md.j2' %}", voice='One.\n{{ turn | default("a") }}'),
            "voice.md.j2:2: 'turn'",
        ),
        (
            prompt(
                "{% extends 'voice.md.j2' %}{% block rules %}Rules.{% endblock %}",
                voice="{% block rules %}\n{{ memory is defined }}{% endblock %}",
            ),
            "voice.md.j2:2: 'memory'",
        ),
        (prompt("{% for turn in [1] %}{{ turn }}{% endfor %}\n{{ turn is defined }}"), "plan.md.j2:2: 'turn'"),
    ],
)
def test_what_is_known_is_not_used_where_nothing_may_change(program_folder: Folder, files: Files, place: str) -> None:
    check(program_folder, files, f"prompts/{place} {OUTSIDE}")


def test_a_template_that_is_included_in_the_constant_part_is_part_of_it(program_folder: Folder) -> None:
    known = '{% if 1 %}\n{{ memory.goals | default("none") }}{% endif %}'
    Program.load(program_folder(**context("{% include 'known.md.j2' %}", known=known)))
    files = prompt("One.\n{% include 'known.md.j2' %}", known=known)
    check(program_folder, files, f"prompts/known.md.j2:2: 'memory' {OUTSIDE}; prompts/plan.md.j2:2 brings it there")


@pytest.mark.parametrize(
    "files",
    [
        prompt("{% macro row(goal) %}{{ turn.number }}{{ goal }}{% endmacro %}{% block context %}{{ row(1) }}"
               "{% endblock %}"),
        prompt("{% for turn in [1, 2] %}{{ turn }}{% endfor %}{% set memory = 'x' %}{{ memory }}"),
        prompt("{% set turn = 'x' %}{% block aside %}{{ turn }}{% endblock %}"),
        prompt("{% extends 'voice.md.j2' %}{% block known %}{{ memory.goals | length }}{% endblock %}",
               voice="Words.{% block context %}{% block known %}{% endblock %}{% endblock %}"),
        prompt("{% block context %}{% include 'a.md.j2' %}{% endblock %}",
               a="{% include 'b.md.j2' %}", b="{% block inner %}{{ memory.ready }}{% endblock %}"),
        prompt("{% raw %}{{ memory }}{% endraw %}{# {{ memory }} #}"),
    ],
)  # fmt: skip
def test_names_of_a_template_s_own_and_blocks_inside_of_context_are_fine(program_folder: Folder, files: Files) -> None:
    Program.load(program_folder(**files))


# --- what would be lost ----------------------------------------------------------------------------


SPOKEN = "{% block opening %}\nHello again.{% endblock %}"


def entering(arguments: str) -> Files:
    """WELCOME with other exits to PLAN."""
    return {
        "states/welcome.py": "from coach import State, to\n\nstate = "
        f'State(title="Welcome", initial=True, exits=[{arguments}])\n'
    }


def test_an_opening_that_nobody_would_hear(program_folder: Folder) -> None:
    files = entering('to("PLAN", speaks="old"), to("DONE")') | prompt(f"One.\n{SPOKEN}")
    check(
        program_folder,
        files,
        'prompts/plan.md.j2:2: the opening would be lost: every exit to PLAN has speaks="old", so the old state\'s '
        'words stand; remove it, or let an exit there have speaks="new"',
    )


@pytest.mark.parametrize(
    "files",
    [
        entering('to("PLAN", speaks="old"), to("PLAN", by="auto")') | prompt(SPOKEN),
        entering('to("PLAN", speaks="old", by="user")') | prompt(SPOKEN),
        entering('to("PLAN", speaks="old")') | prompt("{% block opening %} {% endblock %}"),
        entering('to("PLAN", speaks="old")') | prompt("{% extends 'voice.md.j2' %}", voice=SPOKEN),
        entering('to("PLAN", speaks="old")')
        | prompt(SPOKEN)
        | {"states/done.py": 'from coach import State\nstate = State(title="Done", final=True, prompt="plan")\n',
           "prompts/done.md.j2": None},
        entering('to("PLAN", speaks="old")') | prompt(SPOKEN) | {"prompts/done.md.j2": "{% extends 'plan.md.j2' %}"},
    ],
    ids=["another exit", "a button", "an empty one", "an inherited one", "another state's", "another one inherits it"],
)  # fmt: skip
def test_an_opening_that_somebody_hears(program_folder: Folder, files: Files) -> None:
    Program.load(program_folder(**files))


@pytest.mark.parametrize("on", [True, False])
def test_an_opening_behind_an_interlude_is_heard_whether_it_is_shown_or_not(program_folder: Folder, on: bool) -> None:
    files: Files = {**interludes(), **prompt(SPOKEN)}
    files["states/welcome.py"] = str(files["states/welcome.py"]).replace("when=", 'speaks="old", when=')
    Program.load(program_folder(**files), interludes=on)


def test_the_initial_state_s_opening_is_heard(program_folder: Folder) -> None:
    Program.load(program_folder())  # the only exit to WELCOME has speaks="old"


ROW = "{% macro row(goal) %}{{ goal.name }}{% endmacro %}"


@pytest.mark.parametrize(
    "files",
    [
        prompt(f"One.\n{ROW}"),
        prompt(f"One.\n{ROW.replace('goal.name', 'row(goal.name)')}"),
        prompt(f"One.\n{ROW}", done="{% set row = 1 %}{{ row }}"),
        prompt(f"One.\n{ROW}", done=f"{ROW}{{{{ row({{}}) }}}}".replace(".name", "")),
        prompt(f"One.\n{ROW}", done="{% from 'plan.md.j2' import row as r %}"),
    ],
    ids=["nobody", "itself alone", "another name", "another macro", "imported alone"],
)
def test_a_macro_that_nothing_uses(program_folder: Folder, files: Files) -> None:
    expected = "prompts/plan.md.j2:2: the macro 'row' would be lost: no template uses it; use it or remove it"
    check(program_folder, files, expected)


USE = "{% block context %}{% for goal in memory.goals %}USE{% endfor %}{% endblock %}"


@pytest.mark.parametrize(
    "files",
    [
        prompt(ROW + USE.replace("USE", "{{ row(goal) }}")),
        prompt("{% extends 'voice.md.j2' %}" + USE.replace("USE", "{{ row(goal) }}"), voice=ROW),
        prompt("{% from 'rows.md.j2' import row as r %}" + USE.replace("USE", "{{ r(goal) }}"), rows=ROW),
        prompt("{% import 'rows.md.j2' as rows %}" + USE.replace("USE", "{{ rows.row(goal) }}"), rows=ROW),
        prompt("{% import 'rows.md.j2' as rows %}" + USE.replace("USE", "{{ rows['row'](goal) }}"), rows=ROW),
        prompt(ROW + USE.replace("USE", "{% call row(goal) %}{% endcall %}").replace("goal.name", "caller()"))
        | prompt(ROW.replace("goal.name", "caller()") + USE.replace("USE", "{% call row(goal) %}x{% endcall %}")),
    ],
)
def test_a_macro_that_is_used(program_folder: Folder, files: Files) -> None:
    Program.load(program_folder(**files))


@pytest.mark.parametrize("block", ["context", "opening"])
def test_a_block_with_a_meaning_in_a_template_that_is_only_included(program_folder: Folder, block: str) -> None:
    part = f"Words.\n{{% block {block} %}}x{{% endblock %}}"
    said = (
        f"the block {block!r} has no meaning here: this template is only included or imported; "
        "write it in a state's template, or in one that those extend"
    )
    check(program_folder, prompt("{% include 'part.md.j2' %}", part=part), f"prompts/part.md.j2:2: {said}")
    deeper = prompt("{% include 'part.md.j2' %}", part="{% extends 'base.md.j2' %}", base=part)
    check(program_folder, deeper, f"prompts/base.md.j2:2: {said}")
    both = prompt("{% extends 'part.md.j2' %}", part=part)
    Program.load(program_folder(**both, **{"prompts/done.md.j2": "{% block aside %}{% endblock %}"}))


# --- what the host passes --------------------------------------------------------------------------


def test_what_the_host_may_leave_out_is_told_how_to_write(program_folder: Folder) -> None:
    check(
        program_folder,
        context("\n{{ turn.context.page }}"),
        "prompts/plan.md.j2:2: there is no 'page'; where it may be missing, as in turn.context, "
        'write turn.context.get("page"), or put | default("…") behind it',
    )


@pytest.mark.parametrize(
    ("written", "without"),
    [
        ('{{ turn.context.get("page") }}', "None"),
        ('{{ turn.context.page | default("no page") }}', "no page"),
        ('{% if turn.context.get("page") %}{{ turn.context.page }}{% else %}nowhere{% endif %}', "nowhere"),
    ],
)
def test_what_is_said_of_it_works(program_folder: Folder, written: str, without: str) -> None:
    program = Program.load(program_folder(**{"prompts/plan.md.j2": f"{{% block opening %}}{written}{{% endblock %}}"}))
    for given, shown in (({"page": "seven"}, "seven"), ({}, without)):
        assert Prompts(program).opening(Snapshot("PLAN", program.memory(), 1, NOW, context=given)) == shown


# --- files -----------------------------------------------------------------------------------------
