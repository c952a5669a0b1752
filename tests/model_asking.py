"""Requests to ask a model with, and what it makes of them, for the tests of the models."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Message, Model, Request, Restart
from coach.program.memory import Memory
from coach.program.practice import Situation
from coach.program.state import ModelSettings

SCHEMA = {
    "type": "object",
    "properties": {"message": {"type": "string"}},
    "required": ["message"],
    "additionalProperties": False,
}
TOOL = {"name": "SAVE_NOTE", "description": "Keep a note.", "parameters": SCHEMA, "strict": True}
MESSAGES = (
    Message("system", "You are a coach."),
    Message("assistant", "Welcome! What brings you here?"),
    Message("user", "My work."),
    Message("assistant", "What about it?"),
    Message("system", "Still missing: a name."),
    Message("user", "I am called Ana."),
)


def request(
    format: FormatName = "json",
    messages: Sequence[Message] = MESSAGES,
    settings: ModelSettings | None = None,
    tools: Sequence[dict[str, Any]] = (TOOL,),
) -> Request:
    return Request(
        state="TALK",
        format=format,
        messages=tuple(messages),
        schema=SCHEMA if format == "json" else None,
        tools=tuple(tools) if format == "tools" else (),
        settings=settings or ModelSettings(),
        situation=Situation(state="TALK", memory=Memory(), text="I am called Ana.", asked="", missing={}),
    )


@dataclass(frozen=True)
class Asked:
    """What a model yielded."""

    chunks: tuple[Chunk, ...]

    @property
    def pieces(self) -> list[str]:
        """The words that stand: those after the last restart."""
        pieces: list[str] = []
        for chunk in self.chunks:
            if isinstance(chunk, Restart):
                pieces.clear()
            elif isinstance(chunk, str):
                pieces.append(chunk)
        return pieces

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def restarts(self) -> list[Restart]:
        return [chunk for chunk in self.chunks if isinstance(chunk, Restart)]

    @property
    def end(self) -> Completion:
        assert isinstance(self.chunks[-1], Completion), "the last thing yielded is a completion"
        assert sum(isinstance(chunk, Completion) for chunk in self.chunks) == 1, "and there is one"
        return self.chunks[-1]


async def ask(model: Model, asked: Request | None = None, seconds: float = 5.0) -> Asked:
    """Everything a model yields, with a deadline so many seconds from now."""
    chunks: list[Chunk] = []
    async with aclosing(model.ask(asked or request(), asyncio.get_running_loop().time() + seconds)) as answers:
        async for chunk in answers:
            chunks.append(chunk)
    return Asked(tuple(chunks))
