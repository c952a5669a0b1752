"""What a model is asked, and what comes back: the contract between a turn and whoever answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Literal, Protocol

from coach.engine.reply import FormatName
from coach.program.practice import Situation
from coach.program.state import ModelSettings
from coach.values import value

Role = Literal["system", "user", "assistant"]


@value
class Message:
    """One message of a request."""

    role: Role
    text: str


@value
class Request:
    """Everything a model is given for one reply."""

    state: str
    format: FormatName
    messages: tuple[Message, ...]
    """The constant part first, then the window of earlier words, then what changes every turn."""
    schema: Mapping[str, Any] | None
    """The strict JSON schema of the whole reply, for the format `json`."""
    tools: tuple[Mapping[str, Any], ...]
    """One function definition (`name`, `description`, `parameters`, `strict`) an action, for `tools`."""
    settings: ModelSettings
    situation: Situation[Any]
    """The same in plain data, for a practice coach."""


@value
class Usage:
    """Tokens, as the server counted them; None where it said nothing."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None


@value
class Restart:
    """What was yielded so far is void: the call broke off and is made again."""

    reason: str


@value
class Completion:
    """The end of an answer; always the last thing yielded."""

    model: str
    """Who answered, as the server names it."""
    finish: str = "stop"
    """Why it ended: `stop`, `tool_calls`, `length`."""
    usage: Usage = Usage()
    retries: int = 0


Chunk = str | Restart | Completion


class Model(Protocol):
    """Whoever answers."""

    name: str
    """As it is chosen and recorded: `openai/NAME`, `scripted`, `practice`."""

    def format(self, preferred: FormatName) -> FormatName:
        """The format to ask in, given the preferred one and what was learned of the server."""

    def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """Yield the raw reply in pieces, then one `Completion`.

        `deadline` is a time of the running loop's clock. Raises a `ModelError`, or `FormatUnsupported`
        where the server cannot do `request.format` (`format` then answers with another one).
        """

    async def close(self) -> None:
        """Give back connections."""


class FormatUnsupported(Exception):
    """The server cannot do the format of the request; ask `Model.format` again. Internal."""
