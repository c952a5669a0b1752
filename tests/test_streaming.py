"""What a client sees of a turn while it runs: words as early as they may be shown, and nothing that does not stand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import Piece, PiecesModel, events_of, goal, kinds, letters, move, open_coach, said, shown, texts

from coach.engine.reply import FormatName
from coach.errors import NoSuchConversation
from coach.results import ActionDecided, Completed, Event, Failed, Moved, Started, Text

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
FINE = said("It is a fine goal.", goal("Run"))


async def test_events_come_in_order_and_words_as_they_are_said(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(letters(FINE))) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "I want to run.")
        assert kinds(events) == ["Started", "Text", "ActionDecided", "Completed"]
        assert events[0] == Started(begun.id, 1, "WELCOME")
        assert sum(isinstance(event, Text) for event in events) > 10
        assert shown(events) == "It is a fine goal."


async def test_a_move_is_told_after_what_led_to_it(program_folder: Folder) -> None:
    model = PiecesModel(letters(said("A draft.", goal("Run"), move("PLAN"))), letters(said("First step?")))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "I want to run.")
        assert kinds(events) == ["Started", "ActionDecided", "ActionDecided", "Moved", "Text", "Completed"]
        assert Moved("WELCOME", "PLAN") in events
        assert [e.action.type for e in events if isinstance(e, ActionDecided)] == ["SAVE_GOAL", "TRANSITION_STATE"]
        assert texts(events) == "First step?"


async def test_no_word_is_shown_before_the_machine_has_ruled_on_the_actions(program_folder: Folder) -> None:
    seen: list[str] = []
    events: list[Event] = []

    async def look() -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        seen.append(texts(events))

    pieces: list[Piece] = [piece for letter in FINE for piece in (letter, look)]
    async with open_coach("sqlite://", program_folder(), PiecesModel(pieces)) as coach:
        begun = await coach.start("ann")
        async for event in coach.stream(begun.id, "Hello"):
            events.append(event)
    begins = FINE.index("It is")
    assert not any(seen[:begins])
    assert seen[begins] == "I"
    assert seen[begins + 4 : begins + 7] == ["It is", "It is", "It is a"]


@pytest.mark.parametrize("format", ["tools", "tags", "xml"])
async def test_formats_whose_actions_may_come_last_are_held_until_whole(
    format: FormatName, program_folder: Folder
) -> None:
    raw = json.dumps({"content": "It is fine.", "tool_calls": []}) if format == "tools" else "It is fine."
    gate, begun_speaking = asyncio.Event(), asyncio.Event()
    pieces: list[Piece] = [raw[:20] if format == "tools" else raw[:5], begun_speaking.set, gate]
    model = PiecesModel([*pieces, raw[20:] if format == "tools" else raw[5:]])
    async with open_coach("sqlite://", program_folder(), model, format=format) as coach:
        begun = await coach.start("ann")
        task = asyncio.create_task(events_of(coach, begun.id, "Hello"))
        await begun_speaking.wait()
        gate.set()
        assert [e.text for e in await task if isinstance(e, Text)] == ["It is fine."]


async def test_a_message_that_comes_before_its_actions_is_held(program_folder: Folder) -> None:
    raw = '{"message": "We move on.", "actions": [{"type": "TRANSITION_STATE", "target_state": "PLAN"}]}'
    model = PiecesModel(letters(raw), letters(said("What is your goal?")))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        assert texts(await events_of(coach, begun.id, "Hello")) == "What is your goal?"


async def test_the_draft_of_a_refused_transition_is_not_shown_but_the_second_reply_is(program_folder: Folder) -> None:
    model = PiecesModel(letters(said("We move on.", move("PLAN"))), letters(said("Not yet: your goal?")))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello")
        assert texts(events) == "Not yet: your goal?"
        assert kinds(events) == ["Started", "ActionDecided", "Text", "Completed"]
        assert sum(isinstance(event, Text) for event in events) > 5


async def test_the_draft_of_a_granted_move_is_never_shown(program_folder: Folder) -> None:
    model = PiecesModel(letters(said("A long draft.", move("DONE"))))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        assert texts(await events_of(coach, begun.id, "Hello")) == "Goodbye."


async def test_words_flow_where_the_old_state_speaks(program_folder: Folder) -> None:
    model = PiecesModel(letters(said("Back to the start.", move("WELCOME"))))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        events = await events_of(coach, begun.id, "Hello")
        assert sum(isinstance(event, Text) for event in events) > 10
        assert shown(events) == "Back to the start."


async def test_leaving_a_stream_early_does_not_stop_the_turn(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, FINE])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        stream = coach.stream(begun.id, "Hello", key="k")
        assert isinstance(await anext(stream), Started)
        await stream.aclose()
        gate.set()
        result = await coach.say(begun.id, "Hello", key="k", wait=5)
        assert (result.turn, result.message, len(model.requests)) == (1, "It is a fine goal.", 1)


async def test_cancelling_say_does_not_stop_the_turn(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, FINE])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        task = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        gate.set()
        assert (await coach.say(begun.id, "Hello", key="k", wait=5)).message == "It is a fine goal."


async def test_a_stored_turn_streams_its_words_again(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(FINE)) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Hello", key="k")
        assert await events_of(coach, begun.id, "Hello", key="k") == [Text(result.message), Completed(result)]


async def test_what_is_wrong_with_the_call_is_the_only_event(program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder()) as coach:
        for id, text in (("nonsense", "Hello"), ("0123456789ab", "Hello"), ("0123456789ab", " ")):
            [event] = await events_of(coach, id, text)
            assert isinstance(event, Failed)
        assert isinstance((await events_of(coach, "x", "Hello"))[0], Failed)
        with pytest.raises(NoSuchConversation):
            await coach.say("0123456789ab", "Hello")
