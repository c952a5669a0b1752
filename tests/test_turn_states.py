"""Moving on: who speaks after a move, openings, the end, states that are silent and exits that are automatic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, goal, move, open_coach, rows, said

from coach.errors import ConversationOver
from coach.store.tables import model_calls

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_after_a_move_the_new_state_speaks_and_cannot_move_on(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Good.", goal("Run"), move("PLAN")), said("First step?", goal("Rest"), move("DONE")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I want to run.")
        assert (result.from_state, result.state, result.message) == ("WELCOME", "PLAN", "First step?")
        assert [(a.type, a.status, a.kind) for a in result.actions][2:] == [
            ("SAVE_GOAL", "applied", None),
            ("TRANSITION_STATE", "refused", "limit"),
        ]
        assert [request.state for request in model.requests] == ["WELCOME", "PLAN"]
        assert "Just arrived" in model.requests[1].messages[-2].text
        assert model.requests[1].messages[-1].text == "I want to run."
        view = await coach.snapshot(begun.id)
        assert [(m.text, m.state) for m in view.messages[1:]] == [
            ("I want to run.", "WELCOME"),
            ("First step?", "PLAN"),
        ]
        [moved] = [action for action in view.actions if action.to_state and action.status == "applied"]
        assert (moved.from_state, moved.to_state, moved.summary) == ("WELCOME", "PLAN", "Moved to Plan")
        assert [call.state for call in await rows(coach, model_calls)] == ["WELCOME", "PLAN"]


async def test_the_opening_is_said_on_the_first_entry_only(database: str, program_folder: Folder) -> None:
    plan = """
from coach import State, to
state = State(title="Plan", exits=[to("WELCOME"), to("DONE")])
"""
    folder = program_folder(
        **{"states/plan.py": plan, "prompts/plan.md.j2": "{% block opening %}Plan it.{% endblock %}"}
    )
    model = PiecesModel(
        said("", goal("Run"), move("PLAN")), said("Back.", move("WELCOME")), said("Again?"), said("On.", move("PLAN")),
        said("And now?"),
    )  # fmt: skip
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        texts = [(await coach.say(begun.id, str(n))).message for n in range(3)]
        assert texts == ["Plan it.", "Again?", "And now?"]
        assert [request.state for request in model.requests] == ["WELCOME", "PLAN", "WELCOME", "WELCOME", "PLAN"]
        view = await coach.snapshot(begun.id)
        assert [(m.text, m.state, m.model) for m in view.messages if m.turn == 1 and m.role == "coach"] == [
            ("Plan it.", "PLAN", None)
        ]


async def test_where_the_old_state_speaks_its_reply_stands(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Back to the start.", move("WELCOME")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        result = await coach.say(begun.id, "Let us start over.")
        assert (result.state, result.message, result.usage.calls) == ("WELCOME", "Back to the start.", 1)
        assert (await coach.snapshot(begun.id)).messages[-1].state == "PLAN"


async def test_where_the_old_state_should_speak_and_has_no_words_the_new_one_does(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("", move("WELCOME")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        result = await coach.say(begun.id, "Let us start over.")
        assert (result.state, result.message, result.usage.calls) == ("WELCOME", "What do you want?", 1)


async def test_a_final_state_has_the_last_word_and_takes_no_more_turns(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Bye.", move("DONE")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        result = await coach.say(begun.id, "That is all.", key="last")
        assert (result.state, result.message, result.missing) == ("DONE", "Goodbye.", {})
        for _ in range(2):
            with pytest.raises(ConversationOver, match="start a new one"):
                await coach.say(begun.id, "One more thing")
        assert await coach.say(begun.id, "That is all.", key="last") == result
        assert (await coach.snapshot(begun.id)).turn == 1


async def test_a_final_state_without_an_opening_is_asked_for_the_last_word(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Bye.", move("DONE")), '{"message": "Farewell, then."}')
    async with open_coach(database, program_folder(**{"prompts/done.md.j2": "Say goodbye."}), model) as coach:
        begun = await coach.start_in("PLAN", "ann")
        assert (await coach.say(begun.id, "That is all.")).message == "Farewell, then."
        assert model.requests[1].state == "DONE"


QUIET = """
from coach import State, to
from ..actions.goals import SaveGoal
from .welcome import a_goal_is_known
state = State(title="Plan", silent=True, actions=[SaveGoal], exits=[to("DONE", by="auto", when=a_goal_is_known%s)])
"""


async def test_a_silent_state_keeps_the_words_and_asks_nobody(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**{"states/plan.py": QUIET % ""})) as coach:
        begun = await coach.start_in("PLAN", "ann")
        result = await coach.say(begun.id, "Just a note.")
        assert (result.message, result.state, result.usage.calls) == ("", "PLAN", 0)
        assert result.missing == {"DONE": ["no goal yet"]}
        view = await coach.snapshot(begun.id)
        assert [(m.role, m.text) for m in view.messages] == [("client", "Just a note.")]


@pytest.mark.parametrize(("speaks", "words"), [("new", "Goodbye."), ("old", "")])
async def test_a_silent_state_is_left_by_an_automatic_exit(
    speaks: str, words: str, database: str, program_folder: Folder
) -> None:
    opening = "{% block opening %}Goodbye.{% endblock %}" if words else "Say goodbye."
    folder = program_folder(**{"states/plan.py": QUIET % f', speaks="{speaks}"', "prompts/done.md.j2": opening})
    async with open_coach(database, folder) as coach:
        begun = await coach.start_in("PLAN", "ann", memory={"goals": [{"name": "Run"}]})
        result = await coach.say(begun.id, "Just a note.")
        assert (result.message, result.state, result.actions) == (words, "DONE", ())
        [moved] = (await coach.snapshot(begun.id)).actions
        assert (moved.type, moved.by, moved.attempt, moved.to_state) == ("TRANSITION_STATE", "auto", 0, "DONE")


async def test_entering_a_silent_state_leaves_the_words_as_they_are_even_none(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Take notes.", goal("Run"), move("PLAN")), said("", goal("Rest"), move("PLAN")))
    async with open_coach(database, program_folder(**{"states/plan.py": QUIET % ""}), model) as coach:
        for name, words in (("ann", "Take notes."), ("bea", "")):
            begun = await coach.start(name)
            result = await coach.say(begun.id, "I want to.")
            assert (result.message, result.state, result.usage.calls) == (words, "PLAN", 1)


AUTO = """
from collections.abc import Iterator
from coach import State, guard, to
from ..actions.goals import SaveGoal
from ..memory import GoalMemory

