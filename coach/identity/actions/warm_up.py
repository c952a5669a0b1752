"""The two lists of the warm-up: who I am, and who I want to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits
from coach.identity.categories import WarmUpList
from coach.identity.memory import IdentityMemory, ListItem
from coach.program import Action, Turn

Item = Annotated[str, Field(min_length=1, max_length=limits.ITEM)]
Items = Annotated[tuple[Item, ...], Field(min_length=1, max_length=limits.ITEMS_AT_ONCE)]


class AddWhoIAm(Action):
    """Put on the list “who I am” what the client has just said they are.

    One entry for each thing, in the client's own words, unedited; only what is new. Never send the whole list again.
    """

    items: Items

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return _add(turn.memory, WarmUpList.WHO_I_AM, self.items)


class RemoveWhoIAm(Action):
    """Take off the list “who I am” what the client wants taken off; name the entries as they stand there."""

    items: Items

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return _remove(turn.memory, WarmUpList.WHO_I_AM, self.items)


class AddWhoIWantToBe(Action):
    """Put on the list “who I want to be” what the client has just said they would like to be.

    One entry for each thing, in the client's own words, unedited; only what is new. Never send the whole list again.
    """

    items: Items

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return _add(turn.memory, WarmUpList.WHO_I_WANT_TO_BE, self.items)


class RemoveWhoIWantToBe(Action):
    """Take off the list “who I want to be” what the client wants taken off; name the entries as they stand there."""

    items: Items

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return _remove(turn.memory, WarmUpList.WHO_I_WANT_TO_BE, self.items)


class CloseWarmUpList(Action):
    """Close one of the two lists when the client has said that it is complete.

    It is the client who closes a list: use this after words such as “that is all”, never because there seems to be
    enough. A list may be closed empty where the client says that they have nothing for it.
    """

    list: WarmUpList

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory = turn.memory
        if memory.is_closed(self.list):
            raise Refused(f"the list “{self.list.label}” is closed already")
        if self.list is WarmUpList.WHO_I_AM:
            memory.who_i_am_closed = True
        else:
            memory.who_i_want_to_be_closed = True
        count = len(memory.items(self.list))
        return f"Closed the list “{self.list.label}” with {count or 'no'} {'entry' if count == 1 else 'entries'}"


def _add(memory: IdentityMemory, which: WarmUpList, items: Sequence[str]) -> str:
    """Add what is new; entries already there are left as they are. `Refused` where nothing is new."""
    if memory.is_closed(which):
        raise Refused(f"the list “{which.label}” is closed; leave it as the client closed it")
    there, added = memory.items(which), []
    for item in items:
        text = limits.one_line(item, "an entry")
        if text in there:
            continue
        if len(there) >= limits.ITEMS:
            raise Refused(f"the list “{which.label}” has {limits.ITEMS} entries and takes no more; it can be closed")
        added.append(there.add(ListItem(text=text)).text)
    if not added:
        raise Refused(f"everything in this is on the list “{which.label}” already")
    return f"Added to the list “{which.label}”: {', '.join(map(repr, added))}"


def _remove(memory: IdentityMemory, which: WarmUpList, items: Sequence[str]) -> str:
    """Take entries off, from a closed list too: the words are the client's. `Refused` where one is not there."""
    removed = [memory.items(which).remove(item).text for item in items]
    return f"Taken off the list “{which.label}”: {', '.join(map(repr, removed))}"
