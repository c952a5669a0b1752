"""Interludes: outro video, break and intro video between two groups of states, each a state with an offer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, goal, move, open_coach, said

from coach import Answer, Coach, Program
from coach.errors import ProgramError, ProgramMismatch
from coach.graph import mermaid, table_rows
from coach.results import TurnResult
from coach.store.tables import action_records

Folder = Callable[..., Path]

SETTINGS = """
from coach import Action, Group, Interludes, Offer, Settings, TransitionState, Turn, Video, button
from ..memory import GoalMemory
from ..actions.pauses import EndBreak


def pause(to):
    on = button("on", "I am back", EndBreak(), TransitionState(target_state=to))
    return Offer(kind="break", text="Time for a break.", buttons=[on], holds="Enjoy your break.")


def show(video, to):
    seen = button("on", "Continue", TransitionState(target_state=to))
    return Offer(
        kind="video", text=video.text or video.title, link=video.link, buttons=[seen],
        holds="Watch it first." if video.blocking else "",
    )


settings = Settings(
    memory=GoalMemory, name="goals",
    interludes=Interludes(
        groups=[
            Group(title="Start", outro=Video(title="Well begun", link="https://example.org/1")),
            Group(title="Plan", intro=Video(title="Planning", link="https://example.org/2", blocking=BLOCKING)),
        ],
        pause=pause, video=show, buttons=[EndBreak], on=ON,
    ),
)
"""
PAUSES = '''
from coach import Action, Turn


class EndBreak(Action):
    """The client is back."""

    def apply(self, turn: Turn) -> str:
        turn.memory.ready = True
        return "The client is back"
'''
GUARDS = """
from collections.abc import Iterator

from coach import guard

from .memory import GoalMemory


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    'A goal is known.'
    if not memory.goals:
        yield "no goal yet"
