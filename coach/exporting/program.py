"""What a front end has to know of a program: its states and exits, its actions, its offers."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.errors import PydanticInvalidForJsonSchema

from coach.engine.program import Program
from coach.errors import ProgramError
from coach.exporting.offers import Kind, Some, kinds_of
from coach.exporting.schemas import Schemas
from coach.exporting.writing import comment, key, literal, union
from coach.program.action import Action, TransitionState, description, wire_name

#: What a program's module declares by itself, so that nothing else is called so.
OWN = (
    "PROGRAM", "VERSION", "State", "TITLES", "Exits", "ActionName", "ActionParameters", "ProposedAction", "OfferKind",
    "OfferKinds",
)  # fmt: skip
_ANY = "(string & {})"  # any text, and editors still offer those beside it


def program_module(program: Program, schemas: Schemas) -> Iterator[str]:
    """The declarations of a program, a piece each; those of what it refers to are in `schemas` afterwards.

    Raises `ProgramError` where an action has a field that has no JSON form.
    """
    yield f"export const PROGRAM = {literal(program.name)};\n"
    changes = comment("It changes with every change to the program.")
    yield f"{changes}export const VERSION = {literal(program.version)};\n"
    yield _states(program)
    yield _exits(program)
    yield _actions(program, schemas)
    yield _offers(*kinds_of(program))


def _states(program: Program) -> str:
    names = "".join(f"  {literal(name)},\n" for name in program.states)
    titles = "".join(f"  {key(name)}: {literal(state.title)},\n" for name, state in program.states.items())
    return (
        f"{comment('The states, as they are declared.')}export const State = [\n{names}] as const;\n"
        "export type State = (typeof State)[number];\n\n"
        f"{comment('What each is called where people see it.')}"
        f"export const TITLES: {{ readonly [state in State]: string }} = {{\n{titles}}};\n"
    )


def _exits(program: Program) -> str:
    lines = ""
    for name, state in program.states.items():
        targets = union(literal(exit.target) for exit in state.exits)
        lines += f"{comment(state.purpose, indent='  ')}  {key(name)}: {targets};\n"
    said = "Where each state can lead, by its exits; the interludes on the way are states as well."
    return f"{comment(said)}export interface Exits {{\n{lines}}}\n"


def _actions(program: Program, schemas: Schemas) -> str:
    lines = ""
    actions: dict[str, type[Action]] = {**program.actions, wire_name(TransitionState): TransitionState}
    for name, cls in actions.items():
        lines += f"{comment(description(cls), indent='  ')}  {key(name)}: {_parameters(cls, schemas)};\n"
    return (
        f"{comment('The parameters of each action, by its name.')}export interface ActionParameters {{\n{lines}}}\n\n"
        "export type ActionName = keyof ActionParameters;\n\n"
        f"{comment('An action with its parameters.')}"
        "export type ProposedAction = { [name in ActionName]: { type: name } & ActionParameters[name] }[ActionName];\n"
    )


def _parameters(cls: type[Action], schemas: Schemas) -> str:
    if cls is TransitionState:
        return "{ target_state: State }"
    try:
        schema = {**cls.model_json_schema(), "description": ""}
    except PydanticInvalidForJsonSchema as error:
        raise ProgramError(f"{cls.__name__} has a field that has no JSON form: {error.message}") from None
    if not schema.get("properties"):
        return "{}"
    return schemas.declare(f"{cls.__name__}Parameters", schema)


def _offers(kinds: list[Kind], sure: bool) -> str:
    lines = ""
    for kind in kinds:
        buttons, fields = (union([*map(literal, some.names), *_more(some)]) for some in (kind.buttons, kind.fields))
        lines += f"  {key(kind.name)}: {{ button: {buttons}; field: {fields} }};\n"
    others = "" if sure else " Others are made at run time."
    said = f"The kinds of offers, with the names of their buttons and of the texts to edit.{others}"
    any_kind = "keyof OfferKinds" if sure else f"keyof OfferKinds | {_ANY}"
    body = f"{{\n{lines}}}" if lines else "{}"
    return f"{comment(said)}export interface OfferKinds {body}\n\nexport type OfferKind = {any_kind};\n"


def _more(some: Some) -> list[str]:
    return [] if some.all else [_ANY]
