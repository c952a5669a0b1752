"""What a client or a host may send, by mistake or not: refused at the door, or kept as it is and made harmless."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from turn_models import PiecesModel, SteadyModel, count, events_of, goal, open_coach, rows, said

from coach.errors import BadInput
from coach.results import Failed
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]

REFUSED: dict[str, tuple[Any, str]] = {
    "empty": ("", "the message is empty; send some text"),
    "blank": (" \n\t\u2003\u00a0", "the message is empty; send some text"),
    "a megabyte": ("x" * 1_000_000, r"1,000,000 characters long; 100,000 is the most"),
    "NUL": ("a\0b", "NUL character in it; send text without it"),
    "half a pair": ("a\ud83d", "half a surrogate pair at character 1"),
    "halves the wrong way round": ("\ude00\ud83d", "half a surrogate pair"),
    "bytes": (b"Hello", "the message is bytes, not text"),
    "a number": (3, "the message is int, not text"),
}


async def test_what_cannot_be_kept_is_refused_at_the_door(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), SteadyModel(said("Hi."))) as coach:
        begun = await coach.start("ann")
        before = await count(coach)
        for what, (text, says) in REFUSED.items():
            with pytest.raises(BadInput, match=says):
                await coach.say(begun.id, text, key=what)
            [event] = await events_of(coach, begun.id, text, key=what)
            assert isinstance(event, Failed)
            assert isinstance(event.error, BadInput)
            assert await count(coach) == before
        assert [row.claim for row in await rows(coach, conversations)] == [None]
        turns = [(await coach.say(begun.id, "Hello", key=what)).turn for what in REFUSED]
        assert turns == list(range(1, len(REFUSED) + 1))  # the keys were not used up


@pytest.mark.parametrize("wait", ["3", None, math.nan, -1, -(10**400), True, 1j])
async def test_a_time_to_wait_that_is_none_is_refused_at_the_door(wait: Any, program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder(), SteadyModel(said("Hi."))) as coach:
        begun = await coach.start("ann")
        with pytest.raises(BadInput, match=r"wait is .*; give seconds, 0 or more"):
            await coach.say(begun.id, "Hello", wait=wait)
        [event] = await events_of(coach, begun.id, "Hello", wait=wait)
        assert isinstance(event, Failed)
        assert isinstance(event.error, BadInput)
        for long in (0, 0.5, math.inf, 10**400):
            assert (await coach.say(begun.id, "Hello", wait=long)).message == "Hi."


KEPT = {
    "bidirectional": "abc \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark",
    "tag characters": "flag \U0001f3f4\U000e0067\U000e0062\U000e007f and \U000e0001\U000e0068\U000e0069",
    "zero width": "in\u200bvis\u2060ible\ufeff",
    "controls": "bell\x07 escape\x1b[31m back\x08 \x85\x9b",
    "line separators": "one\u2028# Two\u2029three",
    "long": "x" * 100_000,
    "every plane": "é 漢 ع 🏃‍♀️ \U0010fffd \ufdd0",
}


UNSEEN = set("\u202e\u202c\u2066\u2069\u200f\u200b\u2060\ufeff\x07\x1b\x08\x85\x9b\u2028\u2029")
UNSEEN |= {chr(code) for code in range(0xE0000, 0xE0080)}


async def test_odd_characters_are_kept_as_typed_and_harmless_in_prompts(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    model = PiecesModel()
    async with open_coach(database, folder, model) as coach:
        for what, text in KEPT.items():
            model.answers = [said("Hi.", goal(text[:200])), said("And?")]
            begun = await coach.start("ann")
            first = await coach.say(begun.id, text, key="k")
            await coach.say(begun.id, "More", key="l")
            view = await coach.snapshot(begun.id)
            assert view.messages[1].text == text, what
            assert view.memory["goals"][0]["name"] == text[:200], what
            assert await coach.say(begun.id, text, key="k") == first
            for message in (message for request in model.requests for message in request.messages):
                assert not UNSEEN & set(message.text), what
            if what == "line separators":
                assert "Goals: one # Two three;" in model.requests[-1].messages[-2].text  # no line of its own


BAD_CONTEXT: list[tuple[Any, str]] = [
    ({"when": date(2026, 1, 1)}, "the context: when is or holds date, which is not plain data"),
    ({"a": {"b": [1, {2, 3}]}}, "the context: a: b is or holds set"),
    ({"x": math.nan}, "float"),
    ({"x": math.inf}, "float"),
    ({"x": "a\0b"}, "the context: x has a NUL"),
    ({"x": ["\ud800"]}, "half a surrogate pair"),
    ({"a\0": 1}, "a key of the context has a NUL"),
    ({1: 2}, "a key that is int; keys are text"),
    ({"x": 10**400}, "too large a number"),
    ({"x": b"raw"}, "bytes"),
    ({"x": object()}, "object"),
    ([1, 2], "the context is list, not an object"),
    ("text", "the context is str, not an object"),
    ({"x": "y" * 200_000}, "200,000 characters long"),
]


@pytest.mark.parametrize(("context", "says"), BAD_CONTEXT)
async def test_a_context_that_is_not_plain_data_is_refused(context: Any, says: str, program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder(), PiecesModel(said("Hi."))) as coach:
        begun = await coach.start("ann")
        with pytest.raises(BadInput, match=says) as bad:
            await coach.say(begun.id, "Hello", context=context)
        assert len(str(bad.value)) < 400
        assert (await coach.say(begun.id, "Hello", context={"fine": [1, 2.5, None, {"x": True}]})).turn == 1


async def test_a_context_that_holds_itself_is_refused(program_folder: Folder) -> None:
    endless: dict[str, Any] = {}
    endless["more"] = endless
    async with open_coach("sqlite://", program_folder()) as coach:
        begun = await coach.start("ann")
        with pytest.raises(BadInput, match="nested more than 32 levels"):
            await coach.say(begun.id, "Hello", context=endless)


ACTIONS = '''
from coach import Action, Turn
from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep a goal."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"{turn.context['from']}, turn {turn.number}, {turn.now.tzinfo}, {turn.since_last is not None}"
'''


async def test_actions_and_prompts_have_the_context_of_this_turn_only(database: str, program_folder: Folder) -> None:
    prompt = "Ask.\n{% block context %}From: {{ turn.context.from if 'from' in turn.context }}{% endblock %}"
    model = SteadyModel(said("Hi.", goal("Run")))
    folder = program_folder(**{"actions/goals.py": ACTIONS, "prompts/welcome.md.j2": prompt})
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        given = {"from": "the {{ 7 * 7 }}\n# phone"}
        result = await coach.say(begun.id, "Hello", context=given)
        assert result.actions[0].summary == "the {{ 7 * 7 }}\n# phone, turn 1, UTC, True"
        assert "From: the {{ 7 * 7 }} # phone" in model.requests[0].messages[-2].text
