"""Which parts of the memory are read and written: fields by name, and `offer`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from coach.checking.facts import Facts, Reader
from coach.checking.owned import functions_of
from coach.loading import Program
from coach.program.action import Action
from coach.program.state import State

OFFER = "offer"
_CHANGES = {"add", "change", "remove"}
_OFFERS = {"put", "withdraw", "with_offer"}


class Slots:
    """What guards read, and what all that may be done writes."""

    def __init__(self, program: Program, reader: Reader) -> None:
        self.program = program
        self.reader = reader
        self.every = frozenset((*program.memory.model_fields, OFFER))

    def read(self, functions: Iterable[Callable[..., Any]]) -> frozenset[str]:
        """The parts of the memory that these functions may read."""
        facts = self.reader.whole(functions)
        if facts.reads_all:
            return self.every
        return self.every & (facts.loads | (facts.texts if facts.reads_by_name else set()))

    def read_of(self, attribute: str) -> frozenset[str]:
        """The parts of the memory that one attribute of it rests on: itself, or what a property reads."""
        found = getattr(self.program.memory, attribute, None) if attribute not in self.every else None
        return self.read(functions_of(found)) if found is not None else self.every & {attribute}

    def written(self, functions: Iterable[Callable[..., Any]]) -> frozenset[str]:
        """The parts of the memory that these functions may write."""
        return self._written(self.reader.whole(functions))

    def by_state(self, state: State) -> frozenset[str]:
        """What may be written in a state: by entering it, by the model, by a button."""
        return self.written([*entering(state), *(cls.apply for cls in doable(state))])

    def by_action(self, cls: type[Action]) -> frozenset[str]:
        """What one action may write."""
        return self.written([cls.apply])

    @cached_property
    def by_anybody(self) -> frozenset[str]:
        """What is written anywhere."""
        return frozenset().union(*map(self.by_state, self.program.states.values()))

    @cached_property
    def done(self) -> Facts:
        """All that is done anywhere: what actions, buttons and entering a state are seen to do."""
        states = self.program.states.values()
        actions = (cls.apply for state in states for cls in doable(state))
        return self.reader.whole([*actions, *(each for state in states for each in entering(state))])

    def _written(self, facts: Facts) -> frozenset[str]:
        if facts.writes_all:
            return self.every
        named = facts.stores | (facts.texts if facts.writes_by_name else set())
        collections = self.program.memory.collections.keys()
        found = set(self.every & named) - collections
        if facts.loads & _CHANGES:
            found |= collections & (self.every if facts.reads_all else facts.loads | facts.texts)
        if facts.loads & _OFFERS:
            found.add(OFFER)
        return frozenset(found)


def doable(state: State) -> list[type[Action]]:
    """The actions that are ever done in a state: by the model, where it is asked, and by buttons."""
    return [*(() if state.silent else state.actions), *state.buttons]


def entering(state: State) -> list[Callable[..., Any]]:
    """What is run when a state is entered."""
    return [state.on_enter] if state.on_enter is not None else []
