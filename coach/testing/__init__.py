"""Scripted conversations as tests: the fixture `walk`, and what it is made of.

The pytest plugin stands in this package and is imported at the start of every run, so the engine is
imported when a walk is first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.testing.step import Step
    from coach.testing.walk import Walk

_LATER = {"Step": "coach.testing.step", "Walk": "coach.testing.walk"}

__all__ = ["Step", "Walk"]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'coach.testing' has no attribute {name!r}")
