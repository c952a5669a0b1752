"""Making a walk that fails as short as it gets, by real turns: whatever it fails without is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from coach.engine.replies import FORMATS
from coach.engine.reply import Proposal
from coach.engine.reply import Reply as Read
from coach.errors import CoachError
from coach.program.offer import Answer
from coach.testing.generating.ground import Ground
from coach.testing.generating.told import turn_of
from coach.testing.promising.holding import PLAIN
from coach.testing.walking.parts import Silence
from coach.testing.walking.script import Reply, Script, ScriptedAction, Turn
from coach.values import value

#: The most turns that are taken to shorten one walk.
_MOST = 3_000
_PLAIN_WORDS, _PLAIN_TEXT = "Go on.", "Fine."
#: Values that are plainer than others, in this order.
_PLAINER: tuple[Any, ...] = ("Run", "Rest", 0, 1, False)


#: A state and a memory.
Standing = tuple[str, Mapping[str, Any]]


@value
class Failing:
    """A walk that fails, and how."""

    script: Script
    problems: tuple[str, ...]
    happened: bool = True
    """The turn that it fails in was committed; a walk tells more of such a one."""
    again: bool = False
    """It fails where something is asked for once more, or an offer answered that was never put."""
    stood: tuple[Standing | None, ...] = ()
    """Where the conversation stood after each turn but the last; None where an offer was open."""

    @property
    def size(self) -> tuple[bool, int, int, int]:
        """How long it is: turns first, then all that is written, then how odd that is."""
        text = repr(self.script.model_dump(exclude_defaults=True))
        for plain in (_PLAIN_WORDS, _PLAIN_TEXT, PLAIN):
            text = text.replace(plain, "")
        return not self.happened, len(self.script.turns), len(text), sum(map(ord, text))


def driven(ground: Ground, script: Script, *, again: bool = False) -> Failing:
    """Go the walk until a promise breaks; the walk as it went, with no problems where none does."""
    turns, happened, stood = list[Turn](), True, list[Standing | None]()
    memory = ground.program.memory.model_validate(script.memory)
    ground.begin(script.at or ground.program.initial.name, memory)
    problems = ground.beginning
    for number, turn in enumerate(script.turns if not problems else (), 1):
        days = turn.silence.days if turn.silence is not None else 0
        if days:
            ground.wait(days=days)
        did = None
        if not turn.nothing_said:
            did = turn.user if turn.user is not None else _answer(ground, turn) or _PLAIN_WORDS
        taken = ground.take(did, [_raw(ground, each) for each in turn.coach], f"turn {number}")
        problems = tuple(ground.wrong(taken))
        happened = taken.result is not None
        if happened or problems:
            turns.append(turn_of(ground.program, ground.format, taken, days))
        if problems:
            break
        if happened:
            stood.append(None if taken.after.offer is not None else (taken.after.state, taken.after.memory))
    if again and turns and not problems:
        problems = (*ground.wrong_again(), *ground.wrong_answer())
    return Failing(script.model_copy(update={"turns": turns}), problems, happened, again, tuple(stood))


def shortest(ground: Ground, failing: Failing) -> Failing:
    """The shortest walk that was found to fail in the same way; the one given where it does not fail again."""
    kinds, taken = set(map(_kind, failing.problems)), 0
    going = True
    while going:
        going = False
        for script in _plainer(failing, ground):
            if taken > _MOST:
                return failing
            taken += len(script.turns) + 1
            try:
                found = driven(ground, script, again=failing.again)
            except (CoachError, ValueError):  # such a walk cannot be begun, or written
                continue
            if bool(found.script.turns) != bool(failing.script.turns):  # a beginning that is wrong shows nothing
                continue
            if kinds & set(map(_kind, found.problems)) and found.size < failing.size:
                failing, going = found, True
                break
    return failing


def _kind(problem: str) -> str:
    """What a problem is, whatever it speaks of."""
    if "(always: " in problem:
        return problem.rpartition("(always: ")[2]
    return ":".join(re.sub(r"[0-9]+|['“].*?['”]", "", problem).split(":")[:3])


def _plainer(failing: Failing, ground: Ground) -> Iterator[Script]:
    """The walk with one thing less, or one thing plainer; the most that can be left out comes first."""
    script, turns = failing.script, failing.script.turns
    size = len(turns)
    while size:
        for start in range(0, len(turns), size):
            yield script.model_copy(update={"turns": [*turns[:start], *turns[start + size :]]})
        size //= 2
    for state in (
        (None, *ground.program.states) if turns else ()
    ):  # what led to a state may be left out by beginning there
        yield script.model_copy(update={"at": state, "turns": turns[1:]})
    for number, stood in reversed([*enumerate(failing.stood, 1)]):
        if stood is not None:
            yield script.model_copy(update={"at": stood[0], "memory": dict(stood[1]), "turns": turns[number:]})
    for number in range(len(turns) - 1):
        if joined := _joined(*turns[number : number + 2]):
            yield script.model_copy(update={"turns": [*turns[:number], joined, *turns[number + 2 :]]})
    for memory in _less(script.memory, 0):
        yield script.model_copy(update={"memory": memory})
    for number, turn in enumerate(turns):
        for plainer in _plainer_turns(turn, ground):
            yield script.model_copy(update={"turns": [*turns[:number], plainer, *turns[number + 1 :]]})


def _joined(one: Turn, two: Turn) -> Turn | None:
    """Two turns as one, in which the model asks for all the actions of both; None where it cannot."""
    replies = [*one.coach, *two.coach]
    if one.button or two.button or two.silence or any(reply.raw is not None for reply in replies):
        return None
    actions = [action for reply in replies for action in reply.actions]
    return one.model_copy(update={"coach": [Reply(message=_PLAIN_TEXT, actions=actions)]})


def _plainer_turns(turn: Turn, ground: Ground) -> Iterator[Turn]:
    if turn.button is not None:
        yield turn.model_copy(update={"button": None, "fields": {}, "user": _PLAIN_WORDS})
    if turn.nothing_said:
        yield turn.model_copy(update={"nothing_said": None, "user": _PLAIN_WORDS})
    if turn.silence is not None:
        yield turn.model_copy(update={"silence": None})
        yield turn.model_copy(update={"silence": Silence(days=1)})
    if turn.user not in (None, _PLAIN_WORDS):
        yield turn.model_copy(update={"user": _PLAIN_WORDS})
    for fields in _less(turn.fields, 0):
        yield turn.model_copy(update={"fields": fields})
    if len(turn.coach) > 1 and all(reply.raw is None for reply in turn.coach):
        actions = [action for reply in turn.coach for action in reply.actions]
        yield turn.model_copy(update={"coach": [Reply(message=_PLAIN_TEXT, actions=actions)]})
    for number, reply in enumerate(turn.coach):
        before, after = turn.coach[:number], turn.coach[number + 1 :]
        yield turn.model_copy(update={"coach": [*before, *after]})
        for plainer in _plainer_replies(reply, ground):
            yield turn.model_copy(update={"coach": [*before, plainer, *after]})


def _plainer_replies(reply: Reply, ground: Ground) -> Iterator[Reply]:
    if reply.raw is not None and isinstance(read := FORMATS[ground.format].read(reply.raw, {}), Read):
        fit = [each for each in read.proposals if "type" not in each.params and each.problem is None]
        actions = [ScriptedAction(**{"type": each.type, **each.params}) for each in fit]
        yield Reply(message=_PLAIN_TEXT, actions=actions)
    if reply.raw is not None or reply.message != _PLAIN_TEXT:
        yield Reply(message=_PLAIN_TEXT, actions=reply.actions)
    for number, action in enumerate(reply.actions):
        before, after = reply.actions[:number], reply.actions[number + 1 :]
        yield reply.model_copy(update={"actions": [*before, *after]})
        for params in _less(action.params, 0):
            plainer = ScriptedAction(**{"type": action.type, **params})
            yield reply.model_copy(update={"actions": [*before, plainer, *after]})


def _less(data: Any, level: int) -> Iterator[Any]:
    """JSON-able data with one part less, or plainer."""
    match data:
        case dict():
            for name, each in data.items():
                yield {key: kept for key, kept in data.items() if key != name}
                for plainer in _less(each, level + 1) if name != "id" else ():
                    yield {**data, name: plainer}
        case list():
            for number, each in enumerate(data):
                yield [*data[:number], *data[number + 1 :]]
                for plainer in _less(each, level + 1):
                    yield [*data[:number], plainer, *data[number + 1 :]]
        case _:
            yield from (each for each in _PLAINER if type(each) is type(data) and each != data)


def _answer(ground: Ground, turn: Turn) -> Answer | None:
    """The answer to the offer that is open now; None where that has no such button."""
    offer = ground.view.offer
    names = [each.name for each in offer.buttons if each.label == turn.button] if offer is not None else []
    known = {blank.name for blank in offer.fields} if offer is not None else set()
    fields = {name: text for name, text in turn.fields.items() if name in known}
    return Answer(offer.id, names[0], fields) if offer is not None and names else None


def _raw(ground: Ground, reply: Reply) -> str:
    if reply.raw is not None:
        return reply.raw
    return FORMATS[ground.format].write(reply.message, [Proposal(each.type, each.params) for each in reply.actions])
