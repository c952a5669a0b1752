"""The program."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from coach.service.shapes.base import Out


class ProgramExit(Out):
    target: str
    by: str = Field(description="Who may ask for it: model, auto, user, operator.")
    when: str | None = Field(description="What it wants.")
    speaks: Literal["new", "old"]
    via: list[str] = Field(description="The interludes that it passes by.")


class ProgramState(Out):
    name: str
    title: str
    purpose: str
    group: str | None
    initial: bool
    final: bool
    silent: bool
    interlude: bool
    actions: list[str] = Field(description="What the model may do here.")
    buttons: list[str] = Field(description="What the buttons of offers may stand for here.")
    exits: list[ProgramExit]


class ProgramAction(Out):
    name: str
    description: str
    parameters: dict[str, Any] = Field(description="A JSON schema.")


class Program(Out):
    name: str
    version: str
    groups: list[str] = Field(description="In the order in which they are gone through.")
    states: list[ProgramState]
    actions: list[ProgramAction]