@guard
def two(memory: GoalMemory) -> Iterator[str]:
    \"\"\"Two goals.\"\"\"
    if len(memory.goals) < 2:
        yield "two goals"

state = State(title="Welcome", initial=True, actions=[SaveGoal],
              exits=[to("PLAN"), to("DONE", when=two, by="auto"), to("PLAN", by="auto", when=~two & two)])
"""


async def test_an_automatic_exit_is_taken_when_it_opens_and_its_draft_is_dropped(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("And more?", goal("Run")), said("A draft.", goal("Rest")))
    async with open_coach(database, program_folder(**{"states/welcome.py": AUTO}), model) as coach:
        begun = await coach.start("ann")
        assert (await coach.say(begun.id, "Run")).state == "WELCOME"
        result = await coach.say(begun.id, "Rest")
        assert (result.state, result.message, result.usage.calls) == ("DONE", "Goodbye.", 1)
        assert [(a.type, a.status) for a in result.actions] == [("SAVE_GOAL", "applied")]
        assert [(a.type, a.by) for a in (await coach.snapshot(begun.id)).actions if a.turn == 2] == [
            ("SAVE_GOAL", "model"),
            ("TRANSITION_STATE", "auto"),
        ]


async def test_an_automatic_exit_is_not_taken_after_another_move(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Go.", goal("Run"), goal("Rest"), move("PLAN")), said("Plan.", move("DONE")))
    async with open_coach(database, program_folder(**{"states/welcome.py": AUTO}), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Run and rest")
        assert (result.state, result.message) == ("PLAN", "Plan.")


async def test_a_refused_transition_is_not_asked_about_where_an_automatic_exit_is_taken(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Go.", goal("Run"), goal("Rest"), move("NOWHERE")))
    async with open_coach(database, program_folder(**{"states/welcome.py": AUTO}), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Run and rest")
        assert (result.state, result.usage.calls) == ("DONE", 1)
