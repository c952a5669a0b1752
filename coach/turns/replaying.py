"""A turn that was taken, worked out once more from what is stored: what the model was shown, and what became of it.

Nothing is written, and no model is asked: the stored replies are given again. Its time is that of its commit, so a
prompt that shows the time can come out otherwise than it was.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Literal

from sqlalchemy import func, select

from coach.engine.outcome import Snapshot
from coach.engine.prompt import Prompts
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request, Usage
from coach.errors import CoachError, ModelUnavailable
from coach.program.offer import Answer
from coach.store.past import past
from coach.store.rows import Standing, Whose
from coach.store.store import Store
from coach.store.tables import action_records, messages, model_calls, offers, turns
from coach.turns.asking import Asker, Speech
from coach.turns.keeping import snapshot_of, window_of
from coach.turns.past import Past, stood
from coach.turns.reading import read_replies
from coach.turns.turn import Turn
from coach.values import value

Part = Literal["constant", "history", "changing", "said", "again"]


@value
class Stage:
    """One stage of the turn, worked out again: all of them but the model's own time."""

    name: Literal["render", "decide"]
    attempt: int
    seconds: float


@value
class Attempt:
    """One request to the model, and the reply that it gave."""

    request: Request
    parts: Sequence[Part]
    """What each message of the request is."""
    raw: str


@value
class Replayed:
    """What is known of the inside of a turn."""

    attempts: Sequence[Attempt]
    stages: Sequence[Stage]
    same: bool
    """Whether what came of it now is what came of it then."""
    problem: str
    """Why it cannot be worked out again, as far as it cannot."""


async def replay(store: Store, prompts: Prompts, whose: Whose, number: int) -> Replayed:
    """Work a turn out again under `prompts`, whose templates may be others than those it was taken with.

    Raises `NoSuchConversation`, `ProgramMismatch`, and `BadInput` for a turn that is not there, or that was taken
    before turns kept what takes them back.
    """
    raws = await read_replies(store, whose.id, number) if number else []
    if not raws:
        return Replayed((), (), same=True, problem="")
    m, a, c, o, t = messages.c, action_records.c, model_calls.c, offers.c, turns.c
    before = await store.fetch(
        *past(whose, number - 1),
        select(m.role, m.text, m.turn, m.ordinal).where(m.conversation_id == whose.id, m.turn <= number)
        .order_by(m.ordinal.desc(), m.notice.desc()).limit(2 * prompts.program.settings.history + 20),
        select(a.type, a.reason).where(a.conversation_id == whose.id, a.turn == number - 1, a.status != "applied")
        .order_by(a.position),
        select(a.type, a.status, a.kind).where(a.conversation_id == whose.id, a.turn == number).order_by(a.position),
        select(model_calls).where(c.conversation_id == whose.id, c.turn == number).order_by(c.attempt),
        select(o.id, o.button, o.fields).where(o.conversation_id == whose.id, o.closed == number, o.how == "answered"),
        select(func.max(m.ordinal)).where(m.conversation_id == whose.id, m.turn < number),
        select(t.context).where(t.conversation_id == whose.id, t.number == number),
    )  # fmt: skip
    *at, said, refused, acted, calls, answered, dialogue, passed = before
    was = stood(prompts.program, whose, at, number - 1)
    after = stood(prompts.program, whose, await store.fetch(*past(whose, number)), number)
    standing = _standing(prompts, was, after, said, refused, dialogue[0][0] or 0, number)
    typed = next((row.text for row in said if row.turn == number and row.role == "client"), "")
    did = Answer(answered[0].id, answered[0].button, json.loads(answered[0].fields or "{}")) if answered else typed
    model = _Recorded(raws, calls)
    context = json.loads(passed[0].context or "{}") if passed else {}
    begin = snapshot_of(standing, was.memory, after.at, after.at - was.at, context)
    problem, ended = await _taken(prompts, model, standing, begin, did)
    attempts = [
        Attempt(request, _parts(request, len(standing.recent)), raw)
        for request, raw in zip(model.requests, raws, strict=False)
    ]
    same = ended == (after.state, [tuple(row) for row in acted])
    return Replayed(attempts, model.stages, same=same and len(attempts) == len(raws), problem=problem)


async def _taken(
    prompts: Prompts, model: _Recorded, standing: Standing, begin: Snapshot, did: str | Answer
) -> tuple[str, tuple[str, list[tuple[str, str, str | None]]] | None]:
    """What went wrong, and otherwise the state it ended in and what became of each action."""
    speech = Speech(lambda event: None, heard=False)
    asker = Asker(prompts.program, model, "json", asyncio.get_running_loop().time() + 30, speech)
    try:
        taken = await Turn(prompts, asker, standing, begin, did, speech).take()
    except CoachError as error:
        return str(error), None
    model.decided()
    return "", (taken.now.state, [(each.type, each.status, each.kind) for each in taken.actions])


def _standing(
    prompts: Prompts, was: Past, after: Past, said: Sequence[Any], refused: Sequence[Any], dialogue: int, number: int
) -> Standing:
    """Where the conversation stood when the turn began."""
    program = prompts.program
    first = window_of(program).first(dialogue)
    recent = [(row.role, row.text) for row in reversed(said) if row.turn < number and row.ordinal >= first]
    stands = was.standing()
    told = {name: stands[name] for name in ("version", "state", "entered", "scalars", "turn", "offer", "taken_by")}
    return Standing(
        program=program.name, serial=was.row.serial, dialogue=dialogue, label=was.row.label,
        notices=0, recent=recent, refused=[tuple(row) for row in refused],
        records=(), **told,
    )  # fmt: skip


def _parts(request: Request, recent: int) -> list[Part]:
    """What each message is: the constant part, earlier words, what changes, what is answered, what is asked again."""
    many = len(request.messages)
    again = 2 if request.situation.refusals else 0
    said = max(0, many - 2 - recent - again)
    blocks: tuple[tuple[Part, int], ...] = (
        ("constant", 1), ("history", recent), ("changing", 1), ("said", said), ("again", again)
    )  # fmt: skip
    return [part for part, count in blocks for _ in range(count)]


class _Recorded:
    """A model that gives the stored replies of a turn again, and keeps what it was asked and how long all else took."""

    name = "recorded"

    def __init__(self, raws: Sequence[str], calls: Sequence[Any]) -> None:
        self._raws, self._calls = raws, calls
        self.requests: list[Request] = []
        self.stages: list[Stage] = []
        self._since = 0.0

    def format(self, preferred: FormatName) -> FormatName:
        """That of the next call. It is asked for just before a request is rendered, once the last reply is decided."""
        self.decided()
        self._since = time.perf_counter()
        known = self._calls[min(len(self.requests), len(self._calls) - 1)]
        found: FormatName = known.format
        return found

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """Yield the next stored reply. Raises `ModelUnavailable` beyond the last one."""
        place = len(self.requests)
        self.requests.append(request)
        self._ended("render")
        if place >= len(self._raws):
            raise ModelUnavailable("the turn would ask once more now, and there is no stored reply for that")
        call = self._calls[place]
        yield self._raws[place]
        yield Completion(call.model, call.finish, Usage(call.input_tokens, call.output_tokens, call.cached_tokens))

    def decided(self) -> None:
        """What followed the last reply, if there was one, has come to its end."""
        if self.requests:
            self._ended("decide")

    def _ended(self, stage: Literal["render", "decide"]) -> None:
        now = time.perf_counter()
        self.stages.append(Stage(stage, len(self.requests), now - self._since))
        self._since = now

    async def close(self) -> None:
        """Nothing is held."""
