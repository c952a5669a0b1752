"""What hypothesis makes of any program: memories, replies and clients, each of a kind that the engine really meets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from linking import FILES as LINKED
from small_programs import GoalMemory, make

from coach import Answer, Program, State
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Malformed
from coach.errors import BadInput
from coach.program.invariant import broken
from coach.results import BlankView, ButtonView, OfferView
from coach.testing.generating import clients, memories, replies
from coach.turns.answering import check_said

Folder = Callable[..., Path]
SMALL = make({"FIRST": State(title="First", initial=True)})
#: Any example will do, however large.
ANY = settings(max_examples=2_000, phases=[Phase.generate], database=None, deadline=None)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@QUICK
@given(data=st.data())
def test_memories_fit_the_identity_program_and_hold_its_invariants(coach_program: Program, data: st.DataObject) -> None:
    memory = data.draw(memories(coach_program))
    assert coach_program.memory.load(memory.model_dump_json()) == memory
    assert broken(coach_program.invariants, memory) == []


def test_memories_have_records_and_scalars_of_all_kinds(coach_program: Program) -> None:
    made: SearchStrategy[Any] = memories(coach_program)
    find(made, lambda memory: len(memory.identities) > 1 and memory.working_towards is not None, settings=ANY)
    find(made, lambda memory: any(each.archived for each in memory.identities), settings=ANY)
    find(made, lambda memory: memory.weekly is not None, settings=ANY)


def test_records_of_a_memory_speak_of_each_other(program_folder: Folder) -> None:
    made: SearchStrategy[Any] = memories(Program.load(program_folder(**LINKED)))
    find(made, lambda memory: any(step.goal in memory.goals.by_id() for step in memory.steps), settings=ANY)


def test_a_memory_without_fields_is_a_memory_too() -> None:
    assert isinstance(find(memories(SMALL), lambda _: True, settings=ANY), GoalMemory)


@pytest.mark.parametrize("format", FORMATS)
def test_replies_are_whole_or_broken_and_propose_what_is_allowed_and_what_is_not(
    coach_program: Program, format: FormatName
) -> None:
    rules = coach_program.rules["IDENTITY_DISCOVERY"]
    made = replies(coach_program, "IDENTITY_DISCOVERY", format, known=["Night Gardener"])

    def names(raw: str) -> list[str]:
        read = FORMATS[format].read(raw, coach_program.text_params)
        return [] if isinstance(read, Malformed) else [each.type for each in read.proposals]

    find(made, lambda raw: len([name for name in names(raw) if name in rules.allowed]) > 1, settings=ANY)
    find(
        made,
        lambda raw: any(name in coach_program.actions and name not in rules.allowed for name in names(raw)),
        settings=ANY,
    )
    find(made, lambda raw: "TRANSITION_STATE" in names(raw), settings=ANY)
    find(made, lambda raw: isinstance(FORMATS[format].read(raw, {}), Malformed) or not raw.strip(), settings=ANY)
    find(made, lambda raw: "Night Gardener" in raw, settings=ANY)


def test_replies_of_a_state_without_actions_can_be_made_too() -> None:
    find(replies(SMALL, "FIRST"), lambda raw: "TRANSITION_STATE" in raw, settings=ANY)


@pytest.mark.parametrize(
    ("state", "format", "problem"),
    [("FRIST", "json", "there is no state 'FRIST'; did you mean 'FIRST'?"), ("FIRST", "xlm", "no reply format 'xlm'")],
)
def test_replies_of_nothing_that_is_there_are_refused(state: str, format: FormatName, problem: str) -> None:
    with pytest.raises(BadInput, match=problem.replace("?", r"\?")):
        replies(SMALL, state, format)


OFFER = OfferView(
    "abcde", "merge", "One?", (ButtonView("yes", "Yes", ("text",)), ButtonView("no", "No")),
    (BlankView("text", "Your words", "Mine", 10),), "",
)  # fmt: skip


@QUICK
@given(did=clients(SMALL, OFFER, known=["Run"]))
def test_what_clients_do_can_be_said(did: str | Answer | None) -> None:
    check_said(did, None)
    if isinstance(did, Answer):
        assert did.offer == OFFER.id
        assert all(len(text) <= 10 for text in did.fields.values())


def test_clients_press_every_button_edit_write_and_say_nothing() -> None:
    made = clients(SMALL, OFFER)
    find(made, lambda did: isinstance(did, Answer) and did.button == "no", settings=ANY)
    find(made, lambda did: isinstance(did, Answer) and bool(did.fields), settings=ANY)
    find(made, lambda did: isinstance(did, str), settings=ANY)
    find(made, lambda did: did is None, settings=ANY)
    find(clients(SMALL), lambda did: did == "FIRST", settings=ANY)
    find(clients(SMALL), lambda did: did is None, settings=ANY)


def test_without_hypothesis_it_says_what_to_install() -> None:
    blocked = "import sys; sys.modules['hypothesis'] = None\nimport coach.testing.generating as it\nit.memories"
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=False)
    needed = (
        "generated walks need hypothesis; install it beside coach: pip install 'hypothesis<7,>=6.150' 'pytest<10,>=9'"
    )
    assert done.stderr.splitlines()[-1] == f"coach.errors.ConfigurationError: {needed}"
