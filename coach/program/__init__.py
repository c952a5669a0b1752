"""What people declare: states, exits, guards, actions, memory."""

from coach.program.action import Action, By, TransitionState, Turn
from coach.program.guard import Guard, guard
from coach.program.memory import Memory
from coach.program.practice import Practice, Said, Situation
from coach.program.records import Key, Record, Records
from coach.program.state import Exit, ModelSettings, Settings, State, to

__all__ = [
    "Action",
    "By",
    "Exit",
    "Guard",
    "Key",
    "Memory",
    "ModelSettings",
    "Practice",
    "Record",
    "Records",
    "Said",
    "Settings",
    "Situation",
    "State",
    "TransitionState",
    "Turn",
    "guard",
    "to",
]
