"""Parts of a walk that stand by themselves: time that passes, and an offer that is open when it begins."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coach.program.offer import Offer


class Part(BaseModel):
    """A part of a walk."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


class Silence(Part):
    """Time that passes before a turn."""

    weeks: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    """Weeks that pass."""
    days: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    """Days that pass."""
    hours: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    """Hours that pass."""
    minutes: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    """Minutes that pass."""
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    """Seconds that pass."""

    @classmethod
    def of(cls, time: timedelta) -> Self:
        """A time that passed, in days, hours, minutes and seconds."""
        minutes, seconds = divmod(time - timedelta(time.days), timedelta(minutes=1))
        return cls(days=time.days, hours=minutes // 60, minutes=minutes % 60, seconds=seconds.total_seconds())

    @property
    def duration(self) -> timedelta:
        """All of it."""
        return timedelta(weeks=self.weeks, days=self.days, hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    @model_validator(mode="after")
    def _passes(self) -> Self:
        try:
            fits = self.duration > timedelta()
        except OverflowError:
            fits = False
        if not fits:
            raise ValueError("is no time that passes; write like {days: 3, hours: 1}")
        return self


class OfferedButton(Part):
    """A button of an open offer."""

    name: str
    """What an answer names it by."""
    label: str
    """What the client reads."""
    plan: list[dict[str, Any]] = []
    """The actions it stands for, each its `type` and its parameters."""


class OfferedBlank(Part):
    """A text of an open offer that the client may edit."""

    name: str
    """The parameter that it fills."""
    label: str
    """What the client reads."""
    value: str = ""
    """What stands there."""
    longest: int = 500
    """In characters."""


class OpenOffer(Part):
    """An offer that waits for the client's answer."""

    kind: str
    """What it is about."""
    text: str
    """The question."""
    buttons: list[OfferedButton]
    """The answers."""
    fields: list[OfferedBlank] = []
    """What the client may edit."""
    holds: str = ""
    """What is said to a client who writes instead of answering."""
    link: str = ""
    """The address of what is shown."""

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """An offer as a walk begins with it."""
        plain = {name: value for name, value in offer.plain().items() if name in cls.model_fields}
        return cls.model_validate(json.loads(json.dumps(plain)))

    @property
    def offer(self) -> Offer:
        """The offer."""
        return Offer.load(self.model_dump_json())

    @model_validator(mode="after")
    def _can_be_put(self) -> Self:
        if any(not isinstance(step.get("type"), str) for each in self.buttons for step in each.plan):
            raise ValueError("has a button whose plan has an action without its `type`")
        _ = self.offer
        return self
