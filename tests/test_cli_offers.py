"""Offers in `coach chat`: numbered choices, answered by number or label; anything else is a message."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import Terminal, coach, objects, script
from offering import FILES

from coach.cli.offers import meant
from coach.program.offer import Answer
from coach.results import ButtonView, OfferView

ENTER = "\r"
ASK = {"actions": [{"type": "OFFER_GOAL", "name": "Run"}], "message": "Well?"}
GOOD = {"actions": [], "message": "Good."}
CHOICES = """\
Is “Run” a goal of yours?
In your words: Run
  1. Yes, it is
  2. Let me think about it
  3. Yes, and on we go
  4. No
"""


@pytest.fixture
def offering(program_folder: Callable[..., Path]) -> Path:
    return program_folder(**FILES)


@pytest.mark.parametrize("typed", ["1", " YES, it is ", "yes,  it is", "1.", "Yes, it is!", "“Yes, it is.”"])
def test_a_choice_is_answered_by_its_number_or_label(typed: str, offering: Path, tmp_path: Path) -> None:
    model = script(tmp_path, ASK, GOOD)
    done = coach("chat", "--program", offering, "--model", model, text=f"I run.\n{typed}\n", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == f"What do you want?\n\nWell?\n{CHOICES}\nGood.\n"


@pytest.mark.parametrize("typed", ["I'm back", "I’m back!", "i am back."])
def test_a_label_may_be_typed_as_one_speaks(typed: str) -> None:
    offer = OfferView("o1", "break", "A break.", (ButtonView("back", "I am back"),), (), "")
    assert meant(typed, offer) == Answer("o1", "back")
    for other in ("I'm not back", "back soon", "I'm back?"):
        assert meant(other, offer) == other


def test_anything_else_is_an_ordinary_message_and_the_offer_stays(offering: Path, tmp_path: Path) -> None:
    model = script(tmp_path, ASK, GOOD, GOOD)
    lines = "I run.\n5\nyes\n"
    done = coach("chat", "--json", "--program", offering, "--model", model, text=lines, cwd=tmp_path)
    opening, asked, five, yes = objects(done.stdout)
    assert "offer" not in opening
    assert asked["offer"]["buttons"][0] == {"name": "yes", "label": "Yes, it is", "fields": ["name"]}
    assert five["offer"] == yes["offer"] == asked["offer"]
    assert [turn["actions"] for turn in (five, yes)] == [[], []]


def test_at_a_terminal_the_words_can_be_edited_before_they_are_sent(offering: Path, tmp_path: Path) -> None:
    model = script(tmp_path, ASK, GOOD, ASK, GOOD)
    with Terminal(["chat", "--program", offering, "--model", model], tmp_path) as terminal:
        says(terminal, "I run.")
        terminal.sees(re.escape(CHOICES))
        says(terminal, "yes")
        terminal.sees("Good\\.")
        says(terminal, "1")
        terminal.sees("In your words: Run")
        terminal.types(f" at dawn{ENTER}")
        terminal.sees("✓ Run at dawn kept by the user")
        says(terminal, "no")
        terminal.sees("Good\\.")
        terminal.sees("›")
        terminal.types("\x04")
        assert terminal.ends() == 0


def test_at_a_terminal_what_is_asked_stands_there_once(tmp_path: Path) -> None:
    with Terminal(["chat"], tmp_path) as terminal:
        says(terminal, "Ana")
        turn = terminal.sees("1\\. Yes")
        assert turn.count("This is a conversation about who you are") == 1
        assert "✓ The client was told what this work is\nThis is a conversation" in turn


def says(terminal: Terminal, text: str) -> None:
    terminal.sees("›")
    terminal.types(f"{text}{ENTER}")


def test_an_offer_is_there_again_when_the_conversation_is_resumed(offering: Path, tmp_path: Path) -> None:
    first = coach(
        "chat", "--json", "--program", offering, "--model", script(tmp_path, ASK), text="I run.\n", cwd=tmp_path
    )
    id = objects(first.stdout)[0]["conversation"]
    [shown] = objects(coach("show", id, "--json", "--program", offering, cwd=tmp_path).stdout)
    assert shown["offer"]["kind"] == "goal"
    model = script(tmp_path, GOOD)
    again = coach(
        "chat", "--json", "--program", offering, "--model", model, "--conversation", id, text="1\n", cwd=tmp_path
    )
    [turn] = objects(again.stdout)
    assert [(a["type"], a["status"]) for a in turn["actions"]] == [("KEEP_GOAL", "applied")]
