"""The practice coach at the statements: a sentence for each name, made of the client's words, then all together."""

from __future__ import annotations

from collections.abc import Callable

from coach.identity.actions import OfferStatement, OfferSummary, UpdateStatement, WithdrawOffer
from coach.identity.categories import Stage
from coach.identity.guards import every_statement_accepted, summary_seen
from coach.identity.memory import Identity, IdentityMemory
from coach.identity.practice.answering.asides import BACK, COMPLAINED, aside
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.choices import LOVE, NEEDS_WORK, OWN_WORDS, remind, reminder, rest
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.letting_go import read_letting_go
from coach.identity.practice.answering.stating import fits, fits_not_yet, lines_for, needs, this_is
from coach.identity.practice.answering.tellings import note
from coach.identity.practice.answering.wishes import about_client, about_names, wants_back
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.mentions import named
from coach.identity.practice.hearing.sentences import reworded, sentence, short
from coach.program import Said, Situation, no_open_offer

STATE = "I_AM_STATEMENTS"
NEXT = "IDENTITY_VISUALIZATION"
BEFORE = "IDENTITY_COMMITMENT"

#: Asked of who comes back here with a sentence for every name.
CHANGE = "Is there one whose sentence you would like to change?"
_ARRIVED = "Now one short sentence for each of them."
_WANTS_MORE = "A sentence wants a word or two."
_ENOUGH = "Three words can be enough."
_TOGETHER = "Here they are, all together."


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask about the name at hand, put a sentence to the client, and all of them at the end."""
    draft = Draft(situation)
    if not draft.hears:
        return _arrived(draft)
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return _go_on(draft, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    if draft.pressed:
        return _pressed(draft)
    if said := _wished(draft):
        return said
    if draft.memory.offer is not None:
        return _hear_while_asked(draft)
    about = _spoken_of(draft, needs) or draft.memory.current
    return _hear(draft, about) if about else _hear_change(draft)


def _arrived(draft: Draft) -> Said:
    memory = draft.memory
    if memory.current:
        return draft.said("" if draft.situation.refusals else _ARRIVED, lines_for(memory.current).question)
    other = named(draft.text, memory.live) if draft.text else None
    return _offered(draft, other, other.statement) if other else draft.said(CHANGE)


def _go_on(draft: Draft, words: str) -> Said:
    """The sentence that is being worked on, the question about the next name, all sentences, or the way on."""
    memory = draft.memory
    if memory.current:
        if memory.current.statement:
            return _offered(draft, memory.current, memory.current.statement, words)
        return draft.said(words, lines_for(memory.current).question)
    if not memory.summary_seen:
        draft.do(OfferSummary())
        return draft.said(words, _TOGETHER)
    if draft.may_leave(NEXT, every_statement_accepted & summary_seen & no_open_offer):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, GO_ON)


def _offered(draft: Draft, identity: Identity, statement: str, *words: str) -> Said:
    """Put a sentence to the client; a draft of one that is not accepted is kept."""
    if identity.rank < Stage.STATED.rank:
        draft.do(UpdateStatement(identity=identity.name, statement=statement))
    draft.do(OfferStatement(identity=identity.name, statement=statement or short(identity)))
    return draft.said(*words, this_is(identity))


def _spoken_of(draft: Draft, line: Callable[[Identity], str]) -> Identity | None:
    """The identity that the coach has just said this line about."""
    return next((each for each in draft.memory.live if line(each) in draft.situation.asked), None)


def _pressed(draft: Draft) -> Said:
    """Go on from a button: a sentence was accepted, needs work, or all of them were seen."""
    current = draft.memory.current
    if draft.pressed == NEEDS_WORK:
        about = _spoken_of(draft, this_is) or current
        return draft.said("Then let us find the truer words.", needs(about) if about else CHANGE)
    if draft.pressed in (LOVE, OWN_WORDS) and current and current.statement:
        return _offered(draft, current, current.statement, _WANTS_MORE)
    return _go_on(draft, "Good.")


def _wished(draft: Draft) -> Said | None:
    """Deal with a wish about the names, or about which of them to live."""
    memory = draft.memory
    if (read_letting_go(draft) or wants_back(draft)) and not memory.offer and BEFORE in draft.situation.missing:
        return draft.leaving("Then let us look once more at which ones you will live.", BEFORE)
    words = about_client(draft)
    if not words and not (memory.offer or _spoken_of(draft, needs)):
        words = about_names(draft, orders=True)
    if not words:
        return None
    if words.endswith("?"):
        return draft.said(words)
    return draft.said(words, reminder(draft)) if memory.offer else _go_on(draft, words)


def _hear(draft: Draft, identity: Identity) -> Said:
    """Deal with what came on the question about a name, or on how a sentence would be truer."""
    what, asked, lines = draft.kind, draft.situation.asked, lines_for(identity)
    question = needs(identity) if needs(identity) in asked else lines.last(asked)
    if what in ASIDES and not (what is Kind.UNCLEAR and question == lines.question):
        return draft.said(aside(draft, "")[0], question)
    if what is Kind.ANSWER:
        note(draft, identity)
        wants_other = question == needs(identity) and identity.statement
        return _offered(draft, identity, (reworded if wants_other else sentence)(identity, draft.text))
    if what is Kind.COMPLAINT and COMPLAINED not in asked:
        return draft.said(COMPLAINED, question)
    if question == lines.question and what in (Kind.UNSURE, Kind.YES, Kind.UNCLEAR):
        return draft.said("That is not easy to say at once.", lines.example)
    if question == needs(identity) and identity.statement == short(identity):  # it was not that either
        return rest(draft)
    return _offered(draft, identity, short(identity), _ENOUGH)


def _hear_while_asked(draft: Draft) -> Said:
    """Deal with words where a sentence, or all of them, wait for a button."""
    memory, what = draft.memory, draft.kind
    about = _asked_about(memory)
    if about is None:
        other = named(draft.text, memory.live) if what is Kind.ANSWER else None
        return _offered(draft, other, other.statement) if other else remind(draft)
    if fits_not_yet(draft):
        draft.do(WithdrawOffer())
        return draft.said("Then let us find the truer words.", needs(about))
    if fits(draft):
        return remind(draft, "I am glad.")
    return _offered(draft, about, reworded(about, draft.text)) if what is Kind.ANSWER else remind(draft)


def _asked_about(memory: IdentityMemory) -> Identity | None:
    """The identity whose sentence waits for a button."""
    plan = memory.offer.buttons[0].plan if memory.offer and memory.offer.kind == "statement" else ()
    return next((each for each in memory.live if plan and each.id == plan[0].get("identity")), None)


def _hear_change(draft: Draft) -> Said:
    """Deal with what came where every name has its sentence: one to change, or the wish to go on."""
    if draft.kind in ASIDES:
        return draft.said(aside(draft, CHANGE)[0], CHANGE)
    if draft.kind is Kind.YES and CHANGE in draft.situation.asked:
        return draft.said("Good. Say whose it is.")
    other = named(draft.text, draft.memory.live) if draft.kind is Kind.ANSWER else None
    return _offered(draft, other, other.statement) if other else _go_on(draft, "")
