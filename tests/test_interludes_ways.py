"""Interludes where several ways lead into a group: each group's own videos, each shown once, and before the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, move, open_coach, said

from coach import Answer, Coach

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]

SETTINGS = """
from coach import Group, Interludes, Offer, Settings, TransitionState, Video, button
from ..memory import GoalMemory


def offer(text, to):
    on = button("on", "On", TransitionState(target_state=to))
    return Offer(kind="pause", text=text, buttons=[on], holds="First.")


def video(title):
    return Video(title=title, link="https://example.org/")


settings = Settings(
    memory=GoalMemory, name="goals",
    interludes=Interludes(
        groups=[
            Group(title="Start", outro=video("Start over")),
            Group(title="Plan", intro=video("Plan ahead"), outro=video("Plan over")),
            Group(title="End", intro=video("End ahead")),
        ],
        pause=lambda to: offer("A break", to), video=lambda video, to: offer(video.title, to),
    ),
)
"""
FILES = {"states/__init__.py": SETTINGS, "prompts/other.md.j2": "Talk.", "prompts/later.md.j2": "Talk."} | {
    f"states/{name.lower()}.py": f"""
from coach import State, to
state = State(title="{name}", group="{group}", exits=[to(each) for each in {exits!r}], initial={name == "WELCOME"})
"""
    for name, group, exits in (
        ("WELCOME", "Start", ["PLAN", "OTHER", "LATER"]),
        ("PLAN", "Plan", ["WELCOME", "OTHER", "LATER"]),
        ("OTHER", "Plan", ["WELCOME"]),
        ("LATER", "End", ["PLAN", "DONE"]),
    )
}


async def shown(coach: Coach, id: str, target: str) -> list[str]:
    """What is shown on the way to a state, until it is reached."""
    result, texts = await coach.say(id, f"To {target}."), []
    while result.offer is not None:
        texts.append(result.offer.text)
        result = await coach.say(id, Answer(result.offer.id, "on"))
    assert result.state == target
    return texts


def going(*targets: str) -> PiecesModel:
    return PiecesModel(*(reply for target in targets for reply in (said("On.", move(target)), said("Here."))))


async def test_where_two_groups_lead_to_one_state_each_ends_with_its_own_video(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**FILES), going("LATER", "PLAN", "LATER")) as coach:
        id = (await coach.start("ann")).id
        assert await shown(coach, id, "LATER") == ["Start over", "A break", "End ahead"]
        assert await shown(coach, id, "PLAN") == []
        assert await shown(coach, id, "LATER") == ["Plan over"]


async def test_what_was_shown_is_not_shown_again_on_another_way(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), going("PLAN", "OTHER", "WELCOME", "OTHER")) as coach:
        id = (await coach.start("ann")).id
        assert await shown(coach, id, "PLAN") == ["Start over", "A break", "Plan ahead"]
        assert await shown(coach, id, "OTHER") == []  # of the same group
        assert await shown(coach, id, "WELCOME") == []
        assert await shown(coach, id, "OTHER") == []


async def test_before_the_end_there_are_the_videos_and_no_break(database: str, program_folder: Folder) -> None:
    end = {"states/done.py": 'from coach import State\nstate = State(title="Done", group="Last", final=True)'}
    last = 'Group(title="End", intro=video("End ahead"), outro=video("Be well")), Group(title="Last"),'
    settings = SETTINGS.replace('Group(title="End", intro=video("End ahead")),', last)
    folder = program_folder(**{**FILES, **end, "states/__init__.py": settings})
    async with open_coach(database, folder, going("LATER", "DONE")) as coach:
        id = (await coach.start("ann")).id
        assert await shown(coach, id, "LATER") == ["Start over", "A break", "End ahead"]
        assert await shown(coach, id, "DONE") == ["Be well"]
