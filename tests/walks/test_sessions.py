"""From one session to the next: a video that closes it, a break, a video that opens the other, each answered once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coach import Program, TransitionState, Walk
from coach.identity import AcknowledgeVideo, CloseWarmUpList, EndBreak, IdentityMemory, WarmUpList

ROOT = Path(__file__).parents[2]
READY = IdentityMemory(explained=True, consent_given=True, introduction_complete=True)
ON, BACK = TransitionState(target_state="IDENTITY_DISCOVERY"), TransitionState(target_state="IDENTITY_WARM_UP")
PLAIN = "groups=[Group(title=title) for title in SESSIONS]"
SHOWN = """groups=[Group(
    title=title, intro=Video(title=f"{title} ahead", link="https://example.org/in"),
    outro=Video(title=f"{title} done", text=f"That was {title}.", link="https://example.org/out", blocking=False),
) for title in SESSIONS]"""


@pytest.fixture
def sessions(tmp_path: Path) -> Program:
    """The course with its interludes on, and a video before and after each session."""
    for part in ("states", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shared = tmp_path / "states/__init__.py"
    words = shared.read_text(encoding="utf-8")
    assert PLAIN in words
    shared.write_text(words.replace(PLAIN, SHOWN), encoding="utf-8")
    return Program.load(tmp_path, interludes=True)


def test_a_session_ends_with_its_video_a_break_and_the_video_of_the_next(sessions: Program) -> None:
    with Walk(sessions) as walk:
        walk.at("INTRODUCTION", READY)
        walk.user("Let us begin.")
        step = walk.coach("Soon.", TransitionState(target_state="GET_TO_KNOW_YOU")).says("Soon.")
        step.moves_to("OUTRO_BEFORE_GET_TO_KNOW_YOU").offers("video", "That was Welcome.")
        walk.button("Continue").applied(AcknowledgeVideo(video="Welcome done")).offers("break", "Everything is kept")
        walk.user("Hello?").stays().says("Enjoy your break.").offers("break")
        walk.button("I am back").applied(EndBreak).offers("video", "Getting to know you ahead")
        walk.user("Hello?").stays().says("There is a short video for you first.").offers("video")
        walk.button("Continue")
        step = walk.coach("Where did you grow up?").moves_to("GET_TO_KNOW_YOU").offers_nothing()
        for told in (
            "[The client was asked, with buttons: “That was Welcome. https://example.org/out”]",
            "[The client was asked, with buttons: “Time for a break.",
            "[The client pressed a button: “I am back”]",
            "[The client was asked, with buttons: “Getting to know you ahead https://example.org/in”]",
        ):
            step.prompt_contains(told)
        walk.remembers(videos_seen=("Welcome done", "Getting to know you ahead"))


def test_what_does_not_block_is_passed_by_writing_and_not_taken_as_seen(sessions: Program) -> None:
    with Walk(sessions) as walk:
        walk.at("INTRODUCTION", READY)
        walk.user("Let us begin.")
        walk.coach("Soon.", TransitionState(target_state="GET_TO_KNOW_YOU")).offers("video")
        walk.user("I do not watch videos.").moves_to("BREAK_BEFORE_GET_TO_KNOW_YOU").offers("break")
        walk.remembers(videos_seen=())


def test_the_way_back_has_none_and_the_way_there_again_none_either(sessions: Program) -> None:
    with Walk(sessions) as walk:
        walk.at("IDENTITY_WARM_UP", IdentityMemory(who_i_am_closed=True, who_i_want_to_be_closed=True))
        walk.user("Closed.")
        walk.coach("Closed.", ON).offers("video")
        walk.button("Continue").offers("break")
        walk.button("I am back").offers("video")
        walk.button("Continue")
        walk.coach("What do you love?").moves_to("IDENTITY_DISCOVERY")
        walk.user("One more for the list!")
        walk.coach("Which?", BACK).moves_to("IDENTITY_WARM_UP").offers_nothing()
        walk.user("None, after all.")
        closed = [CloseWarmUpList(list=each) for each in WarmUpList]
        walk.coach("None.", *closed, ON).then("What do you love?").moves_to("IDENTITY_DISCOVERY").offers_nothing()
