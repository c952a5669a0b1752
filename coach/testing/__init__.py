"""Scripted conversations as tests: the fixture `walk`, and what it is made of.

The pytest plugin stands in this package and is imported at the start of every run, so the engine is
imported when a walk is first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.testing.files.running import WalkFailed, run
    from coach.testing.files.script_yaml import load_script, save_script
    from coach.testing.snapshots.keeping import Snapshots
    from coach.testing.walking.script import Script
    from coach.testing.walking.step import Step
    from coach.testing.walking.walk import Walk

_LATER = {
    "Script": "coach.testing.walking.script",
    "Snapshots": "coach.testing.snapshots.keeping",
    "Step": "coach.testing.walking.step",
    "Walk": "coach.testing.walking.walk",
    "WalkFailed": "coach.testing.files.running",
    "load_script": "coach.testing.files.script_yaml",
    "run": "coach.testing.files.running",
    "save_script": "coach.testing.files.script_yaml",
}

__all__ = ["Script", "Snapshots", "Step", "Walk", "WalkFailed", "load_script", "run", "save_script"]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'coach.testing' has no attribute {name!r}")
