"""What the model said, parsed: one contract for every reply format.

`coach.engine.replies` holds the readers and writers of the formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal, Protocol

from coach.values import value

FormatName = Literal["json", "tools", "tags", "xml"]

#: The largest raw reply, in bytes of UTF-8; a larger one is malformed.
MAX_BYTES = 256 * 1024
#: How deep objects and lists may be nested in a reply.
MAX_DEPTH = 32
#: The longest list of actions in one reply.
MAX_ACTIONS = 16

#: For each action's wire name, the names of its parameters that are plain text.
TextParams = Mapping[str, frozenset[str]]


@value
class Proposal:
    """One action as the model asked for it, not yet checked against the program."""

    type: str
    """The wire name, in upper case."""
    params: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
    """Why it could not be read; `params` is then `{"text": …}`, what stood there."""


@value
class Reply:
    """A reply that could be read: words free of markup, and the proposed actions in their order."""

    message: str
    proposals: tuple[Proposal, ...] = ()
    diagnostics: tuple[str, ...] = ()
    """What was tolerated on the way, for the log."""


@value
class Malformed:
    """A reply that could not be read."""

    problem: str
    """One sentence, addressed to the model: what is wrong and what would be right."""


class Format(Protocol):
    """One way of writing a reply. Pure; the same for every program."""

    name: FormatName

    def read(self, raw: str, texts: TextParams) -> Reply | Malformed:
        """The reply in `raw`; never raises, whatever `raw` holds."""

    def write(self, message: str, proposals: Sequence[Proposal] = ()) -> str:
        """The raw text that `read` turns into this message and these proposals."""

    def neutralise(self, text: str) -> str:
        """`text` with this format's markup made harmless, for a client's words inside a prompt."""

    def explain(self, acts: bool) -> str:
        """How to write a reply, for the constant part of a prompt; `acts`: the state has actions."""
