"""What is told of offers afterwards: in prompts, in the window of words, in a result that is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offering import FILES, ask, offered
from turn_models import PiecesModel, goal, open_coach, said

from coach import Answer
from coach.results import TurnResult

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@pytest.fixture
def folder(program_folder: Folder) -> Path:
    return program_folder(**FILES)


async def test_later_prompts_tell_of_offers_and_answers_in_brackets(database: str, folder: Path) -> None:
    model = PiecesModel(said("Well?", ask()), said("Hm?"), said("Kept."), said("Go on."))
    async with open_coach(database, folder, model) as coach:
        id, offer = await offered(coach)
        await coach.say(id, "What do you mean?")
        waiting = model.requests[1].messages
        assert "# Waiting for a button\n“Is “Run” a goal of yours?” ('Yes, it is'," in waiting[-2].text
        assert "[The client was asked, with buttons: “Is “Run” a goal of yours?”]" in [m.text for m in waiting]
        await coach.say(id, Answer(offer, "yes"))
        assert model.requests[2].messages[-1].text == "[The client pressed a button: “Yes, it is”]"
        await coach.say(id, "And now?")
        later = [m.text for m in model.requests[3].messages]
        assert later.index("[The client pressed a button: “Yes, it is”]") > later.index("What do you mean?")
        assert "Waiting for a button" not in later[-2]


async def test_an_answered_card_stays_in_the_transcript_as_it_was_without_its_buttons(
    database: str, folder: Path
) -> None:
    async with open_coach(
        database, folder, PiecesModel(said("Look.", ("SHOW", {})), said("Yes."), said("So?"))
    ) as coach:
        begun = await coach.start("ann")
        offer = (await coach.say(begun.id, "What is it?")).offer
        assert offer is not None
        await coach.say(begun.id, "Is it long?")
        cards = [m for m in (await coach.snapshot(begun.id)).messages if m.role == "offer"]
        assert [(m.turn, m.text) for m in cards] == [(1, "A way to run.\nhttps://example.org/run")]
        assert (await coach.say(begun.id, Answer(offer.id, "on"))).offer is None
        after = await coach.snapshot(begun.id)
        assert [m for m in after.messages if m.role == "offer"] == cards
        assert (after.offer, "buttons" in repr(cards)) == (None, False)


async def test_notices_do_not_count_as_messages_of_the_window(database: str, folder: Path) -> None:
    asked = [said(f"{n}?", ask(f"Goal {n}")) for n in range(14)]
    model = PiecesModel(*asked)
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        for n in range(14):
            await coach.say(begun.id, f"{n}.")
        dialogue = [m for m in model.requests[-1].messages[1:-1] if m.role in ("user", "assistant")]
        plain = [m.text for m in dialogue]
        assert len(plain) in range(6, 14)
        assert plain[-1] == "12?"


async def test_what_is_refused_of_a_button_is_told_and_the_offer_is_closed(database: str, folder: Path) -> None:
    model = PiecesModel(said("Well?", ask()), said("It is there."), said("Well?", ask()), said("Sorry."))
    async with open_coach(database, folder, model) as coach:
        id, offer = await offered(coach)
        await coach.say(id, Answer(offer, "yes"))
        again: TurnResult = await coach.say(id, "I run.")
        assert again.offer is not None
        result = await coach.say(id, Answer(again.offer.id, "yes"))
        assert (result.actions[0].status, result.offer) == ("refused", None)
        assert "there is already a goal called 'Run'" in model.requests[-1].messages[-2].text


async def test_the_same_key_gives_a_turn_with_an_offer_byte_for_byte(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask(), goal("x")), said("Kept."))) as coach:
        begun = await coach.start("ann")
        first = await coach.say(begun.id, "I run.", key="k")
        assert first.offer is not None
        await coach.say(begun.id, Answer(first.offer.id, "yes"))
        assert (await coach.say(begun.id, "I run.", key="k")).json() == first.json()
