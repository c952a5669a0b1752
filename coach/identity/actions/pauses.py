"""Breaks, videos, and offers that are taken back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits, offers
from coach.identity.memory import IdentityMemory
from coach.program import Action, Offer, TransitionState, Turn


class StartBreak(Action):
    """Let the client take a break, when they have said that they want one.

    Until they say with the button that they are back, nothing is asked of them. Say goodbye for now and ask nothing.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        if turn.memory.on_break:
            raise Refused("the client is on a break already")
        turn.put(break_offer())
        return "The client takes a break"


class EndBreak(Action):
    """Go on after a break; what the client's “I am back” does."""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        if turn.memory.on_break:
            turn.withdraw()
        return "The break is over"


class AcknowledgeVideo(Action):
    """Keep that the client has watched a video; what their “Continue” does."""

    video: Annotated[str, Field(min_length=1, max_length=limits.NAME, description="what it is called")]

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory, video = turn.memory, limits.one_line(self.video, "the video")
        if video not in memory.videos_seen:
            memory.videos_seen = (*memory.videos_seen, video)
        return f"The client has watched {video!r}"


class WithdrawOffer(Action):
    """Take back the open question with buttons, because the client has answered it in words or wants to leave it."""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        offer = turn.withdraw()
        if offer is None:
            raise Refused("no question with buttons is open")
        return f"Took back: {' '.join(offer.text.split())}"


def break_offer(to: str = "") -> Offer:
    """A break; coming back from it moves on to the state `to` where one is given."""
    return offers.rest(EndBreak(), *_moving(to))


def video_offer(video: str, text: str, link: str, *, to: str = "", blocking: bool = True) -> Offer:
    """A video, by its name, with words that go with it; having watched it moves on to the state `to` if given.

    While a blocking one is open, what the client writes is answered by pointing at it.
    """
    return offers.video(text, link, blocking, AcknowledgeVideo(video=video), *_moving(to))


def _moving(to: str) -> tuple[Action, ...]:
    return (TransitionState(target_state=to),) if to else ()
