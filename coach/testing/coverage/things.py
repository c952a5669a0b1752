"""What can be seen of a program: one thing each, by a key that is the same in every process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["states", "exits", "guards", "missing", "actions", "refusals", "offers", "buttons", "branches"]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: What is counted of each kind, in the words of the reports.
MEANING: dict[Kind, str] = {
    "states": "states visited",
    "exits": "exits taken",
    "guards": "guards seen open, and closed",
    "missing": "things that a guard can miss",
    "actions": "actions applied, in each state that allows them",
    "refusals": "refusals of actions",
    "offers": "offers put",
    "buttons": "buttons pressed",
    "branches": "branches of templates",
}

#: Names one thing: its kind, and where it belongs.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a test can see of a program."""

    kind: Kind
    key: Key
    """A state; a state and its exit; an action and a place; …"""
    says: str
    """The thing in words."""
    where: str = ""
    """`file:line`, named from the program's folder."""
    excused: str = ""
    """Why it is never seen, where its author says so."""

    @property
    def whole_key(self) -> Key:
        return (self.kind, *self.key)
