"""The workload every system runs: one staged coaching conversation, with an instant model.

A peer implements `Peer`. It may keep process-wide things between turns (connection pool, compiled templates)
but must load the conversation from durable storage on every turn, and must have committed it durably when
`turn` returns.
"""

import itertools
import json
import random
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, get_args

from jinja2 import DictLoader, Environment
from pydantic import BaseModel, Field

Phase = Literal["INTRODUCTION", "IDENTITY_DISCOVERY", "BRAINSTORMING", "REFINEMENT", "COMMITMENT", "COMPLETE"]
PHASES: tuple[Phase, ...] = get_args(Phase)
FOLLOWS: dict[str, Phase] = dict(itertools.pairwise(PHASES))
WINDOW = 14
FACT_KEYS = 16
IDENTITY_NAMES = 12


# --- the model's reply -------------------------------------------------------------------------


class SaveUserInfo(BaseModel):
    type: Literal["SAVE_USER_INFO"]
    key: str
    value: str


class SaveIdentity(BaseModel):
    type: Literal["SAVE_IDENTITY"]
    name: str
    note: str


class TransitionState(BaseModel):
    type: Literal["TRANSITION_STATE"]
    target_state: Phase


Action = Annotated[SaveUserInfo | SaveIdentity | TransitionState, Field(discriminator="type")]


class CoachReply(BaseModel):
    actions: list[Action]
    message: str


_reply: ContextVar[str] = ContextVar("reply")


def expect_reply(reply: str) -> None:
    """What the model will say next in this task, and in those it starts."""
    _reply.set(reply)


def fake_llm(prompt: str) -> str:
    """The model: instant, in process, and says what the script holds for this turn."""
    if not prompt:
        raise ValueError("the model was given no prompt")
    return _reply.get()


# --- the prompt --------------------------------------------------------------------------------

_GUIDE = (
    "You are a warm, direct coach. Ask one question at a time, reflect what the client says back "
    "in their own words, and never move on before the client has answered. Answer in JSON with "
    "the fields message and actions; the actions are SAVE_USER_INFO, SAVE_IDENTITY and "
    "TRANSITION_STATE. Save a fact whenever the client tells you something lasting about "
    "themselves, and an identity whenever they name a part of who they are or want to become. "
)
_BODY = """{{ guide }}
# Phase: {{ phase }}
{{ goal }}

# What you know about the client
{% for key, value in facts.items() %}- {{ key }}: {{ value }}
{% else %}Nothing yet.
{% endfor %}
# The conversation so far
{% for role, content in history %}{{ role }}: {{ content }}
{% endfor %}"""
_GOALS = {
    "INTRODUCTION": "Welcome the client, explain how the work goes, and learn their name.",
    "IDENTITY_DISCOVERY": "Walk through the areas of life and find out who they are in each.",
    "BRAINSTORMING": "Collect many possible identities; do not judge them yet.",
    "REFINEMENT": "Sharpen the wording of each identity until the client says it fits.",
    "COMMITMENT": "Have the client commit to each identity in a sentence of their own.",
    "COMPLETE": "Close the conversation and say what happens next.",
}
_templates = Environment(
    loader=DictLoader({p: _BODY.replace("{{ goal }}", _GOALS[p] + "\n" + _GUIDE) for p in PHASES}), autoescape=False
)


def render(phase: str, history: list[tuple[str, str]], facts: dict[str, str]) -> str:
    """The system prompt of a phase; `history` is the last WINDOW (role, content) pairs."""
    return _templates.get_template(phase).render(guide=_GUIDE, phase=phase, history=history, facts=facts)


# --- the domain --------------------------------------------------------------------------------


def may_enter(current: str, target: str, facts: dict[str, str]) -> bool:
    """The guard: phases come in order, and none is left before a fact is known."""
    return FOLLOWS.get(current) == target and bool(facts)


@dataclass
class Changes:
    """What a reply's actions change, for a system to store its own way."""

    phase: str
    facts: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    audit: list[dict[str, Any]] = field(default_factory=list)


def apply(
    reply: CoachReply, phase: str, facts: dict[str, str], advance: Callable[[str], bool] | None = None
) -> Changes:
    """Apply the actions in order; `advance`, where given, does the guarded transition itself."""
    changes = Changes(phase)
    for action in reply.actions:
        accepted = True
        match action:
            case SaveUserInfo():
                changes.facts[action.key] = action.value
            case SaveIdentity():
                changes.identities[action.name] = action.note
            case TransitionState() if advance is not None:
                accepted = advance(action.target_state)
            case TransitionState():
                accepted = may_enter(changes.phase, action.target_state, facts | changes.facts)
                if accepted:
                    changes.phase = action.target_state
        changes.audit.append({"type": action.type, "accepted": accepted, "params": action.model_dump()})
    return changes


# --- the script --------------------------------------------------------------------------------


@cache
def script(turns: int) -> list[tuple[str, str]]:
    """(client's message, model's reply) of each turn: seeded prose, so that stores compress it fairly."""
    rng = random.Random(turns)
    words = ["".join(rng.choices("etaoinshrdlucmfwyp", k=rng.randint(2, 9))) for _ in range(2000)]

    def prose(length: int) -> str:
        return " ".join(rng.choices(words, k=length)).capitalize() + "."

    lines, phase = [], PHASES[0]
    for turn in range(1, turns + 1):
        actions: list[dict[str, str]] = [
            {"type": "SAVE_USER_INFO", "key": f"fact_{turn % FACT_KEYS}", "value": prose(8)},
            {"type": "SAVE_IDENTITY", "name": f"identity_{turn % IDENTITY_NAMES}", "note": prose(12)},
        ]
        if turn % (turns // len(PHASES)) == 0 and phase in FOLLOWS:
            phase = FOLLOWS[phase]
            actions.append({"type": "TRANSITION_STATE", "target_state": phase})
        lines.append((prose(20), json.dumps({"actions": actions, "message": prose(50)})))
    return lines


@dataclass(frozen=True)
class Outcome:
    """What a conversation must have come to, whatever the system; `last` is the last message."""

    phase: str
    messages: int
    facts: int
    identities: int
    audit: int
    last: str


def expected(turns: int, walked: int | None = None) -> Outcome:
    """What the first `walked` turns (all, if not given) of `script(turns)` must have come to."""
    walked = turns if walked is None else walked
    moves = min(walked // (turns // len(PHASES)), len(FOLLOWS))
    return Outcome(
        phase=PHASES[moves],
        messages=2 * walked,
        facts=min(walked, FACT_KEYS),
        identities=min(walked, IDENTITY_NAMES),
        audit=2 * walked + moves,
        last=CoachReply.model_validate_json(script(turns)[walked - 1][1]).message,
    )


# --- the systems -------------------------------------------------------------------------------


class Peer:
    """One system under measure. `turn` may be a plain method (then threads run it concurrently)."""

    async def open(self, target: str) -> None:
        """Connect, and create the tables. `target` is a PostgreSQL URL or the path of a new SQLite file."""

    async def close(self) -> None:
        """Disconnect."""

    async def create(self, cid: int) -> None:
        """Make an empty conversation (not measured)."""

    def turn(self, cid: int, text: str) -> Any:
        """Take one turn."""
        raise NotImplementedError

    async def outcome(self, cid: int) -> Outcome | None:
        """What is stored, or None where nothing is."""
        raise NotImplementedError
