"""Walks over offers: what is offered, buttons pressed, and what a failure shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from offering import FILES

from coach import Action, Program, Walk


class OfferGoal(Action):
    """The program's, by its name and parameters."""

    name: str


class Pause(Action):
    """The program's."""


@pytest.fixture
def walk(program_folder: Callable[..., Path]) -> Iterator[Walk]:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        yield walk


def test_an_offer_is_expected_and_its_buttons_are_pressed(walk: Walk) -> None:
    walk.begin().user("I run.")
    walk.coach("Well?", OfferGoal(name="Run")).offers("goal", "“Run”").stays()
    walk.button("yes", name="Run far")
    walk.coach("Kept.").applied("KEEP_GOAL").offers_nothing().prompt_contains("pressed a button: “Yes, it is Run far”")
    walk.remembers("goals", name="Run far")


def test_a_button_is_pressed_by_its_label_and_the_model_may_not_be_asked(walk: Walk) -> None:
    walk.begin().user("I run.")
    walk.coach("Well?", OfferGoal(name="Run"))
    walk.button("let me think about it").offers("surer")
    walk.button("Sure")
    walk.coach("Kept.").applied()


def test_a_break_holds_the_conversation(walk: Walk) -> None:
    walk.begin().user("I am tired.")
    walk.coach("Rest.", Pause()).offers("break")
    walk.user("Hello?").says("Rest first.").offers("break")
    walk.button("back")
    walk.coach("Welcome back.").offers_nothing()


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        (lambda walk: walk.button("maybe"), "the open offer has no button 'maybe'"),
        (
            lambda walk: walk.user("Hm?").offers("goal", "Swim"),
            "no offer of kind 'goal' with 'Swim' is open; one of kind 'goal' is",
        ),
        (lambda walk: walk.user("Hm?").offers("break"), "no offer of kind 'break' is open"),
        (lambda walk: walk.user("Hm?").offers_nothing(), "an offer of kind 'goal' is open: Is “Run” a goal of yours?"),
    ],
)
def test_what_is_not_as_expected_is_shown_with_the_offer(
    walk: Walk, expect: Callable[[Walk], object], problem: str
) -> None:
    walk.begin().user("I run.")
    walk.coach("Well?", OfferGoal(name="Run")).stays()
    real = walk.user

    def user(text: str) -> object:
        real(text)
        return walk.coach("So?")

    walk.user = user  # type: ignore[method-assign,assignment]
    with pytest.raises(AssertionError) as raised:
        expect(walk)
    assert str(raised.value).startswith(problem)
    assert "offer: Is “Run” a goal of yours?" in str(raised.value)


def test_without_an_open_offer_there_is_nothing_to_press(walk: Walk) -> None:
    walk.begin()
    with pytest.raises(AssertionError, match="no offer is open, so no button can be pressed"):
        walk.button("yes")
