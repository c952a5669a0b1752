"""Guards: pure functions of the memory that yield what is still missing; nothing missing means open."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, NoReturn, TypeVar, overload

from coach.errors import ProgramError
from coach.program.memory import Memory
from coach.program.words import keepable, within

M = TypeVar("M", bound=Memory)
M_contra = TypeVar("M_contra", bound=Memory, contravariant=True)

#: A guard that yields more than this is taken to be broken.
MOST = 200


class GuardBug(Exception):
    """A guard raised, wrote to the memory, or yielded something that is not a sentence. Internal."""


class Guard(Generic[M_contra]):
    """Made with `@guard`; combine with `&` (all that either misses), `|` and `~`, never with `and`, `or`, `not`."""

    def __init__(
        self,
        check: Callable[[M_contra], Iterator[str]],
        text: str,
        parts: tuple[Guard[Any], ...] = (),
        sign: Literal["", "&", "|", "~"] = "",
    ) -> None:
        self.check = check
        self.text = text
        """What it wants, as one line: its docstring, or that of its parts."""
        self.parts = parts
        self.sign = sign
        """What its parts are combined with; empty where it has none."""

    def missing(self, memory: M_contra) -> tuple[str, ...]:
        """What is still missing, in order. Raises `GuardBug` where the guard itself is at fault."""
        found: list[str] = []
        try:
            for item in self.check(memory):
                if not isinstance(item, str) or not item.strip():
                    raise GuardBug(f"{self} yielded {item!r}; a guard yields sentences")
                if not keepable(item):
                    raise GuardBug(f"{self} yielded {item!r}, which no database can keep")
                found.append(item)
                if len(found) > MOST:
                    raise GuardBug(f"{self} yields without end")
        except (GuardBug, KeyboardInterrupt):
            raise
        except BaseException as error:  # a library's panic is no Exception
            raise GuardBug(f"{self} raised {type(error).__name__}") from error
        return tuple(found)

    @property
    def functions(self) -> tuple[Callable[..., Iterator[str]], ...]:
        """The functions it is made of."""
        return tuple(f for part in self.parts for f in part.functions) if self.parts else (self.check,)

    @overload
    def __and__(self: Guard[M], other: Guard[M]) -> Guard[M]: ...
    @overload
    def __and__(self: Guard[Memory], other: Guard[M]) -> Guard[M]: ...
    def __and__(self: Guard[Any], other: Guard[Any]) -> Guard[Any]:
        _check_guard(other, "&")

        def both(memory: Memory) -> Iterator[str]:
            yield from dict.fromkeys((*self.missing(memory), *other.missing(memory)))

        return Guard(both, f"{self.text}, and {within(other.text)}", (self, other), "&")

    @overload
    def __or__(self: Guard[M], other: Guard[M]) -> Guard[M]: ...
    @overload
    def __or__(self: Guard[Memory], other: Guard[M]) -> Guard[M]: ...
    def __or__(self: Guard[Any], other: Guard[Any]) -> Guard[Any]:
        _check_guard(other, "|")

        def either(memory: Memory) -> Iterator[str]:
            one, two = self.missing(memory), other.missing(memory)
            if one and two:
                yield f"either {', '.join(one)}; or {', '.join(two)}"

        return Guard(either, f"either {within(self.text)}, or {within(other.text)}", (self, other), "|")

    def __invert__(self: Guard[M]) -> Guard[M]:
        def unless(memory: M) -> Iterator[str]:
            if not self.missing(memory):
                yield f"not while: {self.text}"

        return Guard(unless, f"not while: {self.text}", (self,), "~")

    def __bool__(self) -> NoReturn:
        raise TypeError("a guard is combined with & | ~, not with and, or, not")

    def __repr__(self) -> str:
        return f"guard {self.check.__name__}" if not self.parts else f"guard ({self.text})"


def guard(check: Callable[[M], Iterator[str]]) -> Guard[M]:
    """Make a guard of a generator function of the memory; its docstring's first line says what it wants."""
    if not inspect.isfunction(check):
        raise ProgramError(f"@guard goes on a function of the memory, not on {check!r}")
    if not inspect.isgeneratorfunction(check):
        raise ProgramError(f"guard {check.__name__} never yields; it has to yield what is still missing")
    try:
        inspect.signature(check).bind(None)
    except TypeError:
        raise ProgramError(f"guard {check.__name__} is called with (memory); its signature does not fit") from None
    text = (check.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    if not text:
        raise ProgramError(f"guard {check.__name__} has no docstring; its first line says what it wants")
    return Guard(check, text)


@guard
def no_open_offer(memory: Memory) -> Iterator[str]:
    """No question with buttons waits for the client's answer."""
    if memory.offer is not None:
        yield f"The client has still to answer: “{memory.offer.text}”"


def _check_guard(other: object, sign: str) -> None:
    if not isinstance(other, Guard):
        raise ProgramError(f"{sign} joins two guards, but {other!r} is not made with @guard")
