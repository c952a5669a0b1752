"""A program as a picture and as a table."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach

from coach.graph import mermaid, table_rows
from coach.loading import Program

EDGE = re.compile(r"    (\S+) --> (\S+) : (.+) \((\w+)\)")


def edges(text: str) -> set[tuple[str, str, str]]:
    """The arrows between states, as the machine lists them."""
    found = filter(None, map(EDGE.fullmatch, text.splitlines()))
    return {(source.strip("_"), f"{target.strip('_')} ({by})", target.strip("_")) for source, target, _, by in
            (match.groups() for match in found)}  # fmt: skip


def words(label: str) -> str:
    """A label as Mermaid shows it."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", label))


@pytest.fixture(scope="module")
def identity() -> Program:
    return Program.load()


def test_the_diagram_has_the_machines_edges(identity: Program, program_folder: Callable[..., Path]) -> None:
    for program in (identity, Program.load(program_folder())):
        assert edges(mermaid(program)) == program.machine.edges()


def test_the_beginning_and_the_end_are_marked(program_folder: Callable[..., Path]) -> None:
    lines = [line.strip() for line in mermaid(Program.load(program_folder())).splitlines()]
    assert lines[:4] == ["---", 'title: "goals"', "---", "stateDiagram-v2"]
    assert [line for line in lines if "[*]" in line] == ["[*] --> WELCOME", "DONE --> [*]"]
    assert "WELCOME --> PLAN : A goal is known (model)" in lines
    assert "PLAN --> WELCOME : always open (model)" in lines


ODD = '''
from collections.abc import Iterator

from coach import State, guard, to

from ..actions.goals import SaveGoal
from ..memory import GoalMemory


@guard
def odd(memory: GoalMemory) -> Iterator[str]:
    """{doc}"""
    if not memory.goals:
        yield "no goal yet"


state = State(
    title="Well; \\"come\\": #1", group="A: group", initial=True, actions=[SaveGoal],
    exits=[to("NOTE", when=odd), to("NOTE", when=odd, by="auto"), to("WELCOME", by="user"), to("DONE", by="operator")],
)
'''
NOTE = 'from coach import State, to\n\nstate = State(title="Note", group="A: group", exits=[to("DONE")])\n'


@pytest.mark.parametrize(
    "doc", ["a; b: c", "%% {x} [*] --> Y", "<b> & `c` #35;", "any direction TB", "ключ 🏃", "style x:#fff;"]
)
def test_no_words_of_a_program_can_break_the_diagram(doc: str, program_folder: Callable[..., Path]) -> None:
    files = {"states/welcome.py": ODD.replace("{doc}", doc), "states/plan.py": None, "prompts/plan.md.j2": None}
    program = Program.load(program_folder(**files, **{"states/note.py": NOTE, "prompts/note.md.j2": "Note."}))
    text = mermaid(program)
    assert edges(text) == program.machine.edges()
    labels = [match[3] for match in map(EDGE.fullmatch, text.splitlines()) if match]
    assert doc in {words(label) for label in labels}
    for label in labels:
        assert not re.search(r"[:%{}\[\]<>\"&]|;(?<!\d;)|#(?!\d)|direction (TB|BT|RL|LR)", label)
    assert '    state "Well#59; #34;come#34;#58; #35;1" as WELCOME' in text.splitlines()
    assert '    state "Note" as _NOTE' in text.splitlines(), "a word of Mermaid's own is no name of a state there"
    assert "    class WELCOME,_NOTE group0" in text.splitlines()


def test_the_table_has_states_exits_what_they_want_and_actions(program_folder: Callable[..., Path]) -> None:
    rows = table_rows(Program.load(program_folder()))
    assert [(row.state, row.mark, row.target, row.by, row.wants, row.actions) for row in rows] == [
        ("WELCOME", "initial", "PLAN", "model", "A goal is known", ("SAVE_GOAL",)),
        ("PLAN", "", "DONE", "model", "nothing", ("SAVE_GOAL",)),
        ("PLAN", "", "WELCOME", "model", "nothing", ("SAVE_GOAL",)),
        ("DONE", "final", "", "", "", ()),
    ]


CONFIRM = """
from coach import State, to

from ..actions.goals import SaveGoal

state = State(title="Plan", buttons=[SaveGoal], exits=[to("DONE", by="user"), to("WELCOME")])
"""


def test_what_buttons_stand_for_is_in_the_table_where_there_is_any(
    program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    folder = program_folder(**{"states/plan.py": CONFIRM})
    rows = table_rows(Program.load(folder))
    assert [(row.state, row.actions, row.buttons) for row in rows] == [
        ("WELCOME", ("SAVE_GOAL",), ()),
        ("PLAN", (), ("SAVE_GOAL",)),
        ("PLAN", (), ("SAVE_GOAL",)),
        ("DONE", (), ()),
    ]
    lines = coach("graph", "--program", str(folder), cwd=tmp_path).stdout.splitlines()
    assert [re.split(r"  +", line) for line in lines] == [
        ["State", "Exit", "By", "Wants", "Actions", "Buttons"],
        ["WELCOME (initial)", "PLAN", "model", "A goal is known", "SAVE_GOAL"],
        ["PLAN", "DONE", "user", "nothing", "SAVE_GOAL"],
        ["PLAN", "WELCOME", "model", "nothing", "SAVE_GOAL"],
        ["DONE (final)"],
    ]
    assert lines[2].index("SAVE_GOAL") == lines[0].index("Buttons")
    without = coach("graph", "--program", str(program_folder()), cwd=tmp_path).stdout
    assert "Buttons" not in without


def test_the_command_prints_both(identity: Program, tmp_path: Path) -> None:
    drawn = coach("graph", "--format", "mermaid", cwd=tmp_path)
    assert (drawn.returncode, drawn.stdout) == (0, mermaid(identity))
    listed = coach("graph", "--format", "table", cwd=tmp_path).stdout.splitlines()
    assert re.split(r"  +", listed[0])[:5] == ["State", "Exit", "By", "Wants", "Actions"]
    assert len(listed) == 1 + len(table_rows(identity))
    assert any(re.match(r"INTRODUCTION \(initial\) +GET_TO_KNOW_YOU +model ", line) for line in listed)
    assert list(tmp_path.iterdir()) == [], "no database is made for it"
