"""A small program whose actions put offers, beside the files of the fixture `program_folder`."""

from __future__ import annotations

from typing import Any

from coach import Coach

ACTIONS = '''
from coach import Action, Blank, Offer, Refused, TransitionState, Turn, button

from ..memory import Goal, GoalMemory


class OfferGoal(Action):
    """Ask the client whether a goal is to be kept."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        offer = Offer(
            kind="goal",
            text=f"Is “{self.name}” a goal of yours?",
            buttons=[
                button("yes", "Yes, it is", KeepGoal(name=self.name)),
                button("surer", "Let me think about it", AskAgain(name=self.name)),
                button("on", "Yes, and on we go", KeepGoal(name=self.name), TransitionState(target_state="PLAN")),
                button("no", "No"),
            ],
            fields=[Blank("name", "In your words", self.name, longest=20)],
        )
        return f"Asked as {turn.put(offer).id}"


class KeepGoal(Action):
    """Keep a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        turn.memory.goals.add(Goal(name=self.name))
        return f"{self.name} kept by the {turn.by}"


class AskAgain(Action):
    """Ask once more."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        sure = button("yes", "Sure", KeepGoal(name=self.name))
        turn.put(Offer(kind="surer", text=f"Sure about “{self.name}”?", buttons=[sure]))


class Pause(Action):
    """Have a break."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.put(Offer(kind="break", text="Have a rest.", buttons=[button("back", "I am back")], holds="Rest first."))


class Show(Action):
    """Show something that is elsewhere."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        seen = [button("on", "Go on")]
        turn.put(Offer(kind="video", text="A way to run.", link="https://example.org/run", buttons=seen))


class Strange(Action):
    """Offer what no button may do here."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.put(Offer(kind="odd", text="Odd?", buttons=[button("yes", "Yes", Pause())]))


class Astray(Action):
    """Offer to go where no button leads."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        off = button("yes", "Yes", TransitionState(target_state="DONE"))
        turn.put(Offer(kind="odd", text="Off?", buttons=[off]))


class TakeBack(Action):
    """Take the open offer back."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        if turn.withdraw() is None:
            raise Refused("nothing is open")
        return "Taken back"
'''
WELCOME = """
from coach import State, no_open_offer, to
from ..actions import AskAgain, Astray, KeepGoal, OfferGoal, Pause, Show, Strange, TakeBack

state = State(
    title="Welcome", initial=True,
    actions=[OfferGoal, Pause, Show, Strange, Astray, TakeBack], buttons=[KeepGoal, AskAgain],
    exits=[to("PLAN", when=no_open_offer), to("PLAN", by="user")],
)
"""
PLAN = 'from coach import State, to\nstate = State(title="Plan", exits=[to("DONE"), to("WELCOME", speaks="old")])'

FILES = {"actions/__init__.py": ACTIONS, "states/welcome.py": WELCOME, "states/plan.py": PLAN}


def ask(name: str = "Run") -> tuple[str, dict[str, Any]]:
    return "OFFER_GOAL", {"name": name}


async def offered(coach: Coach) -> tuple[str, str]:
    """A conversation with an open offer, and the offer's id."""
    begun = await coach.start("ann")
    result = await coach.say(begun.id, "I run.")
    assert result.offer is not None
    return begun.id, result.offer.id
