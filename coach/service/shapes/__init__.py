"""What comes in and goes out over HTTP, as pydantic models: the OpenAPI description is made of them.

Turns leave as `coach.results` writes them, not through these; tests hold the two together.
"""

from coach.service.shapes.conversations import (
    Action,
    Actions,
    Call,
    ConversationLine,
    Conversations,
    ConversationState,
    Exit,
    Message,
    Messages,
    Running,
    Turn,
    Turns,
)
from coach.service.shapes.program import Program, ProgramAction, ProgramExit, ProgramState
from coach.service.shapes.requests import (
    Answer,
    EditMemory,
    Fork,
    Move,
    NewConversation,
    Rewind,
    StartScenario,
    TakeOver,
    TakeTurn,
)
from coach.service.shapes.service import Alive, Place, Problem, Ready
from coach.service.shapes.turns import ActionResult, Begun, Blank, Button, Offer, Rewound, TurnResult, Usage

__all__ = [
    "Action",
    "ActionResult",
    "Actions",
    "Alive",
    "Answer",
    "Begun",
    "Blank",
    "Button",
    "Call",
    "ConversationLine",
    "ConversationState",
    "Conversations",
    "EditMemory",
    "Exit",
    "Fork",
    "Message",
    "Messages",
    "Move",
    "NewConversation",
    "Offer",
    "Place",
    "Problem",
    "Program",
    "ProgramAction",
    "ProgramExit",
    "ProgramState",
    "Ready",
    "Rewind",
    "Rewound",
    "Running",
    "StartScenario",
    "TakeOver",
    "TakeTurn",
    "Turn",
    "TurnResult",
    "Turns",
    "Usage",
]
