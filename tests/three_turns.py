"""A conversation of three turns, to go back in."""

from __future__ import annotations

from typing import Any

from offering import ask
from turn_models import PiecesModel, goal, said

from coach import Answer, Coach
from coach.results import ConversationView


async def three_turns(coach: Coach, **options: Any) -> tuple[str, list[ConversationView]]:
    """A conversation in which goals are saved, a question is put and answered; and how it stood after each turn."""
    assert isinstance(coach.model, PiecesModel)
    coach.model.answers = [said("Fine.", goal("Run"), goal("Rest")), said("Well?", ask("Swim")), said("Good.")]
    begun = await coach.start("ann", tenant="acme", **options)
    views = [await coach.snapshot(begun.id)]
    for words in ("I run.", "I swim."):
        await coach.say(begun.id, words, key=words)
        views.append(await coach.snapshot(begun.id))
    assert views[-1].offer is not None
    await coach.say(begun.id, Answer(views[-1].offer.id, "yes"))
    return begun.id, [*views, await coach.snapshot(begun.id)]
