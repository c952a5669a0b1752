"""A walk that is held to what is promised of any conversation: it passes where they are kept, and costs a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL
from failing_walks import FILES as BREAKING
from failing_walks import UNBOUNDED
from offering import FILES as OFFERING

from coach import Program, Walk
from coach.testing.files.running import WalkFailed, run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.generating import keeps_its_promises

Folder = Callable[..., Path]
TEXT = """
walk: All promises are kept
keeps_its_promises: true
turns:
- user: Look!
  context: {weather: wet}
  coach: Well?
- user: Ask me.
  silence: {days: 3}
  coach: {message: Well., actions: [{type: OFFER_GOAL, name: Swim}]}
- button: Yes, it is
  fields: {name: Swim far}
  coach: {message: Noted., format: tags}
- user: A long one.
  coach:
  - {message: This is too, cut: true}
  - {message: Shorter., format: xml}
- user: On!
  coach:
  - raw: "{"
  - {message: On., actions: [{type: TRANSITION_STATE, target_state: PLAN}]}
  - What first?
- user: Back.
  coach: {message: Back., actions: [{type: TRANSITION_STATE, target_state: NOWHERE}]}
"""


def test_a_walk_that_keeps_them_passes_whatever_happens_in_it(program_folder: Folder) -> None:
    program = Program.load(program_folder(**OFFERING))
    script, source = read_script(TEXT)
    assert read_script(write_script(script))[0] == script
    with Walk(program, title=script.walk) as walk:
        run(script, walk, source)
        assert walk.now.turn == 6
        assert walk.script.keeps_its_promises
        assert [each.state for each in walk.now.messages][-1] == "PLAN"


def test_it_is_a_walk_like_any_other(program_folder: Folder) -> None:
    program = Program.load(program_folder(**OFFERING))
    put: Any = program.actions["OFFER_GOAL"]
    with Walk(program) as walk:
        walk.begin().user("Hello.").coach("Hello.").stays()
        walk.keeps_its_promises()
        walk.user("Ask me.", key="mine").coach("Well?", put(name="Swim")).applied().offers("goal")
        with pytest.raises(AssertionError, match="a scripted reply was never asked for: 'Twice"):
            walk.user("And?").coach("Well.").then("Twice.").take()


def test_a_fault_of_the_program_is_one_of_the_turn(program_folder: Folder) -> None:
    program = Program.load(program_folder(**BREAKING))
    with Walk(program) as walk:
        walk.at("PLAN").keeps_its_promises()
        walk.user("Go on.").coach("Fine.", program.actions["BREAK"]())
        with pytest.raises(AssertionError, match="a fault in program goals: action BREAK: ZeroDivisionError") as raised:
            walk.finish()
        assert "> turn 1: PLAN" in str(raised.value)


def test_it_says_so_where_it_cannot_be_held_to_them(program_folder: Folder) -> None:
    with Walk(Program.load(program_folder(**UNBOUNDED))) as walk:
        with pytest.raises(AssertionError, match="say where the walk begins"):
            walk.keeps_its_promises()
        walk.at("WELCOME", {"goals": [{"name": name} for name in "abc"]})
        with pytest.raises(AssertionError, match="There are two goals at the most"):
            walk.keeps_its_promises()


def test_a_file_names_the_line(program_folder: Folder) -> None:
    script, source = read_script("walk: Three goals\nmemory:\n  goals: [{name: a}, {name: b}, {name: c}]\n"
                                 "keeps_its_promises: true\n", "three.walk.yaml")  # fmt: skip
    with Walk(Program.load(program_folder(**UNBOUNDED))) as walk, pytest.raises(WalkFailed) as raised:
        run(script, walk, source)
    assert raised.value.where == "three.walk.yaml:4"


OFFERED = {
    **OFFERING,
    "states/welcome.py": OFFERING["states/welcome.py"].replace(" Strange, Astray,", ""),
    "memory.py": "from collections.abc import Iterator\nfrom coach import invariant\n"
    + SMALL["memory.py"]
    + '''
    @invariant
    def nobody_rests_when_ready(self) -> Iterator[str]:
        """Whoever is ready takes no break."""
        if self.offer is not None and self.offer.kind == "break" and self.goals:
            yield f"asked “{self.offer.buttons[0].label}”"
''',
}


@pytest.mark.parametrize("held", [False, True])
def test_an_invariant_sees_the_open_offer(program_folder: Folder, held: bool) -> None:
    program = Program.load(program_folder(**OFFERED))
    with Walk(program) as walk:
        walk.begin().user("A break.").coach("Rest.", program.actions["PAUSE"]()).applied()
    with Walk(program) as walk:
        walk.at("WELCOME", {"goals": [{"name": "Run"}]})
        if held:
            walk.keeps_its_promises()
        walk.user("A break.").coach("Rest.", program.actions["PAUSE"]())
        with pytest.raises(AssertionError, match="asked “I am back”"):
            walk.finish()


@pytest.mark.slow
def test_an_invariant_of_the_open_offer_is_explored(program_folder: Folder) -> None:
    with pytest.raises(AssertionError, match="asked “I am back”"):
        keeps_its_promises(Program.load(program_folder(**OFFERED)), conversations=100, turns=8, seed=0)
