"""Small programs that can be loaded or cannot, each with one mistake: what `coach check` has to say of it."""

from __future__ import annotations

from broken.actions import DOING
from broken.allowing import ALLOWING
from broken.guards import GUARDS
from broken.leaving import LEAVING
from broken.loading import LOADING
from broken.opening import OPENING
from broken.program import (
    ACTIONS,
    APPLY,
    HEAD,
    MEMORY,
    PLAN_PROMPT,
    WELCOME,
    Broken,
    Files,
    changed,
    guarded,
    memory,
    state,
)
from broken.prompts import PROMPTS
from broken.schemas import SCHEMAS
from broken.ways import WAYS

__all__ = [
    "ACTIONS",
    "APPLY",
    "BROKEN",
    "HEAD",
    "MEMORY",
    "PLAN_PROMPT",
    "WELCOME",
    "Broken",
    "Files",
    "changed",
    "guarded",
    "memory",
    "state",
]

BROKEN = [
    *LOADING,
    *WAYS,
    *LEAVING,
    *OPENING,
    *GUARDS,
    *DOING,
    *PROMPTS,
    *SCHEMAS,
    *ALLOWING,
]
