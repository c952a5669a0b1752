"""The practice coach at the pictures: for each name where the client is, what they look like, and what they feel."""

from __future__ import annotations

from coach.identity.actions import AcceptVisualization, UpdateVisualization
from coach.identity.guards import every_identity_visualised
from coach.identity.memory import Identity, IdentityMemory
from coach.identity.practice.answering.asides import BACK, COMPLAINED, aside
from coach.identity.practice.answering.asking import GO_ON, Lines, Move, weigh
from coach.identity.practice.answering.choices import rest
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.letting_go import read_letting_go
from coach.identity.practice.answering.wishes import about_client, about_names, wants_other_words
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.picturing import PARTS, given_back, read_picture
from coach.identity.practice.hearing.reading import leaves_the_rest
from coach.identity.practice.hearing.words import echo, heard, said_aloud
from coach.program import Said, Situation

STATE = "IDENTITY_VISUALIZATION"
NEXT = "ONWARD"
BEFORE = "I_AM_STATEMENTS"

_ARRIVED = "Now a picture for each of them, so near that you can step into it."
_ALL_THERE = "Your pictures are all there."
_HEARD = ("“{}”, I see.", "“{}”.", "“{}” – yes.")


def lines_for(identity: Identity, part: str) -> Lines:
    """What is asked about one part of the picture."""
    name = echo(identity.name) or "this"
    asked = {
        "setting": (
            f"Take a breath, and be there as “{name}”: where are you?",
            f"For instance, what light is there, and what sounds, around “{name}”?",
            f"Shall we leave out the place of “{name}”?",
        ),
        "appearance": (
            f"How do you look there, as “{name}”?",
            f"For instance, what would somebody see who came up to “{name}”?",
            f"Shall we leave out the looks of “{name}”?",
        ),
        "emotion": (
            f"What do you feel there, being “{name}”?",
            f"For instance, where in your body is it that you are “{name}”?",
            f"Shall we leave out what “{name}” feels?",
        ),
    }
    return Lines(*asked[part])


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask for one part after another, keep what is told, and go on when the picture is whole or left."""
    draft = Draft(situation)
    current = draft.memory.current
    if not draft.hears:
        return _ask(draft, current, "" if situation.refusals else _ARRIVED)
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return _ask(draft, current, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    if (wants_other_words(draft) or read_letting_go(draft)) and BEFORE in situation.missing:
        return draft.leaving("Then let us look at the sentences once more.", BEFORE)
    if words := about_client(draft) or about_names(draft):
        return draft.said(words) if words.endswith("?") else _repeat(draft, words)
    return _hear(draft, current) if current else _hear_go_on(draft)


def _ask(draft: Draft, identity: Identity | None, *words: str) -> Said:
    """The words, and the question for the first part that is missing, after the sentence of the name."""
    if identity is None:
        return draft.said(GO_ON) if draft.situation.refusals else draft.said(_ALL_THERE, GO_ON)
    part = next(iter(identity.missing_parts), PARTS[-1])
    spoken = said_aloud(identity.statement) if part == PARTS[0] else ""
    return draft.said(*words, spoken, lines_for(identity, part).question)


def _part_asked(draft: Draft, identity: Identity) -> str:
    """The part that was asked for last, the first that is missing where none was."""
    asked = draft.situation.asked
    for part in PARTS:
        lines = lines_for(identity, part)
        if any(line in asked for line in (lines.question, lines.example, lines.offer)):
            return part
    return next(iter(identity.missing_parts), PARTS[-1])


def _repeat(draft: Draft, words: str) -> Said:
    current = draft.memory.current
    if current is None:
        return draft.said(words, GO_ON)
    return draft.said(words, lines_for(current, _part_asked(draft, current)).last(draft.situation.asked))


def _hear(draft: Draft, identity: Identity) -> Said:
    """Deal with what came on the question for one part."""
    part, what, text = _part_asked(draft, identity), draft.kind, draft.text
    if what in (Kind.SKIP, Kind.DONE) or leaves_the_rest(text):
        return _leave(draft, identity, "Then we leave that picture.")
    move = weigh(draft, lines_for(identity, part), what)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        return _after(draft, identity, part, COMPLAINED if what is Kind.COMPLAINT else "Then we leave that.")
    told = read_picture(text, part, identity.missing_parts)
    draft.do(
        UpdateVisualization(
            identity=identity.name,
            setting=told.get("setting", ""),
            appearance=told.get("appearance", ""),
            emotion=told.get("emotion", ""),
        )
    )
    return _after(draft, draft.memory.identity(identity.id), part, heard(text, _HEARD, PARTS.index(part)))


def _after(draft: Draft, identity: Identity, part: str, words: str) -> Said:
    """Ask for the next part that is missing; where there is none, give the picture back and go on."""
    later = [each for each in PARTS[PARTS.index(part) + 1 :] if each in identity.missing_parts]
    if later:
        return draft.said(words, lines_for(identity, later[0]).question)
    whole = {each: str(getattr(identity, each)) for each in PARTS}
    return _leave(draft, identity, given_back(whole) or words)


def _leave(draft: Draft, identity: Identity, words: str) -> Said:
    """The picture is whole, or left as it is: on to the next one, or out."""
    draft.do(AcceptVisualization(identity=identity.name, declined=bool(identity.missing_parts)))
    if draft.memory.current:
        return _ask(draft, draft.memory.current, words)
    return _move_on(draft, words)


def _move_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, every_identity_visualised):
        return draft.leaving(words, NEXT)
    return draft.said(words, GO_ON)


def _hear_go_on(draft: Draft) -> Said:
    """Deal with what came where every picture is there."""
    if draft.kind is Kind.NO:
        return rest(draft)
    if draft.kind in (Kind.HELLO, Kind.QUESTION, Kind.WHO_ARE_YOU, Kind.WHY, Kind.RECAP):
        return draft.said(aside(draft, "")[0], GO_ON)
    return _move_on(draft, "Then let us go on.")
