"""What the model does in the small programs, by its name and parameters."""

from __future__ import annotations

from coach import Action, TransitionState

PLAN, DONE = (TransitionState(target_state=state) for state in ("PLAN", "DONE"))


class SaveGoal(Action):
    """The program's, by its name and parameters."""

    name: str
    size: int = 1


class OfferGoal(Action):
    """The program's."""

    name: str
