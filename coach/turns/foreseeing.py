"""What a turn asks a model for, and how it is made out while the conversation is still being claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coach.engine.outcome import Snapshot
from coach.engine.program import Program
from coach.engine.prompt import Asking, Prompts, Words
from coach.engine.reply import FormatName
from coach.engine.request import Request
from coach.store.rows import Standing
from coach.turns.keeping import snapshot_of
from coach.turns.recalling import Recalled


def asking_of(
    standing: Standing,
    now: Snapshot,
    typed: str,
    *,
    pressed: str = "",
    refused: Sequence[str] = (),
    arrived: bool = False,
) -> Asking:
    """What a reply is wanted for; `refused` is what was not done in this turn already."""
    recent = [Words(role, text) for role, text in standing.recent]
    earlier = [f"{type}: {reason}" for type, reason in standing.refused]
    return Asking(now, typed, recent, [*earlier, *refused], arrived, pressed)


def foreseen(
    prompts: Prompts, recalled: Recalled, typed: str, context: Mapping[str, Any], now: datetime, format: FormatName
) -> Request:
    """The first request of a turn that finds its conversation as it is remembered, `now`.

    Raises what `Prompts.request` raises.
    """
    begin = snapshot_of(recalled.standing, recalled.memory, now, now - recalled.mark.at, context)
    return prompts.request(asking_of(recalled.standing, begin, typed), format)


def is_asked(program: Program, standing: Standing) -> bool:
    """Whether a model may be asked where a conversation stands."""
    state = program.states[standing.state]
    return not (state.silent or state.final or standing.taken_by is not None)
