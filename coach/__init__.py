"""Staged conversations with a language model: the model talks, the machine decides, nothing is lost.

What a program declares is imported at once; the engine around it (`Coach`, `Program`, …) brings a
database and a template library with it, and is imported when it is first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError, Refused, Stale
from coach.program import (
    Action,
    Guard,
    Key,
    Memory,
    ModelSettings,
    Record,
    Records,
    Said,
    Settings,
    Situation,
    State,
    TransitionState,
    Turn,
    guard,
    to,
)

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.loading import Program
    from coach.results import ActionDecided, Completed, Failed, Moved, Retracted, Started, Text, TurnResult
    from coach.sync import SyncCoach
    from coach.testing import Walk

_LATER = {
    "Coach": "coach.coach",
    "Program": "coach.loading",
    "SyncCoach": "coach.sync",
    "Walk": "coach.testing",
    **dict.fromkeys(
        ("ActionDecided", "Completed", "Failed", "Moved", "Retracted", "Started", "Text", "TurnResult"), "coach.results"
    ),
}

__all__ = [
    "Action",
    "ActionDecided",
    "Coach",
    "CoachError",
    "Completed",
    "Failed",
    "Guard",
    "Key",
    "Memory",
    "ModelSettings",
    "Moved",
    "Program",
    "Record",
    "Records",
    "Refused",
    "Retracted",
    "Said",
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
    "Walk",
    "guard",
    "to",
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'coach' has no attribute {name!r}")
