"""What is noticed of a message after the fact, and kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, open_coach, said

from coach.engine.lint import lint

Folder = Callable[..., Path]
MACHINERY = ("phase", "category", "action")


@pytest.mark.parametrize(
    ("words", "noticed"),
    [
        ("How was it?", []),
        ("How was it? And then?", ["2 questions"]),
        ("“Who am I?” you asked. Who are you?", ["2 questions"]),
        ("*How was it?* And **then?**", ["2 questions"]),
        ("How was it?😊 And then?…", ["2 questions"]),
        ("Really?! What?? Why", ["2 questions"]),
        ("See https://example.org/?a=b for more. Well?", []),
        ("你好吗？你是谁？", ["2 questions"]),
        ("من أنت؟ ولماذا؟", ["2 questions"]),
        ("Next phase: this Category.", ["machinery: phase", "machinery: category"]),
        ("An interaction in phases.", []),
        ("phase, Phase and PHASE", ["machinery: phase"]),
        ("", []),
    ],
)
def test_a_second_question_and_words_of_the_machinery_are_noticed(words: str, noticed: list[str]) -> None:
    assert lint(words, MACHINERY) == noticed


def test_without_such_words_only_questions_are_noticed() -> None:
    assert lint("The phase? The action?", ()) == ["2 questions"]


@pytest.mark.anyio
async def test_what_is_noticed_is_kept_with_the_message_and_changes_nothing(
    database: str, program_folder: Folder
) -> None:
    settings = (
        "from coach import Settings\nfrom ..memory import GoalMemory\n"
        'settings = Settings(memory=GoalMemory, name="goals", machinery=["phase"])'
    )
    model = PiecesModel(said("Next phase? Ready?"), said("Good."))
    async with open_coach(database, program_folder(**{"states/__init__.py": settings}), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "A phase? Is it? So?")
        assert (result.message, result.usage.calls) == ("Next phase? Ready?", 1)
        await coach.say(begun.id, "Yes.")
        noticed = [(m.role, m.lint) for m in (await coach.snapshot(begun.id)).messages]
        assert noticed[1:3] == [("client", []), ("coach", ["2 questions", "machinery: phase"])]
        assert noticed[-1] == ("coach", [])
