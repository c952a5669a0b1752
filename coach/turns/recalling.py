"""What conversations were after their last turns here, so that the next turn need not read and validate it again.

Nobody relies on it: a claim tells whether the conversation still stands like that, whoever else has changed it. A
conversation that does not is used by others as well, and is not remembered any more: a wrong guess costs a round trip.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from coach.program.memory import Memory
from coach.store.rows import SPEAKERS, Mark, NewMessage, NewTurn, Standing, Window
from coach.values import value

#: Conversations that are remembered: some 10 MB, at 20 KB each.
_MOST = 500
#: Characters of recent messages that are remembered of one: what is longer is read each time, or a few hundred
#: clients who send the longest messages there are would take gigabytes.
_LONGEST = 50_000


@value
class Recalled:
    """A conversation after a turn."""

    mark: Mark
    standing: Standing
    """Without the records of its memory."""
    memory: Memory


class Recall:
    """The conversations that were used last; None stands for one that others change too."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Recalled | None] = OrderedDict()

    def get(self, id: int) -> Recalled | None:
        return self._kept.get(id)

    def keep(self, id: int, recalled: Recalled) -> None:
        if self._kept.get(id, recalled) is not None:
            self._put(id, recalled)

    def forget(self, id: int) -> None:
        """It may not stand like that any more."""
        if self._kept.get(id) is not None:
            del self._kept[id]

    def leave(self, id: int) -> None:
        """Do not remember this one any more, for as long as it would have been remembered."""
        self._put(id, None)

    def _put(self, id: int, recalled: Recalled | None) -> None:
        self._kept[id] = recalled
        self._kept.move_to_end(id)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)


def recalled_after(
    before: Standing, new: NewTurn, window: Window, begin: Memory, memory: Memory
) -> tuple[Standing, Memory] | None:
    """A conversation when this turn of it was committed, as a claim would read it; None where it is not remembered."""
    standing = standing_after(before, new, window)
    if sum(len(text) for _, text in standing.recent) > _LONGEST:
        return None
    try:
        return standing, memory.as_stored(begin, new.scalars, {change.id: change.data for change in new.changed})
    except Exception:  # the turn is committed; whoever reads it is told
        return None


def standing_after(before: Standing, new: NewTurn, window: Window) -> Standing:
    """Where a conversation stands when this turn of it was committed, as a claim would read it."""
    recent = [*before.recent, *((message.role, message.text) for message in new.messages)]
    first = window.first(new.dialogue)
    return Standing(
        program=before.program,
        version=new.version,
        state=new.state,
        entered=new.entered,
        scalars=new.scalars,
        serial=new.serial,
        turn=new.number,
        dialogue=new.dialogue,
        label=new.label,
        offer=new.offer,
        taken_by=new.taken_by,
        notices=_notices(before, new.dialogue, new.messages),
        recent=recent if first == window.first(before.dialogue) else recent[_older(recent, first, new.dialogue) :],
        records=(),
        refused=[(action.type, action.reason or "") for action in new.actions if action.status != "applied"],
    )


def _notices(before: Standing, dialogue: int, messages: Sequence[NewMessage]) -> int:
    """How many there are after the last message of the dialogue."""
    earlier = before.notices if dialogue == before.dialogue else 0
    return max([earlier, *(message.notice for message in messages if message.ordinal == dialogue)])


def _older(recent: Sequence[tuple[str, str]], first: int, dialogue: int) -> int:
    """How many messages stand before this place of the dialogue."""
    place, older = dialogue, len(recent)
    while older and place >= first:
        older -= 1
        place -= recent[older][0] in SPEAKERS
    return older
