"""What a turn writes, put together from where it began, what was done and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coach.engine import watching
from coach.engine.decide import Snapshot, missing
from coach.engine.lint import lint
from coach.engine.program import Program
from coach.program.offer import Answer, Offer
from coach.store.rows import NewAction, NewMessage, NewOffer, NewTurn, Standing
from coach.turns.answering import Chosen, shown_answer, shown_offer
from coach.turns.asking import Call
from coach.turns.keeping import as_json, memory_changes, new_call
from coach.turns.undoing import undo_of
from coach.values import value


@value
class Taken:
    """A turn that was taken and is to be written."""

    standing: Standing
    begin: Snapshot
    now: Snapshot
    did: str | Chosen | None
    """What the client typed (nothing, where time has passed), or chose; None in an operator's turn."""
    words: str
    speaker: str | None
    """The model that said them, or the person; None for words of the program's own."""
    calls: Sequence[Call]
    actions: Sequence[NewAction]
    taken_by: str | None
    """Who answers in the coach's place from now on."""

    def written(self, program: Program, key: str | None, digest: bytes | None) -> NewTurn:
        """The turn as rows."""
        begin, now, standing = self.begin, self.now, self.standing
        for watcher in watching.watchers:
            watcher.stood(program, begin.state, begin.memory)
            watcher.stood(program, now.state, now.memory)
        changed, removed = memory_changes(begin.memory, now.memory)
        script = self._script(program)
        beside = [message.text for message in script.messages] + [action.params for action in self.actions]
        offer = now.memory.offer
        return NewTurn(
            number=begin.turn,
            from_state=begin.state,
            state=now.state,
            version=program.version,
            entered=standing.entered if now.state in begin.entered else json.dumps([*begin.entered, now.state]),
            scalars=as_json(now.memory.scalars()) if now.memory.assigned_since(begin.memory) else standing.scalars,
            serial=now.memory.serial,
            missing=as_json(missing(program, now.state, now.memory)),
            dialogue=script.ordinal,
            offer=as_json(offer.plain()) if offer is not None else None,
            offer_id=offer.id if offer is not None else None,
            taken_by=self.taken_by,
            undo=undo_of(begin, now),
            context=as_json(dict(begin.context)) if begin.context else None,
            key=key,
            digest=digest,
            label=standing.label,
            messages=script.messages,
            calls=[new_call(n, call, beside) for n, call in enumerate(self.calls, 1)],
            actions=self.actions,
            changed=changed,
            removed=removed,
            offers=self._offers(),
        )

    def _script(self, program: Program) -> _Script:
        """The messages, in the order in which they were shown."""
        begin, now, script = self.begin, self.now, _Script(self.standing.dialogue, self.standing.notices)
        if isinstance(self.did, Chosen):
            script.note("answer", shown_answer(self.did), begin.state)
        elif self.did:
            script.say("client", self.did, begin.state)
        if self.words and (self.speaker is None or not self.calls):
            script.say("coach", self.words, now.state, self.speaker)
        elif self.words:
            found = lint(self.words, program.settings.machinery)
            noticed = as_json(found) if found else None
            script.say("coach", self.words, self.calls[-1].request.state, self.speaker, noticed)
        if (offer := now.memory.offer) is not None and self._is_new(offer):
            script.note("offer", shown_offer(offer), now.state)
        return script

    def _offers(self) -> list[NewOffer]:
        """The offer that was put in this turn, and the one that was closed."""
        before, after = self.begin.memory.offer, self.now.memory.offer
        found = []
        if before is not None and (after is None or after.id != before.id):
            data, closed = as_json(before.plain()), self.begin.turn
            if isinstance(self.did, Chosen):
                fields = as_json(dict(self.did.answer.fields)) if self.did.answer.fields else None
                answer: Answer = self.did.answer
                found.append(NewOffer(before.id, before.turn, data, closed, "answered", answer.button, fields))
            else:
                found.append(NewOffer(before.id, before.turn, data, closed, "superseded" if after else "withdrawn"))
        if after is not None and self._is_new(after):
            found.append(NewOffer(after.id, after.turn, as_json(after.plain())))
        return found

    def _is_new(self, offer: Offer) -> bool:
        before = self.begin.memory.offer
        return before is None or before.id != offer.id


class _Script:
    """Messages as they get their places: the dialogue is numbered, notices are numbered after it."""

    def __init__(self, ordinal: int, notices: int) -> None:
        self.ordinal = ordinal
        self.messages: list[NewMessage] = []
        self._notices = notices

    def say(self, role: str, text: str, state: str, model: str | None = None, noticed: str | None = None) -> None:
        """A message of the dialogue."""
        self.ordinal, self._notices = self.ordinal + 1, 0
        self.messages.append(NewMessage(self.ordinal, 0, role, text, state, model, noticed))

    def note(self, role: str, text: str, state: str) -> None:
        """A notice."""
        self._notices += 1
        self.messages.append(NewMessage(self.ordinal, self._notices, role, text, state))
