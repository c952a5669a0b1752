"""Actions: what may be done to the memory, one class each; everything else is derived from the class."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from coach.errors import ProgramError
from coach.program.fields import check_kept, check_names
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.values import value

M = TypeVar("M", bound=Memory)

#: Who may ask for something: the model with `TRANSITION_STATE`, the machine by itself (`auto`), the
#: client with a button (`user`), a person who runs the service (`operator`).
By = Literal["model", "auto", "user", "operator"]


@value
class Turn(Generic[M]):
    """What an action or `on_enter` works on."""

    memory: M
    """A copy of its own: what raises leaves no trace."""
    state: str
    number: int
    """The number of this turn; the opening is turn 0."""
    now: datetime
    """The database's clock, in UTC."""
    since_last: timedelta | None
    """How long ago the last turn was; None in turn 0."""
    context: Mapping[str, Any]
    """What the host passed for this turn."""
    by: By = "model"

    def put(self, offer: Offer) -> Offer:
        """Put a question with buttons to the client; it takes the place of one that is open. Returns it with its id."""
        made = replace(offer, id=self.memory.new_id(), turn=self.number)
        self.memory.with_offer(made)
        return made

    def withdraw(self) -> Offer | None:
        """Take the open offer back; returns it, None where there is none."""
        offer = self.memory.offer
        self.memory.with_offer(None)
        return offer


class Action(BaseModel):
    """The base of actions: fields are the parameters, the docstring tells the model when to use it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        check_names(cls, Action, extra=("type", "apply"))  # before pydantic sees the fields: it would only warn
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        check_kept(cls, Action)

    def apply(self, turn: Turn[Any]) -> str | None:
        """Do it to `turn.memory`; return one line that says what was done. Raise `Refused` to refuse."""
        raise NotImplementedError(f"{type(self).__name__} has no apply")


class TransitionState(Action):
    """Ask to move on to another state, once what it wants is there."""

    target_state: str


def wire_name(action: type[Action] | Action) -> str:
    """The name the model uses: `SaveIdentity` is `SAVE_IDENTITY`."""
    name = (action if isinstance(action, type) else type(action)).__name__
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).upper()


def check_action(cls: type[Action]) -> None:
    """Raise `ProgramError` unless the class is a whole action: a fit name, an `apply` of its own, a docstring."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", wire_name(cls)):
        raise ProgramError(f"{cls.__name__} is no name for an action; use up to 64 letters a to z and digits")
    if wire_name(cls) == wire_name(TransitionState):
        raise ProgramError(f"{cls.__name__}: TRANSITION_STATE is built in; call the class something else")
    if cls.apply is Action.apply:
        raise ProgramError(f"{cls.__name__} has no apply method, so it would do nothing")
    check_plain(cls.apply, 2)
    if not (cls.__doc__ or "").strip() or cls.__doc__ in {base.__doc__ for base in cls.__mro__[1:]}:
        raise ProgramError(f"{cls.__name__} has no docstring; it tells the model when to use the action")


def check_plain(function: Callable[..., Any], arguments: int) -> None:
    """Raise `ProgramError` unless calling the function with so many arguments does its work there and then."""
    name = getattr(function, "__qualname__", repr(function))
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise ProgramError(f"{name} is async or a generator, so calling it would do nothing; write a plain function")
    try:
        inspect.signature(function).bind(*range(arguments))
    except ValueError:  # written in C: it does not say
        return
    except TypeError:
        wanted = "(self, turn)" if arguments == 2 else "(turn)"
        raise ProgramError(f"{name} is called with {wanted}; its signature does not fit") from None


def description(cls: type[Action]) -> str:
    """The docstring, cleaned, as the model reads it."""
    return inspect.cleandoc(cls.__doc__ or "")
