"""Where a turn's time goes: timing wrappers put around the engine's own functions, from outside.

Each stage is charged what passes while it is the innermost one, so nothing is counted twice. CPU is that of the
whole process (SQLite's thread included). Right for one turn at a time only.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

import coach.turns.asking
import coach.turns.taking
import coach.turns.turn
from coach import Coach


class Stages:
    """Seconds of CPU and of the clock, by stage."""

    def __init__(self) -> None:
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.wall: defaultdict[str, float] = defaultdict(float)
        self._within = ["the rest"]
        self._mark()

    def attach(self, coach_: Coach) -> None:
        """Wrap one coach's parts, and the functions that all of this process share."""
        awaited: list[tuple[Any, str, str]] = [
            (coach_.store, "claim", "claim"),
            (coach_.store, "commit", "commit"),
            (coach.turns.asking.Asker, "ask", "ask + parse"),
        ]
        called: list[tuple[Any, str, str]] = [
            (coach_.prompts, "request", "render"),
            (coach.turns.taking, "snapshot_of", "load"),
            (coach.turns.turn, "decide", "decide"),
            (coach.turns.taking, "turn_result", "result"),
        ]
        for owner, name, stage in awaited:
            setattr(owner, name, self._awaited(stage, getattr(owner, name)))
        for owner, name, stage in called:
            setattr(owner, name, self._called(stage, getattr(owner, name)))

    def clear(self) -> None:
        """Begin anew."""
        self.charge()
        self.cpu.clear()
        self.wall.clear()

    def charge(self) -> None:
        """Charge what has passed to the stage that is on."""
        cpu, wall = time.process_time() - self._cpu, time.perf_counter() - self._wall
        self.cpu[self._within[-1]] += cpu
        self.wall[self._within[-1]] += wall
        self._mark()

    def _mark(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def _enter(self, stage: str) -> None:
        self.charge()
        self._within.append(stage)

    def _leave(self) -> None:
        self.charge()
        self._within.pop()

    def _called(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **options: Any) -> Any:
            self._enter(stage)
            try:
                return function(*arguments, **options)
            finally:
                self._leave()

        return timed

    def _awaited(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        async def timed(*arguments: Any, **options: Any) -> Any:
            self._enter(stage)
            try:
                return await function(*arguments, **options)
            finally:
                self._leave()

        return timed
