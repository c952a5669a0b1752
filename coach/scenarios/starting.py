"""From the content of a file to a new conversation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from coach.engine.program import Program
from coach.program.ids import Ids
from coach.program.offer import Offer
from coach.scenarios.checking import ids_of, made_memory
from coach.scenarios.content import ActionPart, CallPart, Content, MessagePart, TurnPart
from coach.scenarios.ids import to_real
from coach.scenarios.reading import made_offer
from coach.store.packing import pack
from coach.store.rows import SPEAKERS, NewAction, NewCall, NewMessage, NewOffer, NewTurn
from coach.turns.answering import answer_digest, answer_key
from coach.turns.keeping import as_json, memory_changes
from coach.values import value
from coach.yaml_text.ago import read_duration
from coach.yaml_text.source import Source


@value
class Begun:
    """A conversation that is to be kept."""

    id: int
    program: str
    label: str
    turns: Sequence[tuple[NewTurn, datetime]]
    """With the time of each."""

    @property
    def last(self) -> NewTurn:
        """The turn that says where the conversation stands."""
        return self.turns[-1][0]

    def row(self, user: str, tenant: str) -> dict[str, Any]:
        """The conversation itself, without its turns."""
        last = self.last
        return {
            "id": self.id, "user_id": user, "tenant": tenant, "label": self.label, "program": self.program,
            "version": last.version, "state": last.state, "entered": last.entered, "scalars": last.scalars,
            "serial": last.serial, "turn": last.number, "dialogue": last.dialogue, "offer": last.offer,
            "taken_by": last.taken_by, "created_at": self.turns[0][1], "turned_at": self.turns[-1][1],
        }  # fmt: skip


def begun(content: Content, program: Program, source: Source, id: int, label: str, now: datetime) -> Begun:
    """The conversation `id` of a checked scenario, its last turn just taken. Raises `ScenarioError`."""
    ids, names = Ids(id), dict[str, str]()
    for _, name, _ in ids_of(content, program):
        if name is not None:
            names[name] = ids.new()
    real = to_real(names).content(content)
    memory = made_memory(real, program, source, id, ids.serial, now)
    script = _Script(real, label)
    turns = [(script.turn(number, part), _time(part, number, now, source)) for number, part in enumerate(real.turns)]
    last, at = turns[-1]
    turns[-1] = (
        replace(
            last,
            entered=json.dumps(real.entered),
            scalars=as_json(memory.scalars()),
            serial=memory.serial,
            changed=memory_changes(program.memory(), memory)[0],
        ),
        at,
    )
    return Begun(id, program.name, label, turns)


def _time(part: TurnPart, number: int, now: datetime, source: Source) -> datetime:
    try:
        return now - (read_duration(part.ago) or timedelta())
    except OverflowError:
        raise source.error(f"turns[{number}].ago", "is too long ago for a date") from None


class _Script:
    """The turns as rows, one after another: messages get their places, offers stay open until they are closed."""

    def __init__(self, content: Content, label: str) -> None:
        self._content = content
        self._label = label
        self._state = content.turns[0].state
        self._ordinal = self._notice = 0
        self._open: Offer | None = None
        self._closing = {turn.offer.closed: turn.offer for turn in content.turns if turn.offer is not None}

    def turn(self, number: int, part: TurnPart) -> NewTurn:
        """The next turn; what a conversation is besides its turns is left empty."""
        from_state, self._state = self._state, part.state
        key = digest = None
        if (closed := self._closing.get(number)) is not None:
            self._open = None
            if closed.button is not None:  # answered again, it gives what it gave
                key, digest = answer_key(closed.id), answer_digest(closed.button, closed.edited)
        put = self._put(part, number)
        messages = [self._message(each) for each in part.messages]
        actions = [_action(each) for each in part.actions]
        beside = [each.text for each in messages] + [each.params for each in actions]
        return NewTurn(
            number=number,
            from_state=from_state,
            state=part.state,
            version=part.version or self._content.version,
            entered="[]",
            scalars="{}",
            serial=0,
            missing=as_json(part.missing),
            dialogue=self._ordinal,
            offer=as_json(self._open.plain()) if self._open is not None else None,
            offer_id=self._open.id if self._open is not None else None,
            taken_by=part.taken_by,
            context=as_json(part.context) if part.context else None,
            key=key,
            digest=digest,
            label=self._label,
            messages=messages,
            calls=[_call(attempt, each, beside) for attempt, each in enumerate(part.calls, 1)],
            actions=actions,
            offers=put,
        )

    def _put(self, part: TurnPart, number: int) -> list[NewOffer]:
        if part.offer is None:
            return []
        offer, closed = made_offer(part.offer, number), part.offer
        self._open = offer
        edited = as_json(closed.edited) if closed.edited else None
        return [NewOffer(offer.id, number, as_json(offer.plain()), closed.closed, closed.how, closed.button, edited)]

    def _message(self, part: MessagePart) -> NewMessage:
        if part.role in SPEAKERS:
            self._ordinal, self._notice = self._ordinal + 1, 0
        else:
            self._notice += 1
        lint = as_json(part.lint) if part.lint else None
        return NewMessage(self._ordinal, self._notice, part.role, part.text, part.state, part.model, lint)


def _action(part: ActionPart) -> NewAction:
    return NewAction(
        attempt=part.attempt,
        type=part.type,
        params=as_json(part.params),
        status=part.status,
        kind=part.kind,
        reason=part.reason,
        summary=part.summary,
        by=part.by,
        from_state=part.from_state,
        to_state=part.to_state,
    )


def _call(attempt: int, part: CallPart, beside: Sequence[str]) -> NewCall:
    return NewCall(
        attempt=attempt,
        state=part.state,
        model=part.model,
        format=part.format,
        raw=pack(part.raw, beside),
        problem=part.problem,
        finish=part.finish,
        input_tokens=part.input_tokens,
        output_tokens=part.output_tokens,
        cached_tokens=part.cached_tokens,
        latency_ms=part.latency_ms,
        retries=part.retries,
    )
