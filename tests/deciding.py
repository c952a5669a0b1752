"""A program to decide on, and a short way to do it."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator
from small_programs import (
    BeReady,
    BreakDown,
    GoalMemory,
    RefuseAll,
    SaveGoal,
    a_goal_is_known,
    at,
    make,
    ready,
    reply,
)

from coach import Action, Refused, State, Turn, to
from coach.engine.decide import Outcome, decide
from coach.engine.program import Program
from coach.engine.reply import Proposal
from coach.errors import Stale


class Wide(Action):
    """Has parameters of many kinds, and a check that can break."""

    word: str
    count: int = 2

    @field_validator("word")
    @classmethod
    def check(cls, word: str) -> str:
        match word:
            case "break":
                raise KeyError(word)
            case "refuse":
                raise Refused("not that word")
            case "gone":
                raise Stale("that word is gone")
        return word

    def apply(self, turn: Turn[GoalMemory]) -> Any:
        return {"odd": 3, "silent": None, "empty": ""}.get(self.word, self.word)


class Elsewhere(Action):
    """Belongs to another state."""

    def apply(self, turn: Turn[GoalMemory]) -> None: ...


def program(**first: Any) -> Program:
    exits = [
        to("PLAN", when=a_goal_is_known),
        to("CALL", by="user"),
        to("HELP", by="operator"),
        to("WAIT", by="auto", when=ready & ~a_goal_is_known),
    ]
    actions = [SaveGoal, BeReady, RefuseAll, BreakDown, Wide]
    return make(
        {
            "FIRST": State(**{"title": "First", "actions": actions, "exits": exits, **first}),
            "PLAN": State(title="Plan", actions=[Elsewhere], exits=[to("FIRST")]),
            **{name: State(title=name.capitalize()) for name in ("CALL", "HELP", "WAIT")},
        }
    )


PROGRAM = program()


def ruled(*proposals: Proposal, memory: GoalMemory | None = None, program: Program = PROGRAM, **more: Any) -> Outcome:
    return decide(program, at("FIRST", memory, **more), reply(*proposals))


def kinds(outcome: Outcome) -> list[str]:
    return [result.kind or result.status for result in outcome.results]
