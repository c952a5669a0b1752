"""From a conversation as it is stored to a walk that says and expects the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Malformed
from coach.engine.reply import Reply as Read
from coach.errors import WalkError
from coach.program.action import Action, TransitionState
from coach.program.offer import Offer
from coach.program.words import fold
from coach.scenarios.content import CallPart, OfferPart, TurnPart
from coach.scenarios.freezing import Stored
from coach.testing.recording.remarks import remarks, short
from coach.testing.recording.sayable import operated
from coach.testing.walking.beginning import ids_of, walk_ids
from coach.testing.walking.parts import OpenOffer, Silence
from coach.testing.walking.script import Expectation, Reply, Script, ScriptedAction, Turn
from coach.values import value
from coach.yaml_text.ago import read_duration

#: More ids than a walk gives.
_FAR = 100_000
#: How far the clock of a walk may be behind that of its conversation, so that it need not be moved in every turn.
_SLACK = timedelta(minutes=10)
_WORD = re.compile(r"(?<![\w-])[0-9a-z]{5}(?![\w-])", re.ASCII)


@value
class Recording:
    """How a conversation is made a walk."""

    title: str
    """What the walk is called."""
    program: str | None = None
    """The program's folder, seen from the walk's file."""
    since: Stored | None = None
    """The same conversation as it stood earlier: the walk begins there. Without it, where the conversation began."""
    memory: Mapping[str, Any] = field(default_factory=dict)
    """What was known when it began."""
    serial: int = 0
    """How many ids it had given by then."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of the conversation's, with those that the walk is known to give instead."""
    exact: bool = False
    """The clock is moved in every turn, to the microsecond."""


def recorded(stored: Stored, program: Program, how: Recording) -> Script:
    """The walk of a conversation. Raises `WalkError` where an operator had a part in its turns."""
    return _Recorder(stored, program, how).script()


