"""A program, loaded and frozen: what the engine runs. `coach.loading` makes one of a folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from coach.engine.machine import StateMachine
from coach.engine.schema import describe, reply_schema, text_parameters, tool_definitions
from coach.engine.schema_words import Schema
from coach.errors import ProgramMismatch
from coach.program.action import Action, By, TransitionState, wire_name
from coach.program.invariant import Invariant, invariants_of
from coach.program.memory import Memory
from coach.program.state import Exit, ModelSettings, Settings, State
from coach.program.words import listed


@dataclass(frozen=True)
class StateRules:
    """What follows from one state's declaration, worked out once."""

    state: State

    @cached_property
    def allowed(self) -> Mapping[str, type[Action]]:
        """The actions the model may take here, by wire name."""
        return {wire_name(cls): cls for cls in self.state.actions}

    @cached_property
    def buttons(self) -> Mapping[str, type[Action]]:
        """The actions a button may stand for here, by wire name."""
        return {wire_name(cls): cls for cls in self.state.buttons}

    def may(self, by: By) -> Mapping[str, type[Action]]:
        """What the model may do here, or the client by a button."""
        return self.buttons if by == "user" else self.allowed

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Where the model may ask to go, each once, in the order declared."""
        return tuple(dict.fromkeys(exit.target for exit in self.state.exits if exit.by == "model"))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The wire names of everything the model may ask for here."""
        return (*self.allowed, *(("TRANSITION_STATE",) if self.targets else ()))

    @cached_property
    def schema(self) -> Schema:
        """The strict schema of a whole reply."""
        return reply_schema(self.state.actions, self.targets)

    @cached_property
    def tools(self) -> tuple[Schema, ...]:
        return tool_definitions(self.state.actions, self.targets)

    @cached_property
    def described(self) -> str:
        """The actions, as a prompt lists them."""
        return describe(self.state.actions)


@dataclass(frozen=True)
class Program:
    """One kind of coaching. Everything in it is fixed; it holds nothing of any conversation."""

    name: str
    version: str
    """A hash of its definition, 12 hexadecimal digits."""
    settings: Settings
    states: Mapping[str, State]
    """By name, complete (shared actions and exits included); the initial one is first."""
    actions: Mapping[str, type[Action]]
    """Every action of the program, by wire name."""
    sources: Mapping[str, str]
    """The templates' text, by file name."""
    rules: Mapping[str, StateRules] = field(init=False, repr=False)
    machine: StateMachine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("states", "actions", "sources"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        rules = {name: StateRules(state) for name, state in self.states.items()}
        object.__setattr__(self, "rules", MappingProxyType(rules))
        object.__setattr__(self, "machine", StateMachine(self.states))

    @property
    def memory(self) -> type[Memory]:
        return self.settings.memory

    @property
    def initial(self) -> State:
        return next(iter(self.states.values()))

    def state(self, name: str) -> State:
        """The state of this name; raises `ProgramMismatch` where a stored conversation is in one that is gone."""
        if name not in self.states:
            raise ProgramMismatch(
                f"the conversation is in state {name!r}, which program {self.name!r} (version {self.version}) "
                f"does not have; it has {listed(self.states)}. Run it under the program it began with"
            )
        return self.states[name]

    @cached_property
    def invariants(self) -> tuple[Invariant, ...]:
        """What is always so of the memory."""
        return invariants_of(self.memory)

    @cached_property
    def text_params(self) -> Mapping[str, frozenset[str]]:
        """For each action, its parameters that are plain text."""
        known = {name: text_parameters(cls) for name, cls in self.actions.items()}
        return {**known, "TRANSITION_STATE": text_parameters(TransitionState)}

    def model_settings(self, state: State) -> ModelSettings:
        """The state's settings where it has them, else the program's."""
        own, shared = state.model, self.settings.model
        return ModelSettings(
            name=own.name if own.name is not None else shared.name,
            temperature=own.temperature if own.temperature is not None else shared.temperature,
            output_limit=own.output_limit if own.output_limit is not None else shared.output_limit,
        )

    def exits(self, state: str, target: str) -> tuple[Exit, ...]:
        """The exits from one state to another."""
        return tuple(exit for exit in self.states[state].exits if exit.target == target)

    def landing(self, exit: Exit, entered: Collection[str]) -> str:
        """Where an exit leads whoever entered these states: the first interlude with something new, or its target."""
        shown = {self.states[name].shows for name in entered if name in self.states}
        return next((name for name in exit.via if self.states[name].shows not in shown), exit.target)

    def template(self, state: State) -> str:
        """The file name of a state's template."""
        return f"{state.prompt}.md.j2"

    def __reduce__(self) -> Any:
        raise TypeError("a program is not pickled; load it where it is wanted")
