"""What people declare: states, exits, guards, actions, offers, memory, invariants."""

from coach.program.action import Action, By, TransitionState, Turn
from coach.program.guard import Guard, guard, no_open_offer
from coach.program.interlude import Group, Interludes, Video
from coach.program.invariant import invariant
from coach.program.memory import Memory
from coach.program.offer import Answer, Blank, Button, Offer, button
from coach.program.practice import Practice, Said, Situation
from coach.program.records import Key, Record, Records
from coach.program.state import Exit, ModelSettings, Settings, State, to

__all__ = [
    "Action",
    "Answer",
    "Blank",
    "Button",
    "By",
    "Exit",
    "Group",
    "Guard",
    "Interludes",
    "Key",
    "Memory",
    "ModelSettings",
    "Offer",
    "Practice",
    "Record",
    "Records",
    "Said",
    "Settings",
    "Situation",
    "State",
    "TransitionState",
    "Turn",
    "Video",
    "button",
    "guard",
    "invariant",
    "no_open_offer",
    "to",
]
