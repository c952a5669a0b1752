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
from coach.service.shapes.events import EVENTS, Moved, Retracted, Started, Text, event_schema
from coach.service.shapes.examples import EXAMPLES
from coach.service.shapes.insight import Attempt, Calling, Inside, Overview, Prompts, Tried
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
    TryPrompt,
)
from coach.service.shapes.service import Alive, Place, Problem, Ready
from coach.service.shapes.turns import ActionResult, Begun, Blank, Button, Offer, Rewound, TurnResult, Usage

__all__ = [
    "EVENTS",
    "EXAMPLES",
    "Action",
    "ActionResult",
    "Actions",
    "Alive",
    "Answer",
    "Attempt",
    "Begun",
    "Blank",
    "Button",
    "Call",
    "Calling",
    "ConversationLine",
    "ConversationState",
    "Conversations",
    "EditMemory",
    "Exit",
    "Fork",
    "Inside",
    "Message",
    "Messages",
    "Move",
    "Moved",
    "NewConversation",
    "Offer",
    "Overview",
    "Place",
    "Problem",
    "Program",
    "ProgramAction",
    "ProgramExit",
    "ProgramState",
    "Prompts",
    "Ready",
    "Retracted",
    "Rewind",
    "Rewound",
    "Running",
    "StartScenario",
    "Started",
    "TakeOver",
    "TakeTurn",
    "Text",
    "Tried",
    "TryPrompt",
    "Turn",
    "TurnResult",
    "Turns",
    "Usage",
    "event_schema",
]
