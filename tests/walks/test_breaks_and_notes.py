"""What holds in every phase: a break that waits, and notes that come back."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import Program, TransitionState, Walk
from coach.identity import AddUserNote, DeleteUserNote, SaveUserInfo, Stage, StartBreak, UpdateUserNote

BUSY = [
    "INTRODUCTION", "GET_TO_KNOW_YOU", "IDENTITY_WARM_UP", "IDENTITY_DISCOVERY", "IDENTITY_REVIEW",
    "IDENTITY_REFINEMENT", "ANYTHING_MISSING", "IDENTITY_COMMITMENT", "I_AM_STATEMENTS", "IDENTITY_VISUALIZATION",
    "ONWARD",
]  # fmt: skip


def test_every_phase_is_tried(coach_program: Program) -> None:
    assert {name for name, state in coach_program.states.items() if not state.final} == set(BUSY)


@pytest.mark.parametrize("state", BUSY)
def test_a_break_waits_and_the_model_is_not_asked_meanwhile(walk: Walk, state: str) -> None:
    walk.at(state, knowing("Night Light", towards=Stage.REFINED))
    walk.user("I need a break.")
    walk.coach("Until later.", StartBreak()).applied().offers("break", "Everything is kept").says("Until later.")
    walk.user("What was I going to say?").stays().says("Enjoy your break.").offers("break")
    walk.button("I am back")
    step = walk.coach("Welcome back.").stays().offers_nothing().says("Welcome back.")
    step.prompt_contains("[The client pressed a button: “I am back”]")


@pytest.mark.parametrize("state", BUSY)
def test_a_break_is_not_lost_to_a_move_in_the_same_reply(walk: Walk, coach_program: Program, state: str) -> None:
    target = coach_program.states[state].exits[-1].target
    walk.at(state, knowing("Night Light", towards=Stage.REFINED))
    walk.user("I need a break.")
    step = walk.coach("And on.", StartBreak(), TransitionState(target_state=target)).then("Until later.")
    step.refused("not open yet").stays().offers("break").says("Until later.")


@pytest.mark.parametrize("state", BUSY)
def test_facts_and_notes_are_kept_changed_and_forgotten(walk: Walk, state: str) -> None:
    walk.at(state, knowing("Night Light", towards=Stage.REFINED))
    walk.user("I am Ilse, and do not speak of the bakery.")
    name, gently = SaveUserInfo(key="name", value="Ilse"), AddUserNote(text="the bakery hurts")
    walk.coach("I will not.", name, gently).applied()
    (note,) = walk.memory.user_notes
    walk.user("You may, gently.")
    step = walk.coach("Gently.", UpdateUserNote(note=note.id, text="the bakery: gently")).applied()
    step.prompt_contains("The client is called “Ilse”").prompt_contains(f"- {note.id}: “the bakery hurts”")
    walk.user("Forget it.")
    walk.coach("Forgotten.", DeleteUserNote(note=note.id)).applied().prompt_contains("“the bakery: gently”")
    assert not walk.memory.user_notes
