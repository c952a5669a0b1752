"""Coverage of what the memory's collections refuse: each that an action's source leaves open, and no other.

An action says in its docstring what can be refused in it. That is what reading finds, and it is what happens: they are
all tried with whatever a model may send.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from collection_actions import FILES, KNOWN, SENT
from collection_finding import FINDING
from coverage_walking import say, walking

from coach import Program
from coach.engine.decide import Outcome, Snapshot, decide
from coach.engine.reply import Proposal, Reply
from coach.engine.watching import watched
from coach.errors import Refused
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.program.state import Exit
from coach.testing.coverage.following import followed
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.reaching import Reach
from coach.testing.coverage.refusals import raised_at
from coach.testing.coverage.report import Report
from coach.testing.coverage.wording import wanting

Folder = Callable[..., Path]


def declared(cls: type[Any]) -> set[str]:
    """What can be refused in it, as its docstring says."""
    text = (cls.__doc__ or "").rstrip(".")
    return set() if text == "Nothing" else set(text.split(", "))


class Seen:
    """Remembers what was refused."""

    def __init__(self) -> None:
        self.kinds: dict[str, set[str]] = defaultdict(set)

    def refused(self, program: Any, action: str, refusal: Refused) -> None:
        if kind := raised_at(refusal)[2]:
            self.kinds[action].add(kind)

    def stood(self, program: Any, state: str, memory: Memory) -> None: ...
    def asked(self, program: Any, state: str, exit: Exit, memory: Memory) -> None: ...
    def decided(self, program: Any, snapshot: Snapshot, outcome: Outcome) -> None: ...
    def answered(self, program: Any, offer: Offer, button: str) -> None: ...
    def rendered(self, program: Any, template: str, branch: int) -> None: ...


@pytest.fixture
def program(program_folder: Folder) -> Program:
    return Program.load(program_folder(**FILES))


def test_what_reading_finds_is_what_each_action_leaves_open(program: Program) -> None:
    reach = Reach(program)
    found = {name: {each.kind for each in followed(reach, cls)} for name, cls in program.actions.items()}
    assert found == {name: declared(cls) for name, cls in program.actions.items()}


def test_it_is_also_what_happens_whatever_a_model_sends(program: Program) -> None:
    seen, memory = Seen(), program.memory.model_validate(KNOWN)
    snapshot = Snapshot("WELCOME", memory, 1, datetime.now(UTC), None)
    with watched(seen):
        for name, cls in program.actions.items():
            for values in itertools.product(*(SENT[each] for each in cls.model_fields)):
                params = dict(zip(cls.model_fields, values, strict=True))
                decide(program, snapshot, Reply("", (Proposal(name, params),)))
    assert {name: seen.kinds[name] for name in program.actions} == {
        name: declared(cls) for name, cls in program.actions.items()
    }


def refusals(report: Report, action: str) -> dict[str, int]:
    return {each["says"]: each["seen"] for each in as_json(report)["actions"][action]["refusals"]}


def test_each_is_a_thing_of_its_own_with_its_words_and_its_place(program_folder: Folder) -> None:
    with walking(program_folder(**FILES)) as (walk, recorder):
        walk.begin()
        report = recorder.report()
        assert refusals(report, "RENAME") == {
            "there is no goal called {self.name}": 0,
            "a goal needs a name": 0,
            "there is already a goal called {name}": 0,
        }
        assert refusals(report, "DROP_STEP") == {"there is no step {self.name} any more": 0}
        assert refusals(report, "GROW")["size of a goal does not fit"] == 0
        [line] = [each for each in wanting(report)["refusals of actions"] if each.endswith("never of PLAIN")][1:]
        assert line.startswith("“there is already a goal called {self.name}” (actions/goals.py:")
        say(walk, "PLAIN", name="Run")
        say(walk, "RENAME", name="Fly", to="Run")
        assert refusals(recorder.report(), "RENAME")["there is no goal called {self.name}"] == 1
        say(walk, "PLAIN", name=" ")
        assert refusals(recorder.report(), "PLAIN") == {
            "a goal needs a name": 1,
            "there is already a goal called {self.name}": 0,
        }


def test_what_can_never_be_is_excused_by_its_name_and_a_reason(program_folder: Folder) -> None:
    def wanted(comment: str) -> Report:
        text = FINDING.replace(
            "        turn.memory.goals.change(self.name, name=self.to)",
            f"        # coach: no cover for {comment}\n        turn.memory.goals.change(self.name, name=self.to)",
        )
        with walking(program_folder(**{**FILES, "actions/finding.py": text})) as (_, recorder):
            return recorder.report()

    def names(report: Report) -> set[str]:
        return {each.key[-1] for each in report.unseen(report.of_kind("refusals", "RENAME"))}

    assert names(wanted("TAKEN: every name is new")) == {"ABSENT", "NAMELESS"}
    assert names(wanted("TAKEN, NAMELESS: every name is new")) == {"ABSENT"}
    assert names(wanted("RENAME: nobody asks")) == set()
    assert names(wanted("PLAIN: that is another one")) == {"ABSENT", "TAKEN", "NAMELESS"}
    assert len(names(without := wanted("TAKEN"))) == 3, "no reason is given"
    assert len(without.unexplained) == 1
