"""Comments that allow a finding: where they count, and what becomes of those that allow nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import PLAN_PROMPT, changed, guarded

from coach import check

Folder = Callable[..., Path]
NOT_READY = '''
@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "not ready yet"
'''
NEVER_OPENS = guarded(NOT_READY)
FAR = "Make a plan.\nKeep it with SAVE_GAOL.\n"


def codes(folder: Path) -> list[str]:
    return [found.code for found in check(folder)]


def allowing(comment: str, *, above: bool = False) -> dict[str, str | None]:
    """The program whose exit never opens, with a comment."""
    text = str(NEVER_OPENS["states/welcome.py"])
    line = next(each for each in text.splitlines() if each.startswith("state = "))
    return {"states/welcome.py": text.replace(line, f"{comment}\n{line}" if above else f"{line}  {comment}")}


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("name", ["C201", "exit-never-opens", "C301, C201"])
def test_a_comment_allows_what_is_found_on_its_line_and_below(program_folder: Folder, name: str, above: bool) -> None:
    found = codes(program_folder(**allowing(f"# coach: allow {name}: the host writes it", above=above)))
    assert found == (["C901"] if "," in name else [])


def test_another_code_is_not_allowed(program_folder: Folder) -> None:
    assert codes(program_folder(**allowing("# coach: allow C202", above=True))) == ["C901", "C201"]


def test_a_comment_two_lines_above_is_too_far(program_folder: Folder) -> None:
    assert codes(program_folder(**allowing("# coach: allow C201\n", above=True))) == ["C901", "C201"]


def test_a_text_that_looks_like_a_comment_is_none(program_folder: Folder) -> None:
    text = str(NEVER_OPENS["states/welcome.py"]).replace('"not ready yet"', '"# coach: allow C201"')
    assert codes(program_folder(**{"states/welcome.py": text})) == ["C201"]


def test_a_comment_without_a_code_allows_nothing(program_folder: Folder) -> None:
    found = check(program_folder(**changed("states/plan.py", ("state = State", "# coach: allow\nstate = State"))))
    assert [each.sentence for each in found] == ["this comment allows nothing: it names no code"]


@pytest.mark.parametrize(
    "comment", ["{# coach: allow C401 #}\n", "{#- coach: allow names-other-action\n it is old -#}\n"]
)
def test_a_comment_in_a_template_does_the_same(program_folder: Folder, comment: str) -> None:
    first, second = FAR.splitlines(keepends=True)
    assert codes(program_folder(**{"prompts/plan.md.j2": first + second + PLAN_PROMPT})) == ["C401"]
    assert codes(program_folder(**{"prompts/plan.md.j2": first + comment + second + PLAN_PROMPT})) == []


def test_what_stops_the_loading_cannot_be_allowed(program_folder: Folder) -> None:
    files = {"prompts/spare.md.j2": "{# coach: allow C407 #}\nNobody reads this."}
    assert codes(program_folder(**files)) == ["C407"]
