"""A program's practice coach, answering through the same door as a model: raw text in the reply format."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.engine.request import Chunk, Completion, Request
from coach.program.action import Action, wire_name
from coach.program.practice import Practice


class PracticeModel:
    """Answers with what the practice coach says."""

    name = "practice"

    def __init__(self, practice: Practice[Any]) -> None:
        self._practice = practice

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        said = self._practice(request.situation)
        yield FORMATS[request.format].write(said.message, [proposal(action) for action in said.actions])
        yield Completion(self.name)

    async def close(self) -> None:
        return None


def proposal(action: Action) -> Proposal:
    """An action object as a model would have asked for it."""
    return Proposal(wire_name(action), action.model_dump(mode="json"))
