"""Coverage of a program: which of its states, exits, guards, actions, offers and templates the tests have seen.

`Recorder` looks on while conversations are taken and makes a `Report`; the pytest options `--coach-cov…` are one way
to use it. pytest imports this package at the start of every run, so all of it is imported when it is first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.testing.coverage.recorder import Recorder
    from coach.testing.coverage.report import Report

_LATER = {"Recorder": "coach.testing.coverage.recorder", "Report": "coach.testing.coverage.report"}

__all__ = ["Recorder", "Report"]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'coach.testing.coverage' has no attribute {name!r}")
