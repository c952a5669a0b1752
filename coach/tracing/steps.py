"""The steps that can be traced. Where nobody traces, each costs a look into an empty dict."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Step = Literal["request", "turn", "claim", "call", "decision", "commit"]
#: Is called in a step's place, with the step's function and what that is called with; gives what it gives.
Around = Callable[..., Any]

#: Who traces which step now.
around: dict[Step, Around] = {}


def traced(step: Step) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function a step."""

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def called(*arguments: P.args, **options: P.kwargs) -> T:
            tracer = around.get(step)
            if tracer is None:
                return function(*arguments, **options)
            result: T = tracer(function, *arguments, **options)
            return result

        return called

    return decorated
