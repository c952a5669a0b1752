"""Load errors of the files in prompts/: other endings, and what a silent state needs."""

from __future__ import annotations

import pytest
from mistakes import Files, Folder, check, plan

from coach import Program
from coach.engine.decide import Snapshot
from coach.engine.prompt import Prompts
from coach.loading.prompts import NOW

OLD = 'title="Plan", actions=[SaveGoal], exits=[to("DONE"), to("WELCOME", speaks="old")]'


def prompt(text: str, **more: str) -> Files:
    files: Files = {"prompts/plan.md.j2": text}
    return files | {f"prompts/{name}.md.j2": each for name, each in more.items()}


@pytest.mark.parametrize("name", ["zzz.md", "extra.j2", "notes.txt", "shared/voice.md", "plan.MD.J2"])
def test_a_file_with_another_ending_would_not_be_read(program_folder: Folder, name: str) -> None:
    expected = (
        f"prompts/{name}: templates end in .md.j2, so this would not be read; "
        "call it …, or keep it elsewhere (a README may stay)"
    )
    check(program_folder, {f"prompts/{name}": "Words."}, expected)


@pytest.mark.parametrize(
    "name", ["README.md", "README", "shared/readme.txt", ".hidden", ".git/config", ".plan.md.j2", "plan.md.j2~"]
)
def test_a_readme_and_hidden_files_are_fine(program_folder: Folder, name: str) -> None:
    assert len(Program.load(program_folder(**{f"prompts/{name}": "Words."})).sources) == 3


# --- silent states ---------------------------------------------------------------------------------


def test_a_silent_state_needs_no_template_and_one_that_it_has_is_checked(program_folder: Folder) -> None:
    silent = plan(OLD + ", silent=True")
    program = Program.load(program_folder(**silent, **{"prompts/plan.md.j2": None}))
    assert set(program.sources) == {"welcome.md.j2", "done.md.j2"}
    assert Prompts(program).opening(Snapshot("PLAN", program.memory(), 1, NOW)) == ""
    Program.load(program_folder(**silent, **prompt("{% block opening %}A moment, please.{% endblock %}")))
    broken = prompt("{% block opening %}{{ memory.gaols }}{% endblock %}")
    check(program_folder, silent | broken, "prompts/plan.md.j2:1: memory has no field or property 'gaols'; …")
    gone = {"prompts/plan.md.j2": None, "prompts/old.md.j2": "x"}
    unused = "prompts/old.md.j2: no state uses this template; remove it or name it in a state"
    check(program_folder, silent | gone, unused)


def test_a_silent_state_that_names_its_template_has_it(program_folder: Folder) -> None:
    files = plan(OLD + ', silent=True, prompt="palm"') | {"prompts/plan.md.j2": None}
    check(program_folder, files, "states/plan.py:7: there is no template prompts/palm.md.j2; …")
