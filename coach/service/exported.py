"""The program and everything that the service takes and gives, as one module of TypeScript."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from coach.engine.program import Program
from coach.exporting import Names, Schemas, program_module
from coach.exporting.program import OWN
from coach.exporting.writing import comment, key, literal, union
from coach.graph.document import GraphDocument
from coach.program.words import kept
from coach.service import shapes
from coach.service.kinds import INVALID, KINDS, OTHER, PLAIN, URN

#: What each request carries and gives as JSON, by the names of the shapes; other answers are text.
OPERATIONS: dict[str, tuple[str | None, str | None]] = {
    "POST /v1/conversations": ("NewConversation", "Begun"),
    "GET /v1/conversations": (None, "Conversations"),
    "GET /v1/conversations/{conversation}": (None, "ConversationState"),
    "DELETE /v1/conversations/{conversation}": (None, None),
    "POST /v1/conversations/{conversation}/turns": ("TakeTurn", "TurnResult"),
    "GET /v1/conversations/{conversation}/turns": (None, "Turns"),
    "GET /v1/conversations/{conversation}/turns/{turn}": (None, "TurnResult"),
    "GET /v1/conversations/{conversation}/turns/{turn}/inside": (None, "Inside"),
    "GET /v1/conversations/{conversation}/messages": (None, "Messages"),
    "GET /v1/conversations/{conversation}/actions": (None, "Actions"),
    "POST /v1/conversations/{conversation}/move": ("Move", "TurnResult"),
    "PATCH /v1/conversations/{conversation}/memory": ("EditMemory", "TurnResult"),
    "POST /v1/conversations/{conversation}/takeover": ("TakeOver", "TurnResult"),
    "POST /v1/conversations/{conversation}/release": (None, "TurnResult"),
    "POST /v1/conversations/{conversation}/answer": ("Answer", "TurnResult"),
    "POST /v1/conversations/{conversation}/reset": (None, "Begun"),
    "POST /v1/conversations/{conversation}/fork": ("Fork", "Begun"),
    "POST /v1/conversations/{conversation}/rewind": ("Rewind", "Rewound"),
    "POST /v1/scenarios/start": ("StartScenario", "Begun"),
    "GET /v1/program": (None, "Program"),
    "GET /v1/program/graph.json": (None, "GraphDocument"),
    "GET /v1/program/prompts": (None, "Prompts"),
    "POST /v1/program/prompts/try": ("TryPrompt", "Tried"),
    "GET /v1/overview": (None, "Overview"),
    "GET /v1/caller": (None, "Calling"),
}
#: Where a shape has the name of a state.
_STATES = {
    ("TurnResult", "state"), ("TurnResult", "from_state"), ("Started", "state"), ("Moved", "from_state"),
    ("Moved", "to_state"), ("ConversationState", "state"), ("Exit", "target"), ("Move", "state"),
}  # fmt: skip
_OVERRIDES = {
    **dict.fromkeys(_STATES, "State"),
    ("TurnResult", "missing"): "{ [state in State]?: string[] }",
    ("Offer", "kind"): "OfferKind | (string & {})",  # what the source does not show may come, too
    ("Problem", "type"): "ProblemType",
}
_TOP = """\
The program {name}, and the service that talks by it.
Made by `coach export typescript`, or read from GET /v1/typescript. Do not edit it; make it anew.
"""


def typescript(program: Program) -> str:
    """The module. Raises `ProgramError` where an action has a field that has no JSON form."""
    names = Names((*OWN, "ProblemType", "EventKind", "TurnEvent", "EventData", "Operations"))
    schemas = Schemas(names, lambda owner, name: _OVERRIDES.get((owner, name)))
    _declare_shapes(schemas)
    pieces = [
        comment(_TOP.format(name=literal(program.name))),
        *program_module(program, schemas),
        _problems(),
        _events(),
        _operations(),
        *schemas.declarations,
    ]
    return kept("\n".join(piece for piece in pieces if piece))


def _declare_shapes(schemas: Schemas) -> None:
    """All that comes in and goes out, under the names that it has there."""
    named = sorted({name for pair in OPERATIONS.values() for name in pair if name is not None})
    models: dict[str, type[BaseModel]] = {shape.__name__: shape for shape in shapes.EVENTS.values()}
    models |= {name: GraphDocument if name == "GraphDocument" else getattr(shapes, name) for name in named}
    _, whole = models_json_schema([(model, "validation") for model in models.values()])
    for name in sorted(whole["$defs"]):
        schemas.declare(name, whole["$defs"][name], whole["$defs"])


def _problems() -> str:
    codes = {*(kind.code for kind in KINDS.values()), *(code for code, _, _ in PLAIN.values()), INVALID, OTHER[0]}
    types = "".join(f"\n  | {literal(URN + code)}" for code in sorted(codes))
    return f"{comment('What a problem is, for programs.')}export type ProblemType ={types}\n  | (string & {{}});\n"


def _events() -> str:
    data = "".join(f"  {kind}: {shape.__name__};\n" for kind, shape in shapes.EVENTS.items())
    return (
        f"{comment('What the events of a turn carry, by their kind.')}export interface EventData {{\n{data}}}\n\n"
        "export type EventKind = keyof EventData;\n\n"
        f"{comment('An event of a stream, its data read as JSON.')}"
        "export type TurnEvent = {\n"
        "  [kind in EventKind]: { event: kind; data: EventData[kind]; id?: string };\n"
        "}[EventKind];\n"
    )


def _operations() -> str:
    lines = ""
    for operation, (body, answer) in OPERATIONS.items():
        lines += f"  {key(operation)}: {{ body: {union([body or 'undefined'])}; response: {answer or 'undefined'} }};\n"
    said = "What each request carries and gives. Every error is a `Problem`."
    return f"{comment(said)}export interface Operations {{\n{lines}}}\n"
