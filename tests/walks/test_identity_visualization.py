"""IDENTITY_VISUALIZATION: a picture for each name, in talk, or in silence where the course is set so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from identity_steps import knowing

from coach import Program, TransitionState, Walk
from coach.identity import AcceptVisualization, IdentityMemory, OfferSummary, Stage, UpdateVisualization

ON, BACK = TransitionState(target_state="ONWARD"), TransitionState(target_state="I_AM_STATEMENTS")
SEEN = Stage.VISUALISED
ROOT = Path(__file__).parents[2]


def stated(*names: str) -> IdentityMemory:
    return knowing(*names, stage=Stage.STATED, towards=SEEN)


def test_part_by_part_and_name_by_name(walk: Walk) -> None:
    walk.at("IDENTITY_VISUALIZATION", stated("Night Light", "Lamp"))
    walk.user("I am in the corridor, at three, with sleeves rolled up.")
    parts = UpdateVisualization(identity="Night Light", setting="the corridor at three", appearance="sleeves rolled up")
    step = walk.coach("At three. What do you feel there?", parts).applied()
    step.prompt_contains("To ask about next for “Night Light”: the setting.")
    walk.user("Warm, in the chest.")
    emotion = UpdateVisualization(identity="Night Light", emotion="warm in the chest")
    walk.coach("Warm.", AcceptVisualization(identity="Night Light")).refused("has no emotion yet")
    walk.user("Warm, I said.")
    walk.coach("Warm. Be the Lamp now.", emotion, AcceptVisualization(identity="Night Light")).applied()
    walk.remembers("identities", name="Night Light", setting="the corridor at three", stage=SEEN)
    walk.user("I see nothing when I close my eyes.")
    declined = AcceptVisualization(identity="Lamp", declined=True)
    step = walk.coach("You need not.", declined, ON).then("Who wants to be lived this week?").applied()
    step.moves_to("ONWARD").says("this week?")
    walk.remembers(working_towards=None)


def test_code_chooses_and_not_the_model(walk: Walk) -> None:
    walk.at("IDENTITY_VISUALIZATION", stated("Night Light", "Lamp"))
    walk.user("The lamp is done.")
    step = walk.coach(
        "Is it?", AcceptVisualization(identity="Lamp", declined=True), UpdateVisualization(identity="Lamp")
    )
    step.refused("'Lamp' has its turn later; the one at hand is 'Night Light'").refused("nothing is told in this")


def test_one_name_without_a_picture_keeps_the_exit_closed(walk: Walk) -> None:
    walk.at("IDENTITY_VISUALIZATION", stated("Night Light"))
    assert walk.missing("ONWARD") == ["“Night Light” has not been pictured yet"]
    walk.user("Go on.")
    walk.coach("I would.", ON).refused("has not been pictured yet", kind="guard").stays()


def test_the_way_back_is_open_and_keeps_what_was_reached(walk: Walk) -> None:
    walk.at("IDENTITY_VISUALIZATION", knowing("Night Light", stage=SEEN, towards=SEEN))
    walk.user("The sentence is not right any more.")
    walk.coach("Let us see.", BACK).then("Which word?").moves_to("I_AM_STATEMENTS")
    walk.remembers("identities", name="Night Light", stage=SEEN)


@pytest.fixture
def in_silence(tmp_path: Path) -> Program:
    """The course with silent pictures."""
    for part in ("states", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shared = tmp_path / "states/_shared.py"
    words = shared.read_text(encoding="utf-8")
    assert "SILENT_VISUALISATION = False" in words
    shared.write_text(words.replace("SILENT_VISUALISATION = False", "SILENT_VISUALISATION = True"), encoding="utf-8")
    return Program.load(tmp_path)


def test_in_silence_nobody_answers_and_a_button_leads_on(in_silence: Program) -> None:
    with Walk(in_silence) as walk:
        memory = knowing("Night Light", "Lamp", stage=Stage.STATED, towards=Stage.STATED)
        walk.at("I_AM_STATEMENTS", memory)
        walk.user("Show me.")
        walk.coach("Here they are.", OfferSummary())
        walk.button("on")
        on = TransitionState(target_state="IDENTITY_VISUALIZATION")
        step = walk.coach("Now see them before you.", on).moves_to("IDENTITY_VISUALIZATION")
        step.offers("visualisation", "Take your time").says("Now see them before you.")
        walk.user("I see a corridor.").stays().offers("visualisation")
        assert walk.now.messages[-1].text == "I see a corridor."
        walk.button("Continue")
        walk.coach("Who wants to be lived this week?").moves_to("ONWARD").says("this week?")
        assert {each.stage for each in walk.memory.live} == {SEEN}
