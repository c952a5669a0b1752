"""The service itself: its problems, and whether it is well."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coach.service.shapes.base import Out


class Place(Out):
    at: str = Field(description="Where in the request.", examples=["body.text"])
    problem: str


class Problem(Out):
    """An error (RFC 9457)."""

    type: str = Field(description="Its kind, for programs.", examples=["urn:coach:busy"])
    title: str = Field(examples=["Another turn is running"])
    status: int = Field(examples=[409])
    detail: str
    remedy: str = Field(description="What to do about it.")
    errors: list[Place] | None = Field(None, description="Of a request that is not valid: each place that is wrong.")


class Alive(Out):
    status: Literal["alive"]


class Ready(Out):
    status: Literal["ready"]
    migration: str
    program: str = Field(description="The program's version.")
