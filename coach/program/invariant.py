"""Invariants: what is so of every memory that the program's own actions can make."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from coach.errors import ProgramError
from coach.program.memory import Memory
from coach.values import value

C = TypeVar("C", bound=Callable[[Any], Iterator[str]])

_MARK = "__coach_invariant__"
#: More of one invariant is not told.
_MOST = 20


@value
class Invariant:
    """One of them, as it is declared with `@invariant`."""

    name: str
    text: str
    """What is always so, as one line: the docstring's first."""
    check: Callable[[Any], Iterator[str]]

    def wrong(self, memory: Memory) -> list[str]:
        """What is wrong with this memory, a sentence each; nothing where it holds. What it raises is wrong too."""
        found: list[str] = []
        try:
            for each in self.check(memory.copied(locked=True)):
                found.append(f"{each} (always: {self.text})")
                if len(found) == _MOST:
                    break
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a library's panic is no Exception
            found.append(f"the invariant {self.name} raised {type(error).__name__}: {error}".rstrip(": "))
        return found


def invariant(check: C) -> C:
    """Mark a method of the memory, or a function of it beside the memory's class, as what always has to be so.

    It yields what is wrong, as a guard yields what is missing; its docstring's first line says what is always so. The
    open offer is the memory's `offer`, as everywhere.
    Walks check it after every turn, and whoever explores the program tries to break it.
    """
    if not inspect.isfunction(check):
        raise ProgramError(f"@invariant goes on a method or a function of the memory, not on {check!r}")
    if not inspect.isgeneratorfunction(check):
        raise ProgramError(f"invariant {check.__name__} never yields; it has to yield what is wrong")
    try:
        inspect.signature(check).bind(None)
    except TypeError:
        problem = f"invariant {check.__name__} is called with the memory alone; its signature does not fit"
        raise ProgramError(problem) from None
    if not _first_line(check):
        raise ProgramError(f"invariant {check.__name__} has no docstring; its first line says what is always so")
    setattr(check, _MARK, True)
    return check


def invariants_of(memory: type[Memory]) -> tuple[Invariant, ...]:
    """Those of a memory: its methods, inherited ones too, then the functions of the modules it is written in."""
    classes = [cls for cls in memory.__mro__ if issubclass(cls, Memory) and cls is not Memory]
    methods = dict.fromkeys(name for cls in reversed(classes) for name in vars(cls))
    modules = [sys.modules[cls.__module__] for cls in reversed(classes) if cls.__module__ in sys.modules]
    found = [getattr(memory, name) for name in methods]
    found += [each for module in dict.fromkeys(modules) for each in vars(module).values()]
    marked = dict.fromkeys(each for each in found if inspect.isfunction(each) and hasattr(each, _MARK))
    return tuple(Invariant(each.__name__, _first_line(each), each) for each in marked)


def broken(invariants: Iterable[Invariant], memory: Memory) -> list[str]:
    """What of a memory is not as it always should be, in the order declared."""
    return [each for invariant in invariants for each in invariant.wrong(memory)]


def _first_line(check: Callable[..., Any]) -> str:
    return (check.__doc__ or "").strip().partition("\n")[0].rstrip(".")
