"""What is remembered of a client."""

from typing import Annotated

from coach import Key, Memory, Record, Records


class Goal(Record):
    """Something the client wants to get done."""

    name: Annotated[str, Key()]
    step: str = ""
    """The first step towards it, and when it is taken; empty until there is one."""


class GoalMemory(Memory):
    goals: Records[Goal]
