"""What a walk says, part by part: one model for those in YAML and those in Python.

A field with a default may be left out, and is where it has that value. Many a part may be written shorter than it is
kept: one item without its list, a text for the part whose main field it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from coach.engine.outcome import Kind
from coach.engine.reply import FormatName
from coach.testing.walking.clock import read_time
from coach.testing.walking.parts import OpenOffer, Part, Silence

_LONGEST_TITLE = 200


def _listed(of: Callable[[Any], Any] = lambda item: item) -> Callable[[Any], Any]:
    """Makes a list of what may stand alone; `of` is done to each item."""
    return lambda given: [of(item) for item in (given if isinstance(given, list) else [given])]


def _short(field: str) -> Callable[[Any], Any]:
    """Makes a part of the text that may stand for it: its field of this name."""

    def part(given: Any) -> Any:
        if isinstance(given, str):
            return {field: given}
        if not isinstance(given, dict | BaseModel):
            raise PydanticCustomError("short_type", "is neither text nor a mapping of names")
        return given

    return part


def _all_or_listed(given: Any) -> Any:
    """As `_listed`; `true`, which stands for all that there is, becomes an empty list."""
    if given is True:
        return []
    if given == []:
        raise PydanticCustomError("empty", "is empty; write true where it does not matter which, or leave it out")
    return _listed()(given)


def _time(text: str) -> str:
    read_time(text)
    return text


class ScriptedAction(Part):
    """An action: its name, and its parameters beside it."""

    model_config = ConfigDict(extra="allow")

    type: str
    """The action's name, such as SAVE_GOAL."""

    @property
    def params(self) -> dict[str, Any]:
        """The parameters by name."""
        return dict(self.model_extra or {})


_ByName = Annotated[ScriptedAction, BeforeValidator(_short("type"))]
_Actions = Annotated[
    list[_ByName],
    BeforeValidator(_listed(), json_schema_input_type=str | ScriptedAction | list[str | ScriptedAction]),
]


class Reply(Part):
    """What the model says when it is asked, once."""

    message: str = ""
    """The words to the client."""
    actions: _Actions = []
    """The actions that the model asks for, in their order."""
    raw: str | None = None
    """Instead of both: the text exactly as a model sends it, well-formed or not."""
    format: FormatName | None = None
    """How it is written, where that is not as the walk's other replies are."""
    cut: bool = False
    """The model's server cut it off at its longest length."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.raw is not None and (self.message or self.actions):
            raise ValueError("has `raw`, the whole text of a reply, and so no message and no actions of its own")
        if not self.model_fields_set:
            raise ValueError("is empty; write a message, actions, or `raw`")
        return self


class Refusal(Part):
    """An action that was not done."""

    words: str = ""
    """Words of the reason."""
    kind: Kind | None = None
    """What kind of refusal it is."""


class Offered(Part):
    """A question with buttons that waits for the client."""

    kind: str
    """What kind of offer it is."""
    words: str = ""
    """Words of its text."""


_Texts = Annotated[list[str], BeforeValidator(_listed(), json_schema_input_type=str | list[str])]
_Replies = Annotated[
    list[Annotated[Reply, BeforeValidator(_short("message"))]],
    BeforeValidator(_listed(), json_schema_input_type=str | Reply | list[str | Reply]),
]
_Applied = Annotated[
    list[_ByName],
    BeforeValidator(
        _all_or_listed, json_schema_input_type=Literal[True] | str | ScriptedAction | list[str | ScriptedAction]
    ),
]
_Names = Annotated[list[str], BeforeValidator(_all_or_listed, json_schema_input_type=Literal[True] | str | list[str])]
_Refusals = Annotated[
    list[Annotated[Refusal, BeforeValidator(_short("words"))]],
    BeforeValidator(
        _listed(lambda item: {} if item is True else item),
        json_schema_input_type=Literal[True] | str | Refusal | list[str | Refusal],
    ),
]
_Offered = Annotated[Offered, BeforeValidator(_short("kind"), json_schema_input_type=str | Offered)]


class Expectation(Part):
    """What has to be so after a turn. Nothing is expected of what is left out."""

    applied: _Applied | None = None
    """Actions that were applied, by name or with parameters; `true`: all that were proposed, and some were."""
    refused: _Refusals | None = None
    """Words of the reason of an action that was refused, or `{words: …, kind: …}`; `true`: something was refused."""
    failed: _Names | None = None
    """Names of actions that failed, by a fault of the program's own code; `true`: one failed."""
    moves_to: str | None = None
    """The other state that the turn ended in."""
    stays: Literal[True] | None = None
    """The turn ended where it began."""
    state: str | None = None
    """The state after the turn, moved or not."""
    offers: _Offered | None = None
    """The kind of the offer that is open after the turn, or `{kind: …, words: …}`."""
    offers_nothing: Literal[True] | None = None
    """No offer is open after the turn."""
    says: _Texts | None = None
    """Words of what the coach said."""
    missing: dict[str, _Texts] | None = None
    """For a state that an exit leads to, what is still missing, all of it; an empty list where it is open."""
    remembers: dict[str, Any] | None = None
    """The memory: for a scalar its value, for a collection records with these fields, or [] where it is empty."""
    prompt_contains: _Texts | None = None
    """Words that the model was told."""
    calls: Annotated[int, Field(ge=0)] | None = None
    """How often the model was asked."""


