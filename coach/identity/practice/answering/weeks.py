"""The week of a client: the name they choose for it, and what they promise to do as that person."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.actions import AddCommitment, SetWeeklyFocus
from coach.identity.memory import Identity
from coach.identity.practice.answering.asking import Lines, Move, weigh
from coach.identity.practice.answering.draft import WRITE_AGAIN, Draft
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.leaning import leans
from coach.identity.practice.hearing.mentions import named
from coach.identity.practice.hearing.promises import read_promise
from coach.identity.practice.hearing.reading import kind, plain
from coach.identity.practice.hearing.words import cut, echo, heard, quoted, said_aloud
from coach.program import Said

WEEK = Lines(
    "Which of your names wants to be lived most this week?",
    "For instance, which one would you miss if it got no hour this week?",
    "Shall we leave this week open?",
)
WHEN = "When will you do that, on which day or at what hour?"

_OPEN = "Then let the week come as it likes."
#: The key of what is promised and has no time yet, and the time of who names none.
_PROMISE, _NO_TIME = "promise", "some time this week"
#: The promise of last time once more.
_AGAIN = re.compile(
    r"(?:the )?same(?: (?:thing|one|promise))?(?: (?:again|as (?:before|last (?:time|week))))*|(?:that|it) again|again"
)
#: What is shorter than this, in words, may be another name.
_FEW = 4
_NO_PROMISE = frozenset({Kind.NO, Kind.SKIP, Kind.DONE, Kind.UNSURE})
_HEARD = ("“{}”, I hear.",)


def promise_of(identity: Identity) -> Lines:
    """What is asked about the week of one name."""
    name = echo(identity.name) or "this"
    return Lines(
        f"What would “{name}” do this week, something small that one could see?",
        f"For instance, what could be done as “{name}” in a quarter of an hour?",
        f"Shall “{name}” go without a promise this week?",
    )


def hear_of_week(draft: Draft) -> Said | None:
    """Deal with what came on a question about the week; None where none of them was asked."""
    asked, weekly = draft.situation.asked, draft.memory.weekly
    told = draft.memory.facts.get(_PROMISE)
    if WHEN in asked and told is not None:
        return _promised(draft, told.value, draft.text if draft.kind is Kind.ANSWER else _NO_TIME)
    if weekly and was_asked(promise_of(weekly), asked):
        return _hear_promise(draft, weekly)
    return _hear_name(draft) if was_asked(WEEK, asked) else None


def was_asked(lines: Lines, asked: str) -> bool:
    """Whether one of the lines was what the coach said last."""
    return any(line in asked for line in (lines.question, lines.example, lines.offer))


def _hear_name(draft: Draft) -> Said:
    """Take the name for this week, with a promise where one was made along with it."""
    memory, what = draft.memory, draft.kind
    chosen = named(draft.text, memory.live) if what is Kind.ANSWER else None
    if chosen is None and len(memory.live) == 1 and (what is Kind.YES or (what is Kind.ANSWER and leans(draft.text))):
        chosen = memory.live[0]
    if chosen:
        return _chosen(draft, chosen)
    if what is Kind.ANSWER:
        if memory.weekly and all(read_promise(draft.text)):
            return _hear_promise(draft, memory.weekly)
        again = WEEK.example in draft.situation.asked or WEEK.offer in draft.situation.asked
        return _until(draft, _OPEN) if again else draft.said(heard(draft.text, _HEARD, 0), WEEK.example)
    move = weigh(draft, WEEK, what)
    return draft.said(*move) if isinstance(move, tuple) else _until(draft, _OPEN)


def _chosen(draft: Draft, identity: Identity) -> Said:
    """Keep the name, and ask for a promise unless one follows the name with its time: “Sea. I will swim on Sunday”."""
    draft.do(SetWeeklyFocus(identity=identity.name))
    name = rf"^\W*(?:(?:the|i am|i'm|as)\s+)?{re.escape(identity.name)}\b[\W_]*"
    rest = re.sub(name, "", draft.text, flags=re.IGNORECASE)
    what, when = read_promise(rest)
    if what and when and rest != draft.text:
        return _promised(draft, what, when)
    return draft.said(said_aloud(identity.statement), promise_of(identity).question)


def _hear_promise(draft: Draft, identity: Identity) -> Said:
    """Take a promise; where it has no time, ask for that."""
    what, text = draft.kind, draft.text
    other = named(text, draft.memory.live) if what is Kind.ANSWER and len(text.split()) < _FEW else None
    if other and other != identity:
        return _chosen(draft, other)
    move = weigh(draft, promise_of(identity), what)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        return _until(draft, _OPEN)
    promised, when = read_promise(text)
    if _AGAIN.fullmatch(plain(promised)) and draft.memory.commitments:
        promised = next(reversed(tuple(draft.memory.commitments))).text
    if kind(promised) in _NO_PROMISE:  # “nothing this week”
        return _until(draft, _OPEN)
    if not promised:
        return draft.said(heard(text, _HEARD, 0), promise_of(identity).example)
    if when:
        return _promised(draft, promised, when)
    draft.note(_PROMISE, promised)
    return draft.said(heard(text, _HEARD, 0), WHEN)


def _promised(draft: Draft, promised: str, when: str) -> Said:
    """Keep the promise, and see the client off."""
    what, time = cut(promised, limits.TEXT), cut(when, limits.WHEN)
    weekly = draft.memory.weekly
    if weekly is None or not (what and time and draft.do(AddCommitment(text=what, when=time))):
        return _until(draft, "That is promised already.")
    return _until(draft, f"{quoted([what, time]) or 'That'}: so “{echo(weekly.name) or 'you'}” will be seen.")


def _until(draft: Draft, words: str) -> Said:
    """Nothing more is asked until the client writes again."""
    return draft.said(words, "Go well." if draft.goodbye else f"Go well. {WRITE_AGAIN}")
