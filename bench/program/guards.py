"""What every phase of the walk wants before the client moves on."""

from collections.abc import Iterator

from coach import guard

from .memory import WalkMemory


@guard
def a_fact_is_known(memory: WalkMemory) -> Iterator[str]:
    """A fact about the client is known."""
    if not memory.facts:
        yield "no fact is known yet"
