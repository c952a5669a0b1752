"""What the walk's coach knows of a client."""

from typing import Annotated

from coach import Key, Memory, Record, Records


class Fact(Record):
    """Something lasting that the client told."""

    key: Annotated[str, Key()]
    value: str


class Identity(Record):
    """A part of who the client is or wants to become."""

    name: Annotated[str, Key()]
    note: str


class WalkMemory(Memory):
    """Facts and identities, each kept under a name."""

    facts: Records[Fact]
    identities: Records[Identity]
