"""Writing to the two lists: what is added to them, taken off and changed."""

from __future__ import annotations

from collections.abc import Sequence

from coach.identity import limits
from coach.identity.actions import AddWhoIAm, AddWhoIWantToBe, RemoveWhoIAm, RemoveWhoIWantToBe
from coach.identity.categories import WarmUpList
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.changes import Change
from coach.identity.practice.hearing.entries import read_entry
from coach.identity.practice.hearing.words import echo, quoted

_ADD = {WarmUpList.WHO_I_AM: AddWhoIAm, WarmUpList.WHO_I_WANT_TO_BE: AddWhoIWantToBe}
_REMOVE = {WarmUpList.WHO_I_AM: RemoveWhoIAm, WarmUpList.WHO_I_WANT_TO_BE: RemoveWhoIWantToBe}
_SAYS = {WarmUpList.WHO_I_AM: "who you are", WarmUpList.WHO_I_WANT_TO_BE: "who you want to be"}
AS_LEFT = "that list is complete as you left it"
_THANKS = ("{}: noted.", "{}, good.", "{}, I have that.")


def added(draft: Draft, which: WarmUpList, present: WarmUpList, entries: Sequence[str]) -> str:
    """Add entries to a list, and the words for it; nothing is said where nothing was new."""
    said = quoted(entries) or "That"
    if draft.memory.is_closed(which):
        return f"{said} {'say' if len(entries) > 1 else 'says'} {_SAYS[which]}, and {AS_LEFT}."
    if not _add(draft, which, entries):
        return ""
    if which is not present:
        return f"{said} {'go' if len(entries) > 1 else 'goes'} with {_SAYS[which]}."
    return _THANKS[len(draft.memory.items(which)) % len(_THANKS)].format(said)


def changed(draft: Draft, change: Change) -> str:
    """Take an entry off its list, put on it what replaces it, and the words for it."""
    old = change.old or _latest(draft)
    which = next((each for each in WarmUpList if old in draft.memory.items(each)), None)
    if which is None:
        return f"I do not find {quoted([old]) or 'that'} among your words."
    said = quoted([old]) or "that"
    if change.new and draft.memory.is_closed(which):
        return f"That list is complete as you left it, so {said} stays there."
    if not (change.new or change.takes_off):
        return "Say it as in “change kind to patient”, or as in “remove kind”."
    draft.do(_REMOVE[which](items=(old,)))
    new = read_entry(change.new)[1]
    if new and _add(draft, which, [new]):
        return f"{quoted([new]) or 'That'} instead of {said}: done."
    return f"Taken off: “{echo(old) or 'as you say'}”."


def _add(draft: Draft, which: WarmUpList, entries: Sequence[str]) -> bool:
    steps = range(0, min(len(entries), limits.ITEMS), limits.ITEMS_AT_ONCE)
    return sum(draft.do(_ADD[which](items=tuple(entries[at : at + limits.ITEMS_AT_ONCE]))) for at in steps) > 0


def _latest(draft: Draft) -> str:
    """The entry that was put down last, on the list that is being made where it has any."""
    lists = sorted(WarmUpList, key=draft.memory.is_closed)
    return next((item.text for each in lists for item in reversed(tuple(draft.memory.items(each)))), "")
