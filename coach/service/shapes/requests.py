"""What comes in."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from coach.service.shapes.base import Blank, In, Name, Named, Reason, TurnNumber, Words, whole

_TEMPLATE = 256 * 1024  # characters


def _owned(schema: dict[str, Any]) -> None:
    """A user is wanted of all whose key is not bound to one."""
    schema["required"] = ["user"]


def _one_of_three(schema: dict[str, Any]) -> None:
    """What a turn may be, as three objects."""
    own = schema.pop("properties")
    for name in own:
        own[name] = next(each for each in own[name].pop("anyOf") if each.get("type") != "null") | own[name]
        own[name].pop("default", None)
    ways = (("message", ("text",), ()), ("answer", ("offer", "button"), ("fields",)), ("nothing said", (), ()))
    schema["oneOf"] = [
        {
            "title": title,
            "type": "object",
            "properties": {name: own[name] for name in (*required, *more)},
            "required": list(required),
            "additionalProperties": False,
        }
        for title, required, more in ways
    ]
    for name in ("type", "additionalProperties"):
        schema.pop(name)


class NewConversation(In):
    model_config = ConfigDict(json_schema_extra=_owned)

    user: Name | None = Field(
        None, description="Whose it shall be. A key that is bound to a user needs none.", examples=["42"]
    )
    label: Name | None = Field(None, description="Marks it, and the records of its actions.")
    memory: dict[str, Any] | None = Field(None, description="What is known already.")


class TakeTurn(In):
    """A message (`text`), the answer to an offer (`offer`, `button`, `fields`), or nothing: time has passed."""

    model_config = ConfigDict(json_schema_extra=_one_of_three)

    text: Words | None = Field(None, description="What the client says.", examples=["I run every morning."])
    offer: Named | None = Field(None, description="The id of the open offer.", examples=["offers-1"])
    button: Named | None = Field(None, description="The name of the button that was pressed.", examples=["agree"])
    fields: dict[Name, Blank] | None = Field(None, description="The texts that were edited, by name.")

    @field_validator("*", mode="before")
    @classmethod
    def _given(cls, found: object) -> object:
        if found is None:
            raise ValueError("leave out what is not given")
        return found


class Move(In):
    state: Name = Field(examples=["IDENTITY_REVIEW"])
    reason: Reason


class EditMemory(In):
    changes: dict[str, Any] = Field(
        min_length=1,
        description="Scalars by name; for a collection, an object of `add`, `change` and `remove`.",
        examples=[{"identities": {"change": {"Runner": {"notes": ["at dawn"]}}}}],
    )
    reason: Reason


class TakeOver(In):
    by: Named = Field(description="Who answers in the coach's place.")


class Answer(In):
    text: Words = Field(description="What the person says.")


class Fork(In):
    turn: TurnNumber | None = Field(None, description="After which turn; by default the last.")
    user: Name | None = Field(None, description="Whose the copy shall be; by default the same.")
    label: Name | None = None


class Rewind(In):
    turn: TurnNumber = Field(description="The turn that shall be the last one.")


class TryPrompt(In):
    """An edit of a template, and a stored turn to see it on."""

    template: Name = Field(examples=["identity_discovery.md.j2"])
    text: Annotated[str, Field(max_length=_TEMPLATE)]
    conversation: str | None = Field(None, description="Its id.")
    turn: Annotated[int, Field(ge=1, lt=2**31), BeforeValidator(whole)] | None = None


class StartScenario(In):
    scenario: Annotated[str, Field(min_length=1, max_length=4 * 1024 * 1024)] = Field(
        description="The text of a scenario's file."
    )
    user: Name | None = None
    reset: bool = Field(False, description="Remove the conversations that were begun from it before.")
