"""Staged conversations with a language model: the model talks, the machine decides, nothing is lost.

Every name is imported when it is first touched: what a program declares brings pydantic with it, the engine
around it (`Coach`, `Program`, …) a database and a template library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.checking import Finding, check
    from coach.coach import Coach
    from coach.errors import CoachError, OfferGone, Refused, Stale
    from coach.loading import Program
    from coach.program import (
        Action,
        Answer,
        Blank,
        Button,
        Group,
        Guard,
        Interludes,
        Key,
        Memory,
        ModelSettings,
        Offer,
        Record,
        Records,
        Said,
        Settings,
        Situation,
        State,
        TransitionState,
        Turn,
        Video,
        button,
        guard,
        invariant,
        no_open_offer,
        to,
    )
    from coach.results import ActionDecided, Completed, Failed, Moved, OfferView, Retracted, Started, Text, TurnResult
    from coach.scenarios import Scenario
    from coach.sync import SyncCoach
    from coach.testing import Walk

_ELSEWHERE = {
    **dict.fromkeys(("Finding", "check"), "coach.checking"),
    "Coach": "coach.coach",
    "Program": "coach.loading",
    "Scenario": "coach.scenarios",
    "SyncCoach": "coach.sync",
    "Walk": "coach.testing",
    **dict.fromkeys(("CoachError", "OfferGone", "Refused", "Stale"), "coach.errors"),
    **dict.fromkeys(
        ("ActionDecided", "Completed", "Failed", "Moved", "OfferView", "Retracted", "Started", "Text", "TurnResult"),
        "coach.results",
    ),
}

__all__ = [
    "Action",
    "ActionDecided",
    "Answer",
    "Blank",
    "Button",
    "Coach",
    "CoachError",
    "Completed",
    "Failed",
    "Finding",
    "Group",
    "Guard",
    "Interludes",
    "Key",
    "Memory",
    "ModelSettings",
    "Moved",
    "Offer",
    "OfferGone",
    "OfferView",
    "Program",
    "Record",
    "Records",
    "Refused",
    "Retracted",
    "Said",
    "Scenario",
    "Settings",
    "Situation",
    "Stale",
    "Started",
    "State",
    "SyncCoach",
    "Text",
    "TransitionState",
    "Turn",
    "TurnResult",
    "Video",
    "Walk",
    "button",
    "check",
    "guard",
    "invariant",
    "no_open_offer",
    "to",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'coach' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_ELSEWHERE.get(name, "coach.program")), name)
    return found
