"""What a client may wish for at any time about the names there are: other words, another order, one brought back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.identity import limits
from coach.identity.actions import AddUserNote, DeleteUserNote, ReorderIdentities, RestoreIdentity
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.renaming import changed, renamed_as_asked
from coach.identity.practice.hearing.changes import MOST_CHARS, read_change
from coach.identity.practice.hearing.mentions import mentioned, named
from coach.identity.practice.hearing.names import read_new_name
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.words import cut, echo, quoted

_MOST_SHOWN = 12
_RESTORE = re.compile(
    r"(?:.* )?(?:bring|take|have|get|want|put|let)(?: \w+){0,8}? back(?: .*)?|(?:.* )?(?:restore|bring back|revive) .+"
)
_REMEMBER = re.compile(
    r"(?is)\W*(?:please |can you |could you )*(?:remember|note(?: down)?|keep in mind|do(?:n't| not) forget)"
    r"(?: for (?:later|next time))?(?: that|:|,)\s+(?P<note>.+)"
)
_FORGET = re.compile(r"(?:please )?(?:forget|delete|remove) (?:that|the|my|your|this) (?:last )?note(?: .*)?")
_OTHER_WORDS = re.compile(
    r"(?:.* )?(?:change|reword|rewrite|redo|rephrase|fix|look at|work on|go back to|other|another|different|new)"
    r"(?: \w+){0,4} (?:sentences?|statements?)(?: .*)?|(?:.* )?(?:sentences?|statements?)(?: \w+){0,4}"
    r" (?:doesnt|does not|dont|isnt|no longer|needs?|is wrong|feels)(?: .*)?"
)
_ORDER = re.compile(
    r"(?:.* )?(?:first|on top|at the top|to the top|up front)(?: please)?(?: (?:and )?then .*)?|(?:.* )?order .*"
)


def about_client(draft: Draft) -> str:
    """Keep another name for the client, or a note that they ask for; the words for it, empty where it is neither."""
    name = cut(read_new_name(draft.text), limits.NAME)
    if name and draft.note("name", name):
        return f"{echo(name)} it is."
    if match := _REMEMBER.fullmatch(draft.text):
        return "I keep that in mind." if draft.do(AddUserNote(text=cut(match["note"], limits.TEXT) or "…")) else ""
    notes = tuple(draft.memory.user_notes)
    if notes and _FORGET.fullmatch(plain(draft.text)):
        return "It is forgotten." if draft.do(DeleteUserNote(note=notes[-1].id)) else ""
    return ""


def about_names(draft: Draft, *, restores: bool = False, orders: bool = False) -> str:
    """Do what the client wishes about the names there are; the words for it, empty where they wish nothing.

    The words may be a question, which is the one to ask then. What is brought back or put in order is so only where
    the place has that.
    """
    if words := renamed_as_asked(draft):
        return words
    if len(draft.text) > MOST_CHARS:
        return ""
    if restores and (words := _restored(draft)):
        return words
    if orders and (words := _ordered(draft)):
        return words
    change = read_change(draft.text, [each.name for each in draft.memory.live])
    return changed(draft, change) if change else ""


def wants_back(draft: Draft) -> bool:
    """Whether the client asks for something back that was let go."""
    return bool(draft.memory.archived) and bool(_RESTORE.fullmatch(plain(draft.text)))


def wants_other_words(draft: Draft) -> bool:
    """Whether the client asks for a sentence to be looked at again."""
    return len(draft.text) <= MOST_CHARS and bool(_OTHER_WORDS.fullmatch(plain(draft.text)))


def _restored(draft: Draft) -> str:
    archived = draft.memory.archived
    if not wants_back(draft):
        return ""
    gone = named(draft.text, archived)
    if gone is None:
        return f"You let these go: {quoted([each.name for each in archived], len(archived))}."
    if draft.do(RestoreIdentity(identity=gone.name)):
        return f"{quoted([gone.name]) or 'It'} is back."
    return f"{quoted([gone.name]) or 'It'} cannot come back as things are: another name has its place."


def _ordered(draft: Draft) -> str:
    said = plain(draft.text)
    first: Sequence[str] = [each.name for each in mentioned(draft.text, draft.memory.live)]
    if not first or not _ORDER.fullmatch(said) or not draft.do(ReorderIdentities(identities=tuple(first))):
        return ""
    return f"Your order is now {quoted([each.name for each in draft.memory.displayed], _MOST_SHOWN)}."
