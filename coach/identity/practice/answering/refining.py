"""Refining one name: whether it gives energy, and a better one where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable

from coach.identity.actions import AcceptRefinement, RenameIdentity
from coach.identity.memory import Identity
from coach.identity.practice.answering.asides import aside
from coach.identity.practice.answering.asking import Lines, weigh
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.renaming import as_name
from coach.identity.practice.answering.tellings import note
from coach.identity.practice.hearing.identities import name_of
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.leaning import answer_first, is_about, leans, stays_as_it_is
from coach.identity.practice.hearing.words import echo, heard, quoted
from coach.program import Said
from coach.program.words import fold

#: Puts the words and goes on: to the next name, or to what comes after the last.
GoOn = Callable[[Draft, str], Said]

SHORTER = "In one or two words, what would it be?"
#: A name has so many words at the most before a shorter one is asked for, once.
_SHORT = 3
_PROPOSED = re.compile(
    r"(?:(?:maybe|perhaps|well|hm+|so|then|rather|actually|and|but|or)\b[\s,]*)*(?:how about|what about|more like|"
    r"better:?|i(?:'d| would) (?:rather )?(?:say|prefer|call (?:it|that|myself))|"
    r"i(?:'d| would) rather be|(?:let's )?(?:call|make) (?:it|me|that)|"
    r"it (?:should|could|might) be|should be|could be|i prefer|let's say|something like|try|say|"
    r"maybe|perhaps|rather)[\s:,]+(?P<name>.+)|"
    r"(?P<better>.+?),? (?:(?:that|it)(?:'s| is) (?:much |far )?(?:better|it|right|the one)|instead|is better|"
    r"(?:sounds|feels|would be|is much) (?:much )?(?:better|right)|has more life(?: in it)?)",
    re.IGNORECASE | re.DOTALL,
)
#: “Baker is too long, just Breadhead”: what is wrong with a name, and another one.
_TOO = re.compile(
    r"(?:[^,.;:!?]+ )?(?:too|so) [^,.;:!?]{2,20}[,.;:–-]+\s*"
    r"(?:just|only|simply|maybe|perhaps|rather|better|call (?:it|me|that)|make (?:it|that))\s+(?P<name>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSES = re.compile(r"[,.;:!?–]+\s+")
#: How a sentence about a name begins, rather than a name.
_ABOUT_IT = re.compile(
    r"(?:(?:eh|uh|um|hm+|well|oh|ok|okay|lol|ugh)\b[\s,]*)*(?:it|its|it's|that|that's|this|they|he|she|i|i'm|i've|my|we|there|because|makes?|feels?|sounds?|gives?|reminds?|"
    r"not|no|don't|yes|kind of|sort of|a bit|a little|somewhat|more|less|too|very|so|really|just|in|on|at|when|if|"
    r"every|some|old|same|what|how|why)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:it|its|it's|that's|this|i|i'm|i've|there|because|not|no|don't|really|"
    r"(?:love|like) (?:it|that|this))\b",
    re.IGNORECASE,
)
_HEARD = ("“{}”, I hear.", "“{}” – I see.")


def lines_for(identity: Identity) -> Lines:
    """What is asked about one name."""
    name = echo(identity.name) or "this"
    return Lines(
        f"Say “I am {name}” to yourself: does it wake something up in you?",
        f"Instead of “{name}”, which word would you secretly be proud of?",
        f"Shall “{name}” stay as it is?",
    )


def refine(draft: Draft, identity: Identity, go_on: GoOn) -> Said:
    """Deal with what came on a question about the name at hand."""
    asked, what, lines = draft.situation.asked, draft.kind, lines_for(identity)
    last = SHORTER if SHORTER in asked else lines.last(asked)
    if what is Kind.QUESTION and _proposed(draft.text, after_no=False):  # “how about …?”
        what = Kind.ANSWER
    if stays_as_it_is(draft.text):
        return _accept(draft, identity, "", go_on)
    if what in ASIDES and what is not Kind.UNCLEAR:
        return draft.said(*aside(draft, last))
    if what is Kind.ANSWER:
        return _answered(draft, identity, last, go_on)
    if what is Kind.YES and last in (lines.question, lines.offer):
        return _accept(draft, identity, "", go_on)
    if what in (Kind.NO, Kind.COMPLAINT) and last == lines.question:
        return draft.said("Then let us look for the life in it.", lines.example)
    if last == SHORTER and what in (Kind.NO, Kind.YES, Kind.UNSURE):
        return draft.said("That is all right.", lines.offer)
    move = weigh(draft, lines, what)
    return draft.said(*move) if isinstance(move, tuple) else _accept(draft, identity, "", go_on)


def _answered(draft: Draft, identity: Identity, last: str, go_on: GoOn) -> Said:
    """Words that are no plain yes or no: a better name, what is felt about the old one, or a story."""
    lines, (first, text) = lines_for(identity), answer_first(draft.text)
    if last in (lines.example, SHORTER):
        return _named(draft, identity, text, go_on)
    name = _proposed(text, after_no=first is Kind.NO)
    if name:
        return _renamed(draft, identity, name, go_on, sure=first is not Kind.ANSWER or last == lines.offer)
    if first is Kind.ANSWER and text.count(" ") < _SHORT and not (_ABOUT_IT.match(text) or is_about(text)):
        return _renamed(draft, identity, as_name(text), go_on, sure=False)
    lean = leans(draft.text) if first is Kind.ANSWER else first is Kind.YES
    if lean is True or (lean is None and last == lines.offer):
        note(draft, identity)
        return _accept(draft, identity, "", go_on)
    note(draft, identity)
    return draft.said(heard(draft.text, _HEARD, len(identity.notes)), lines.example)


def _proposed(text: str, *, after_no: bool) -> str:
    """The name that a text puts forward for another one; empty where it does not."""
    named = _put_forward(text)
    said = named or (text if after_no else "")
    fits = said and said.count(" ") < _SHORT and not (not named and _ABOUT_IT.match(said))
    return as_name(said) if fits else ""


def _put_forward(text: str) -> str:
    """What stands after “how about”, “call it” and their like; empty where nothing of the kind is said."""
    said = text.replace("’", "'").strip(" .!?")
    if match := _TOO.fullmatch(said):
        return match["name"]
    # “It's dull, I'd rather say Night owl”: the last clause alone is as good as all of it.
    for each in (said, _CLAUSES.split(said)[-1]):
        if (match := _PROPOSED.fullmatch(each)) and not _ABOUT_IT.match(match["name"] or match["better"]):
            return match["name"] or match["better"]
    return ""


def _named(draft: Draft, identity: Identity, text: str, go_on: GoOn) -> Said:
    """Take the word that was asked for; a long one is asked for more shortly, once."""
    said = _put_forward(text) or text
    said = said.partition(",")[0] if _ABOUT_IT.match(said.partition(",")[2].strip()) else said
    name = name_of(said)
    if is_about(text) and leans(text):  # “it's ok after all”
        return _accept(draft, identity, "", go_on)
    if SHORTER in draft.situation.asked:
        return _accept(draft, identity, "" if _TELLS.match(said) else as_name(name), go_on)
    if not name or name.count(" ") >= _SHORT or _ABOUT_IT.match(said):
        note(draft, identity)
        return draft.said(heard(text, _HEARD, 0), SHORTER)
    return _accept(draft, identity, as_name(name), go_on)


def _renamed(draft: Draft, identity: Identity, name: str, go_on: GoOn, *, sure: bool) -> Said:
    """Give it the name that came up by itself; where nobody said so plainly, ask how that one feels."""
    if sure:
        return _accept(draft, identity, name, go_on)
    if fold(name) == fold(identity.name):
        return _accept(draft, identity, "", go_on)
    if not draft.do(RenameIdentity(identity=identity.name, new_name=name)):
        return _taken(draft, identity, name, go_on)
    return draft.said(f"{quoted([name]) or 'That'}, then.", lines_for(draft.memory.identity(identity.id)).question)


def _accept(draft: Draft, identity: Identity, name: str, go_on: GoOn) -> Said:
    new = "" if fold(name) == fold(identity.name) else name
    if not draft.do(AcceptRefinement(identity=identity.name, new_name=new)):
        return _taken(draft, identity, name, go_on)
    said = quoted([new or identity.name]) or "That name"
    return go_on(draft, f"{said} it is." if new else f"{said} stays.")


def _taken(draft: Draft, identity: Identity, name: str, go_on: GoOn) -> Said:
    """Another one has that name, or had it: the old one can stay, and does where that was offered already."""
    if name and lines_for(identity).offer in draft.situation.asked:
        return _accept(draft, identity, "", go_on)
    return draft.said(f"{quoted([name]) or 'That'} is a name that you gave already.", lines_for(identity).offer)
