"""The kinds of things a client says."""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """How a message is to be taken."""

    NOTHING = auto()
    HELLO = auto()
    THANKS = auto()
    SORRY = auto()
    WHO_ARE_YOU = auto()
    WHY = auto()
    UNCLEAR = auto()
    """The client does not see what is asked."""
    RECAP = auto()
    """The client asks what was kept."""
    QUESTION = auto()
    """A question that a script has no answer to."""
    DANGER = auto()
    """The client speaks of harming themselves or somebody else, or of being harmed."""
    COMPLAINT = auto()
    STOP = auto()
    SKIP = auto()
    UNSURE = auto()
    YES = auto()
    NO = auto()
    DONE = auto()
    ANSWER = auto()


#: What is neither an answer nor about the answer: it gets a word, and the question stays as it is.
ASIDES = frozenset(
    {
        *(Kind.NOTHING, Kind.HELLO, Kind.THANKS, Kind.SORRY, Kind.WHO_ARE_YOU),
        *(Kind.WHY, Kind.UNCLEAR, Kind.RECAP, Kind.QUESTION, Kind.STOP),
    }
)
