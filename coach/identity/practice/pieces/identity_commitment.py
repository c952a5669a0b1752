"""The practice coach at the choice: each name is lived from now on, put under another one, or let go."""

from __future__ import annotations

from coach.identity.actions import AcceptCommitment, OfferArchive, OfferNest, WithdrawOffer
from coach.identity.guards import every_identity_committed, some_identity
from coach.identity.memory import Identity, IdentityMemory
from coach.identity.practice.answering.additions import read_addition
from coach.identity.practice.answering.asides import BACK, COMPLAINED, aside
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.choices import YES, remind, reminder, rest
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.letting_go import read_letting_go, read_part
from coach.identity.practice.answering.tellings import note
from coach.identity.practice.answering.wishes import about_client, about_names
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.leaning import answer_first, is_half, is_taken_back, leans
from coach.identity.practice.hearing.words import echo, heard, quoted
from coach.program import Said, Situation, no_open_offer

STATE = "IDENTITY_COMMITMENT"
NEXT = "I_AM_STATEMENTS"
BEFORE = "ANYTHING_MISSING"

#: Asked of who comes back here with everything chosen.
CHANGE = "Is there one to let go of, or to bring back?"
_ARRIVED = "This is where you choose which of them you will live."
_YOURS = "That is for you to say."
_SOLE = "It is the only name there is, so it stays until there is another one."
_HEARD = ("“{}”, I hear.", "“{}” – I see.")


def will(identity: Identity) -> str:
    """Whether the client commits to it."""
    return f"Will you live “{echo(identity.name) or 'this'}” from now on, also on a grey morning when nobody sees it?"


def asks_of(identity: Identity) -> str:
    """Asked once where the client hesitates."""
    return f"What would living “{echo(identity.name) or 'this'}” ask of you in an ordinary week?"


def again(identity: Identity) -> str:
    """Asked after that."""
    return f"Knowing that, is “{echo(identity.name) or 'this'}” one that you will live?"


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask about the name at hand, and put to the client what only they can settle."""
    draft = Draft(situation)
    if not draft.hears:
        return _arrived(draft)
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return go_on(draft, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    if draft.pressed:
        return go_on(draft, "So be it." if draft.pressed == YES else "Then it stays.")
    if said := _wished(draft):
        return said
    if draft.memory.offer is not None:
        return _hear_while_asked(draft)
    return _hear(draft, draft.memory.current) if draft.memory.current else _hear_change(draft)


def go_on(draft: Draft, words: str) -> Said:
    """Ask about the next name, or move on after the last."""
    if draft.memory.current:
        return draft.said(words, will(draft.memory.current))
    if draft.may_leave(NEXT, every_identity_committed & some_identity & no_open_offer):
        return draft.leaving(words or "Then these are yours.", NEXT)
    return draft.said(words, GO_ON)


def _arrived(draft: Draft) -> Said:
    """The first question here; what the client came back to let go is put to them."""
    if draft.situation.refusals:
        return draft.said(will(draft.memory.current) if draft.memory.current else GO_ON)
    said = _wished(draft) if draft.memory.current is None else None
    return said or draft.said(_ARRIVED, will(draft.memory.current) if draft.memory.current else CHANGE)


def _wished(draft: Draft) -> Said | None:
    """Deal with a wish about the names: one to let go, to put under another one, to call otherwise, to add."""
    if read_addition(draft.text) is not None and draft.kind is Kind.ANSWER and BEFORE in draft.situation.missing:
        return draft.leaving("Then let us look for who is missing.", BEFORE) if draft.hears else None
    if pair := read_part(draft):
        return _offer(draft, OfferNest(identity=pair[0].name, under=pair[1].name))
    if gone := read_letting_go(draft):
        return _let_go(draft, gone)
    words = about_client(draft) or about_names(draft, restores=True, orders=True)
    if not words:
        return None
    if words.endswith("?"):
        return draft.said(words)
    return draft.said(words, reminder(draft)) if draft.memory.offer else _repeat(draft, words)


def _repeat(draft: Draft, words: str) -> Said:
    """The words, and the present question."""
    current = draft.memory.current
    if current is None:
        return draft.said(words, CHANGE)
    asked = [line for line in (asks_of(current), again(current)) if line in draft.situation.asked]
    return draft.said(words, *asked or [will(current)])


def _offer(draft: Draft, action: OfferNest | OfferArchive) -> Said:
    if draft.do(action):
        return draft.said(_YOURS)
    return _repeat(draft, "That cannot be done as things are.")


def _let_go(draft: Draft, identity: Identity) -> Said:
    """Put it to the client whether a name goes; the last one stays."""
    if len(draft.memory.live) > 1:
        return _offer(draft, OfferArchive(identity=identity.name))
    if _SOLE in draft.situation.asked:
        return rest(draft)
    return draft.said(_SOLE, again(identity))


def _hear(draft: Draft, identity: Identity) -> Said:
    """Deal with what came on the question about the name at hand."""
    asked, what, text = draft.situation.asked, draft.kind, draft.text
    told = asks_of(identity) in asked
    if what is Kind.UNCLEAR and not told and again(identity) not in asked:
        return draft.said("Let me put it differently.", asks_of(identity))
    if what in ASIDES:
        return _repeat(draft, aside(draft, "")[0])
    if what is Kind.COMPLAINT:
        return _let_go(draft, identity) if COMPLAINED in asked else _repeat(draft, COMPLAINED)
    first: Kind = what
    lean: bool | None = {Kind.YES: True, Kind.NO: False, Kind.SKIP: False, Kind.DONE: False}.get(what)
    if what is Kind.ANSWER:
        first, _ = answer_first(text)
        lean = {Kind.YES: None if is_half(text) else True, Kind.NO: False}.get(first, leans(text))
        lean = None if first is not Kind.ANSWER and is_taken_back(text) else lean
        note(draft, identity)
    if told and (lean is not False or (what is Kind.ANSWER and first is Kind.ANSWER)):
        return draft.said(heard(text, _HEARD, 0) if what is Kind.ANSWER else "I see.", again(identity))
    if lean:
        draft.do(AcceptCommitment(identity=identity.name))
        return go_on(draft, f"{quoted([identity.name]) or 'That'}, then.")
    if lean is None and again(identity) not in asked:
        return draft.said(heard(text, _HEARD, 1) if what is Kind.ANSWER else "That is all right.", asks_of(identity))
    return _let_go(draft, identity)


def _hear_while_asked(draft: Draft) -> Said:
    """Deal with words where a question with buttons is open: a no is taken as one."""
    offer, current = draft.memory.offer, draft.memory.current
    first, rest_of_it = answer_first(draft.text)
    if offer and (draft.kind is Kind.NO or (first is Kind.NO and leans(rest_of_it))):
        draft.do(WithdrawOffer())
        if offer.kind == "archive" and current and current.id in offer.buttons[0].plan[0].values():
            draft.do(AcceptCommitment(identity=current.name))
        return go_on(draft, "Then it stays.")
    if draft.kind is Kind.ANSWER and current:
        note(draft, current)
    return remind(draft)


def _hear_change(draft: Draft) -> Said:
    """Deal with what came where everything is chosen."""
    if draft.kind in ASIDES:
        return _repeat(draft, aside(draft, "")[0])
    if draft.kind is Kind.YES and CHANGE in draft.situation.asked:
        return draft.said("Say it as in “let the baker go”, or as in “bring the baker back”.")
    return go_on(draft, "")