class Turn(Part):
    """One turn: what the client does, what the model replies, and what comes of it."""

    silence: Silence | None = None
    """Time that passes before it, such as `{days: 3}`."""
    user: str | None = None
    """What the client says."""
    button: str | None = None
    """Or the button of the open offer that the client presses, by its name or label."""
    nothing_said: Literal[True] | None = None
    """Or nothing is said: time has passed, and the coach has the word."""
    fields: dict[str, str] = {}
    """The texts of the offer that the client edits, by their names."""
    context: dict[str, Any] = {}
    """Data that the caller passes with the turn, for actions and prompts."""
    coach: _Replies = []
    """The model's reply: its words alone, or with actions, or `raw`; a list where it is asked more than once."""
    expect: Expectation = Expectation()
    """What has to be so after it."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if [self.user, self.button, self.nothing_said].count(None) != 2:
            raise ValueError(
                "has to have one of `user`, what the client says, `button`, what the client presses, "
                "and `nothing_said: true`"
            )
        if self.fields and self.button is None:
            raise ValueError("has `fields`, which are edited where a `button` is pressed")
        return self


class Script(Part):
    """A walk: a scripted conversation, used as a test."""

    walk: str
    """What the walk shows, in a line."""
    program: str | None = None
    """The program's folder, seen from this file; without it, the one that the walks are run for."""
    interludes: bool | None = None
    """Breaks and videos between groups of states, on or off; without it, as the program has them."""
    format: FormatName | None = None
    """How the model writes its replies; without it, as the walks are run: json."""
    after: str | None = None
    """Another walk, seen from this file, whose turns come first."""
    cases: Annotated[list[dict[str, str | int | float | bool | None]], Field(min_length=1)] | None = None
    """The walk is run for each of these; `"{name}"` in the texts below stands for the case's value of that name."""
    at: str | None = None
    """The state it begins in; without it, where conversations begin."""
    memory: dict[str, Any] = {}
    """What is known at the beginning."""
    entered: list[str] = []
    """The states that were entered before; none of them says its opening again."""
    offer: OpenOffer | None = None
    """The offer that waits for the client's answer at the beginning."""
    now: Annotated[str, AfterValidator(_time)] | None = None
    """What time it is at the beginning, such as `2027-03-01 09:30`, in UTC; then it passes by `silence` alone."""
    keeps_its_promises: Literal[True] | None = None
    """Every turn is held to what is promised of any, as turns of generated conversations are."""
    expect: Expectation = Expectation()
    """What has to be so at the beginning, before the first turn."""
    turns: list[Turn] = []
    """The turns, in their order."""

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if not self.walk.strip() or not self.walk.isprintable() or len(self.walk) > _LONGEST_TITLE:
            raise ValueError(f"`walk` says what it shows, in one line of at most {_LONGEST_TITLE} characters")
        if self.after is not None and any((self.at, self.memory, self.entered, self.offer, self.now)):
            raise ValueError(
                "comes `after` another walk and begins where that ends: "
                "leave out `at`, `memory`, `entered`, `offer` and `now`"
            )
        return self