class _Recorder:
    """Makes a script of turns, one after another."""

    def __init__(self, stored: Stored, program: Program, how: Recording) -> None:
        self._stored = stored
        self._program = program
        self._how = how
        turns = stored.content.turns
        self._begin = how.since.turns if how.since is not None else 0
        self._opening, self._turns = turns[self._begin], turns[self._begin + 1 :]
        formats = Counter(call.format for turn in self._turns for call in turn.calls)
        self._format: FormatName = formats.most_common(1)[0][0] if formats else "json"
        self._names = _names(stored, how)
        self._clock = self._time(self._opening)
        if not how.exact:
            self._clock = self._clock.replace(microsecond=0)

    def script(self) -> Script:
        """All of it."""
        begun = self._where()
        beginning = self._clock.replace(tzinfo=None).isoformat(" ")
        opening = self._said(self._opening) if self._how.since is None else ""
        before, turns = self._opening, []
        for number, turn in enumerate(self._turns, self._begin + 1):
            turns.append(self._turn(number, turn, before))
            before = turn
        return Script(
            walk=self._how.title,
            program=self._how.program,
            format=None if self._format == "json" else self._format,
            **begun,
            now=beginning,
            expect=Expectation(says=[short(opening)]) if opening else Expectation(),
            turns=turns,
        )

    def _where(self) -> dict[str, Any]:
        """Where the walk begins."""
        since = self._how.since
        if since is None:
            state = self._opening.state
            return {
                "at": state if state != self._program.initial.name else None,
                "memory": self._renamed(dict(self._how.memory)),
            }
        memory = since.memory.plain()
        offer = since.memory.offer
        return {
            "at": since.content.state,
            "memory": self._renamed({name: known for name, known in memory.items() if known != []}),
            "entered": since.content.entered,
            "offer": OpenOffer.model_validate(self._renamed(OpenOffer.of(offer).model_dump())) if offer else None,
        }

    # --- a turn -------------------------------------------------------------------------------

    def _turn(self, number: int, turn: TurnPart, before: TurnPart) -> Turn:
        replies = [self._reply(call) for call in turn.calls]
        asked = self._open(number - 1)
        expect = remarks(self._program, turn, before, replies, self._open(number), asked)
        return Turn(
            silence=self._silence(turn),
            **self._does(number, turn, asked),
            context=self._renamed(turn.context),
            coach=replies,
            expect=Expectation.model_validate(self._renamed(expect)),
        )

    def _does(self, number: int, turn: TurnPart, asked: OfferPart | None) -> dict[str, Any]:
        """What the client did."""
        if operated(turn):
            raise WalkError(f"turn {number} is none of the client's: a walk cannot say what an operator did")
        if asked is not None and asked.how == "answered" and asked.closed == number:
            [button] = [each for each in asked.buttons if each.name == asked.button]
            labels = [fold(text) for each in asked.buttons for text in {each.label, each.name}]
            by_label = labels.count(fold(button.label)) == 1 or fold(button.label) == fold(button.name)
            return {"button": button.label if by_label else button.name, "fields": asked.edited}
        for message in turn.messages:
            if message.role == "client":
                return {"user": message.text}
        return {"nothing_said": True}

    def _open(self, number: int) -> OfferPart | None:
        """The offer that was open after a turn."""
        for turn in reversed(self._stored.content.turns[: number + 1]):
            if turn.offer is not None:
                closed = turn.offer.closed
                return turn.offer if closed is None or closed > number else None
        return None

    def _silence(self, turn: TurnPart) -> Silence | None:
        """The time that passes before a turn is taken; what is too short to matter is left to a later one."""
        asking = timedelta(milliseconds=sum(call.latency_ms for call in turn.calls))
        taken = self._time(turn) - asking
        passed = taken - self._clock
        if passed <= timedelta():
            return None
        if not self._how.exact:
            if passed < _SLACK and taken.date() == self._clock.date():
                return None
            passed = -(-passed // timedelta(minutes=1)) * timedelta(minutes=1)
        self._clock += passed
        return Silence.of(passed)

    def _time(self, turn: TurnPart) -> datetime:
        return self._stored.turned_at - (read_duration(turn.ago) or timedelta())

    def _said(self, turn: TurnPart) -> str:
        return "\n\n".join(message.text for message in turn.messages if message.role == "coach")

    # --- a reply ------------------------------------------------------------------------------

    def _reply(self, call: CallPart) -> Reply:
        """A reply by its words and actions where that is the same, else as the model sent it."""
        format = call.format if call.format != self._format else None
        cut = call.finish == "length"
        read = FORMATS[call.format].read(call.raw, self._program.text_params)
        if cut or isinstance(read, Malformed) or not self._writable(read, call.format):
            return Reply(raw=self._words(call.raw), format=format, cut=cut)
        actions = [ScriptedAction(type=each.type, **self._renamed(dict(each.params))) for each in read.proposals]
        return Reply(message=self._words(read.message), actions=actions, format=format)

    def _writable(self, read: Read, format: FormatName) -> bool:
        """Whether a reply that is written by its words and actions is the same once it is read."""
        actions: dict[str, type[Action]] = {**self._program.actions, "TRANSITION_STATE": TransitionState}
        for each in read.proposals:
            known = actions[each.type].model_fields if each.type in actions else ()
            if each.problem is not None or each.type not in actions or set(each.params) - set(known):
                return False
        try:
            again = FORMATS[format].read(FORMATS[format].write(read.message, read.proposals), self._program.text_params)
        except ValueError:
            return False
        # By their text: Python holds 1, 1.0 and True to be equal.
        return isinstance(again, Read) and repr((again.message, again.proposals)) == repr(
            (read.message, read.proposals)
        )

    # --- ids ----------------------------------------------------------------------------------

    def _words(self, text: str) -> str:
        return _WORD.sub(lambda found: self._names.get(found[0], found[0]), text)

    def _renamed(self, data: Any) -> Any:
        """Data with the ids of a walk's records for those of the conversation's."""
        if isinstance(data, str):
            return self._words(data)
        if isinstance(data, Mapping):
            return {name: self._renamed(item) for name, item in data.items()}
        return [self._renamed(each) for each in data] if isinstance(data, list | tuple) else data


def _text(read: Read) -> str:
    """What a reply says, as text: Python holds 1, 1.0 and True to be equal."""
    return repr((read.message, read.proposals))


def _names(stored: Stored, how: Recording) -> dict[str, str]:
    """For every id of the conversation, the one that its walk gives instead."""
    given = stored.ids
    known, serial = _known(how)
    later = given[serial:]
    names = dict(zip([*known, *later], walk_ids(len(known) + len(later)), strict=True))
    names = {id: name for id, name in names.items() if name not in how.ids.values()} | dict(how.ids)
    # What is gone stays gone: its id is one that the walk never gives.
    gone = [id for id in given if id not in names]
    return names | dict(zip(gone, walk_ids(_FAR + len(gone), _FAR), strict=True))


def _known(how: Recording) -> tuple[Sequence[str], int]:
    """The ids that a walk renews when it begins, in their order, and how many were given by then."""
    if how.since is None:
        records = [record for known in how.memory.values() if isinstance(known, list) for record in known]
        return [record["id"] for record in records if isinstance(record, Mapping) and "id" in record], how.serial
    offer: Offer | None = how.since.memory.offer
    return [*ids_of(how.since.memory), *([offer.id] if offer is not None else [])], how.since.serial