"""
WELCOME = """
from coach import State, to
from ..actions.goals import SaveGoal
from ..guards import a_goal_is_known
exits = [to("PLAN", when=a_goal_is_known)]
state = State(title="Welcome", initial=True, group="Start", actions=[SaveGoal], exits=exits)
"""
PLAN = 'from coach import State, to\nstate = State(title="Plan", group="Plan", exits=[to("DONE"), to("WELCOME")])'


def files(blocking: bool = True, on: bool = True) -> dict[str, str]:
    return {
        "states/__init__.py": SETTINGS.replace("BLOCKING", str(blocking)).replace("ON,", f"{on},"),
        "states/welcome.py": WELCOME,
        "states/plan.py": PLAN,
        "actions/pauses.py": PAUSES,
        "guards.py": GUARDS,
    }


GO = said("Good.", goal("Run"), move("PLAN"))


async def press(coach: Coach, id: str, result: TurnResult) -> TurnResult:
    assert result.offer is not None
    return await coach.say(id, Answer(result.offer.id, "on"))


@pytest.mark.anyio
async def test_the_way_forward_passes_by_outro_break_and_intro(database: str, program_folder: Folder) -> None:
    model = PiecesModel(GO, said("Let us plan."))
    async with open_coach(database, program_folder(**files()), model) as coach:
        begun = await coach.start("ann")
        outro = await coach.say(begun.id, "I run.")
        assert (outro.state, outro.message) == ("OUTRO_BEFORE_PLAN", "Good.")
        assert outro.offer is not None
        assert (outro.offer.kind, outro.offer.text, outro.offer.link) == (
            "video",
            "Well begun",
            "https://example.org/1",
        )
        assert outro.missing == {"PLAN": []}
        rest = await press(coach, begun.id, outro)
        assert (rest.state, rest.message, rest.offer and rest.offer.kind) == ("BREAK_BEFORE_PLAN", "", "break")
        intro = await press(coach, begun.id, rest)
        assert (intro.state, intro.actions[0].type, intro.usage.calls) == ("INTRO_BEFORE_PLAN", "END_BREAK", 0)
        plan = await press(coach, begun.id, intro)
        assert (plan.state, plan.message, plan.offer) == ("PLAN", "Let us plan.", None)
        assert [request.state for request in model.requests] == ["WELCOME", "PLAN"]
        [found] = await coach.store.fetch(action_records.select().order_by(action_records.c.turn))
        moves = [(row.from_state, row.to_state, row.by) for row in found if row.type == "TRANSITION_STATE"]
        assert moves == [
            ("WELCOME", "OUTRO_BEFORE_PLAN", "model"),
            ("OUTRO_BEFORE_PLAN", "BREAK_BEFORE_PLAN", "user"),
            ("BREAK_BEFORE_PLAN", "INTRO_BEFORE_PLAN", "user"),
            ("INTRO_BEFORE_PLAN", "PLAN", "user"),
        ]


@pytest.mark.anyio
async def test_in_a_break_words_are_answered_with_the_open_offer_and_no_model(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**files()), PiecesModel(GO)) as coach:
        begun = await coach.start("ann")
        outro = await coach.say(begun.id, "I run.")
        held = await coach.say(begun.id, "Go on!")
        assert (held.state, held.message, held.offer, held.usage.calls) == (
            outro.state,
            "Watch it first.",
            outro.offer,
            0,
        )
        rest = await press(coach, begun.id, outro)
        assert (await press(coach, begun.id, outro)).json() == rest.json()
        assert (await coach.say(begun.id, "Hello?")).message == "Enjoy your break."


@pytest.mark.anyio
async def test_each_is_shown_once_and_none_on_the_way_back(database: str, program_folder: Folder) -> None:
    model = PiecesModel(
        GO, said("Plan."), said("", move("WELCOME")), said("Back?"), said("On.", move("PLAN")), said("P.")
    )
    async with open_coach(database, program_folder(**files()), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I run.")
        for _ in range(3):
            result = await press(coach, begun.id, result)
        back = await coach.say(begun.id, "Back, please.")
        assert (back.state, back.offer) == ("WELCOME", None)
        again = await coach.say(begun.id, "On.")
        assert (again.state, again.offer, again.message) == ("PLAN", None, "P.")


@pytest.mark.anyio
async def test_what_does_not_block_is_passed_by_writing_too(database: str, program_folder: Folder) -> None:
    model = PiecesModel(GO, said("I heard you. Plan?"))
    async with open_coach(database, program_folder(**files(blocking=False)), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I run.")
        for _ in range(2):
            result = await press(coach, begun.id, result)
        passed = await coach.say(begun.id, "I do not watch videos.")
        assert (passed.from_state, passed.state, passed.message) == ("INTRO_BEFORE_PLAN", "PLAN", "I heard you. Plan?")
        assert model.requests[-1].messages[-1].text == "I do not watch videos."


@pytest.mark.anyio
async def test_where_they_are_off_there_are_none(database: str, program_folder: Folder) -> None:
    folder = program_folder(**files(on=False))
    async with open_coach(database, folder, PiecesModel(GO, said("Plan."))) as coach:
        begun = await coach.start("ann")
        assert (await coach.say(begun.id, "I run.")).state == "PLAN"
    with_them = Program.load(folder, interludes=True)
    assert with_them.version != Program.load(folder).version
    async with open_coach(database, with_them, PiecesModel(GO)) as coach:
        id = (await coach.start("ann")).id
        assert (await coach.say(id, "I run.")).state == "OUTRO_BEFORE_PLAN"
    async with open_coach(database, folder) as coach:
        with pytest.raises(ProgramMismatch, match="in state 'OUTRO_BEFORE_PLAN'"):
            await coach.say(id, "Hello?")


def test_the_graph_shows_the_way_they_lie_on(program_folder: Folder) -> None:
    program = Program.load(program_folder(**files()))
    drawn = mermaid(program)
    assert 'WELCOME -->|"A goal is known"| OUTRO_BEFORE_PLAN' in drawn
    assert 'OUTRO_BEFORE_PLAN -.->|"the client, by a button"| BREAK_BEFORE_PLAN' in drawn
    assert 'INTRO_BEFORE_PLAN -.->|"the client, by a button"| PLAN' in drawn
    assert "WELCOME --> PLAN" in drawn, "past them, once they were shown"
    rows = {row.state: row.target for row in table_rows(program)}
    assert rows["WELCOME"] == "PLAN (by way of OUTRO_BEFORE_PLAN)"


def test_a_group_that_is_not_in_the_order_is_a_load_error(program_folder: Folder) -> None:
    folder = program_folder(**{**files(), "states/plan.py": PLAN.replace('group="Plan"', 'group="Plann"')})
    with pytest.raises(
        ProgramError, match=r"^states/plan.py:2: the group 'Plann' is not one of interludes.groups; did you mean 'Plan'"
    ):
        Program.load(folder)
